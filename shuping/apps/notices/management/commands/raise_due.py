"""The daily tick: `manage.py raise_due`, once a day by the timer of the server."""

from typing import Any

from django.core.management.base import BaseCommand

from shuping.apps.notices import api
from shuping.base import clock
from shuping.base.actor import SYSTEM


class Command(BaseCommand):
    """Raises what has become due; a second call on the same day raises nothing."""

    help = "Raise reminders for what is due soon, due today, late or long late."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the tick for today and say how many rows were raised."""
        raised = api.raise_due(on=clock.today(), by=SYSTEM, at=clock.now())
        self.stdout.write(f"{len(raised)} raised")
