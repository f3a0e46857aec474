"""`shuping speech read FILE`: hands the call to `speech_read`, whose word lists come with compiled code."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from shuping.adapters import compiled_code
from shuping.commands.answers import DONE, CommandRefused


def run(arguments: list[str]) -> int:
    """Read a speech. Raises CommandRefused for any other act."""
    name = arguments[0] if arguments else ""
    if name in ("--help", "-h"):
        print("  shuping speech read FILE  a leader's speech or a notice becomes a draft")
        return DONE
    if name != "read":
        raise CommandRefused(f"shuping speech: unknown act {name!r}; the only one is read")
    compiled_code.prepare(compiled_code.folder_of_user())  # before anything is loaded that compiles
    module = import_module("shuping.commands.speech_read")
    return cast(Callable[[list[str]], int], module.run)(arguments[1:])
