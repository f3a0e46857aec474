"""The `shuping` command: finds the verb's module, runs it, and turns every expected failure into one line.

Offline verbs (grade, speech, desk) work on files alone: nothing here or there loads Django.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from shuping.commands.answers import DONE, REFUSED, CommandRefused, one_line
from shuping.core.errors import RuleError


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: the module below shuping.commands that offers `run(arguments) -> int`, and its line of help."""

    module: str
    help: str
    offline: bool = False


VERBS: dict[str, Verb] = {
    "grade": Verb("grade", "suggest grades for a case in a file", offline=True),
    "speech": Verb("speech", "read a leader's speech or a notice into a draft", offline=True),
    "desk": Verb("desk", "check one report or compare a folder of reports", offline=True),
    "serve": Verb("serve", "start the server (loopback unless told otherwise)"),
    "migrate": Verb("migrate", "bring the tables up to this version, after a backup"),
    "create-admin": Verb("create_admin", "make the first system administrator"),
    "import": Verb("import_sheet", "read organisations and people from a workbook"),
    "backup": Verb("backup", "write everything stored into one file"),
    "restore": Verb("restore", "read a backup into an empty database"),
    "verify": Verb("verify", "check every invariant of the stored data"),
    "tick": Verb("tick", "raise reminders for what has become due (serve does it daily)"),
    "terms": Verb("terms", "begin or compile the file of this installation's own terms"),
    "status": Verb("status", "say what runs here and how it stands"),
}


def available() -> dict[str, Verb]:
    """The verbs whose module exists in this version."""
    return {name: verb for name, verb in VERBS.items() if find_spec(f"shuping.commands.{verb.module}") is not None}


def usage() -> str:
    """The list of verbs, one a line."""
    lines = [f"  {name:<13} {verb.help}" for name, verb in available().items()]
    return "\n".join(["shuping VERB ...", *lines, "shuping VERB --help tells more."])


def run_verb(arguments: list[str]) -> int:
    """Run one verb. Raises CommandRefused for an unknown one and whatever the verb raises."""
    if not arguments:
        raise CommandRefused(f"shuping: which verb? One of {', '.join(available())}")
    name, *rest = arguments
    if name in ("--help", "-h", "help"):
        print(usage())
        return DONE
    verb = available().get(name)
    if verb is None:
        raise CommandRefused(f"shuping: unknown verb {name!r}; one of {', '.join(available())}")
    module = import_module(f"shuping.commands.{verb.module}")
    return cast(Callable[[list[str]], int], module.run)(rest)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code (0 done, 1 falls short, 2 refused)."""
    try:
        return run_verb(sys.argv[1:] if arguments is None else arguments)
    except CommandRefused as refusal:
        print(one_line(refusal), file=sys.stderr)
        return REFUSED
    except RuleError as error:
        print(one_line(_sentence(error)), file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; nobody wants the traceback
        return DONE
    except KeyboardInterrupt:
        return 130


def _sentence(error: RuleError) -> str:
    # Only a verb that has loaded Django can have worded sentences; an offline one shows code and figures.
    if "django" not in sys.modules:
        return str(error)
    wording = import_module("shuping.base.wording")
    return str(wording.sentence(error))
