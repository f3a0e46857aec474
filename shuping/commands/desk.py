"""`shuping desk ACT ...`: the honest-report desk offline; each act is a module `desk_ACT` with `run(arguments)`."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from shuping.adapters import compiled_code
from shuping.commands.answers import DONE, CommandRefused

ACTS = {
    "check": "one report against the duty rules, and against other reports if given",
    "compare": "every report of a folder with every other",
}


def available() -> dict[str, str]:
    """The acts whose module exists in this version, with their line of help."""
    return {act: about for act, about in ACTS.items() if find_spec(f"shuping.commands.desk_{act}") is not None}


def run(arguments: list[str]) -> int:
    """Hand the rest of the call to the act named first. Raises CommandRefused where there is no such act."""
    name = arguments[0] if arguments else ""
    acts = available()
    if name in ("--help", "-h"):
        print("\n".join(f"  shuping desk {act:<8} {about}" for act, about in acts.items()))
        return DONE
    if name not in acts:
        raise CommandRefused(f"shuping desk: unknown act {name!r}; one of {', '.join(acts)}")
    compiled_code.prepare(compiled_code.folder_of_user())  # before the act loads what compiles
    module = import_module(f"shuping.commands.desk_{name}")
    return cast(Callable[[list[str]], int], module.run)(arguments[1:])
