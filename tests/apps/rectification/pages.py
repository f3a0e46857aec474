"""What the tests of the pages share: addresses by name, the text of an answer, how people log in."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

LogIn = Callable[..., Client]


def address(name: str, *arguments: object) -> str:
    """The address of a page of rectification."""
    return reverse(f"rectification:{name}", args=arguments)


def text_of(answer: Any) -> str:
    """What an answer shows."""
    return str(answer.content.decode())
