"""How every verb answers: exit codes 0, 1, 2, one line on standard error when refused, one JSON document on demand."""

import argparse
import json
import sys
from typing import NoReturn

DONE = 0
FALLS_SHORT = 1  # done, but the input falls short
REFUSED = 2  # the call or the input cannot be used; nothing was written


class CommandRefused(Exception):
    """The call or its input cannot be used. The text is one line naming file, line or key, and the reason."""


class Parser(argparse.ArgumentParser):
    """An argument parser that refuses in one line, as everything else does."""

    def error(self, message: str) -> NoReturn:
        """Refuse with the name of the verb and what is wrong."""
        raise CommandRefused(f"{self.prog}: {message}")


def print_json(document: object) -> None:
    """The one JSON document of an answer, on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def progress(text: str) -> None:
    """A line for the person who waits, on standard error."""
    print(text, file=sys.stderr, flush=True)


def one_line(text: object) -> str:
    """Any text as one line."""
    return " ".join(str(text).split())
