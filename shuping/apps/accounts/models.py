"""Accounts, and the roles they hold at an organisation for a time."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from shuping.core.roles.catalog import Role


class UserManager(BaseUserManager["User"]):
    """Creation of accounts; passwords are set by the services."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """An account with this log-in name; without a password it cannot log in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who can log in. The person behind it stands in the organisation register."""

    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=100)
    person = models.ForeignKey("organization.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    large_text = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["username"]
        # One account per person: separation of duties is judged per account.
        constraints = [models.UniqueConstraint(fields=["person"], name="accounts_one_account_per_person")]

    def __str__(self) -> str:
        return self.display_name or self.username


class RoleAssignment(models.Model):
    """A role of one account at one organisation from one day to another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # last day, inclusive
    stands_in_for = models.ForeignKey(
        "organization.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["user", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="accounts_assignment_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class PasswordHistory(models.Model):
    """The hash of a password somebody once had, so that it cannot come back too soon."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """A printed code that replaces the second factor once; only the hash is stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}"


class ConflictDeclaration(models.Model):
    """回避: a person may not act on an organisation, or on the organisation led by another person (ORG-11)."""

    person = models.ForeignKey("organization.Person", on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        "organization.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about = models.ForeignKey("organization.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ground = models.TextField()
    declared_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)  # first day on which it no longer holds

    class Meta:
        ordering = ["-declared_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organization__isnull=False) | models.Q(about__isnull=False),
                name="accounts_conflict_names_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.ground[:60]


class OneTimeLink(models.Model):
    """A way in for somebody without an account: one use, one purpose, only the hash is stored (ORG-10).

    For people without an account `person` says for whom it was printed; for a first password `user` does.
    """

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("organization.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey("organization.Organization", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]

    def __str__(self) -> str:
        return self.purpose
