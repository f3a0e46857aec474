"""Builds the data of the demonstration in a folder: `python -m shuping.dev.demo.build FOLDER 2022-01-12`."""

import gc
import sys
from datetime import date
from pathlib import Path


def main(place: Path, day: date) -> None:
    """Migrate, then write everything through the services in one transaction."""
    from shuping.dev.demo.__main__ import prepare  # noqa: PLC0415  (before Django)

    compiled = prepare(place, day)
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    django.setup()
    settings.PASSWORD_HASHERS = ["shuping.dev.demo.public_password.PublicPasswordHasher"]
    gc.disable()  # one story and out: the search for rubbish takes a tenth of it
    call_command("migrate", verbosity=0)
    gc.enable()
    gc.set_threshold(100_000, 50, 100)
    from shuping.adapters import compiled_code  # noqa: PLC0415
    from shuping.dev.demo import register, story  # noqa: PLC0415

    with compiled_code.share(compiled), transaction.atomic():
        cast = register.fill()
        story.tell(cast)
        register.renew_passwords(day)
    (place / "log-ins.txt").write_text(register.log_ins(cast) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
