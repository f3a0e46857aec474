"""How the demonstration's passwords are stored: as everywhere, but without the labour that hinders guessing.

They stand on the screen, so that labour protects nobody and would cost a sixth of a second for each of the accounts.
Whoever logs in has theirs stored anew at full strength, as Django does wherever a password is stored more weakly than
the settings say.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PublicPasswordHasher(Argon2PasswordHasher):
    """Argon2 at its least."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
