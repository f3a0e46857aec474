"""`shuping tick`: raises what has become due, once a day; `serve` does it by itself while it runs."""

import subprocess
import sys
from threading import Event, Thread

from shuping.base import clock
from shuping.commands.answers import DONE, Parser, print_json, progress
from shuping.commands.house import open_house, require_current, schema

PAUSE = 1800.0  # seconds between two looks at the calendar
LONGEST = 600.0  # seconds a tick may take before it is given up until the next look


def run(arguments: list[str]) -> int:
    """Raise reminders for what is due soon, due today, late or long late. A second call of a day raises nothing."""
    parser = Parser(prog="shuping tick", description="Raise reminders for what has become due; once a day is enough.")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args(arguments)
    open_house()
    require_current(schema())
    from shuping.apps.notices import api as notices_api  # noqa: PLC0415  (models stand only now)
    from shuping.base.actor import SYSTEM  # noqa: PLC0415

    on = clock.today()
    raised = notices_api.raise_due(on=on, by=SYSTEM, at=clock.now())
    if given.json:
        print_json({"on": on.isoformat(), "raised": len(raised)})
    else:
        progress(f"{on.isoformat()}: {len(raised)} reminders raised")
    return DONE


class DailyTick(Thread):
    """Runs `shuping tick` at the start and after every midnight, as a process of its own, until `stop` is called.

    A process of its own, because the server's processes are forked and stopped without regard to threads. A tick that
    failed is tried again at the next look.
    """

    def __init__(self) -> None:
        super().__init__(name="daily tick", daemon=True)
        self.stopped = Event()

    def run(self) -> None:
        """Look at the calendar until stopped."""
        done = None
        while not self.stopped.is_set():
            today = clock.today()
            if today != done and tick():
                done = today
            self.stopped.wait(PAUSE)

    def stop(self) -> None:
        """No further tick begins."""
        self.stopped.set()


def tick() -> bool:
    """One tick in a process of its own; whether it succeeded."""
    command = [sys.executable, "-m", "shuping.commands", "tick"]
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, check=False, timeout=LONGEST).returncode == DONE
    except (OSError, subprocess.TimeoutExpired):
        return False
