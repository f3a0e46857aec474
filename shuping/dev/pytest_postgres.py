"""Pytest plugin: with SHUPING_TEST_DATABASE=postgresql one private server is started before anything else.

It must run before pytest-django reads the settings, so it is loaded with `-p` and wraps the earliest hook. Workers
of xdist inherit the address, so only the first process owns the server, and stops it at the end.
"""

import atexit
import os
from collections.abc import Generator

import pytest

from shuping.dev.postgres import Server

_servers: list[Server] = []


def _wanted() -> bool:
    return os.environ.get("SHUPING_TEST_DATABASE") == "postgresql" and "SHUPING_TEST_POSTGRESQL" not in os.environ


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Start the server, once, and tell the settings where it is."""
    if _wanted():
        server = Server().start()
        _servers.append(server)
        os.environ["SHUPING_TEST_POSTGRESQL"] = server.address
        atexit.register(pytest_unconfigure)  # pytest itself may fail before it is configured
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop what this process started."""
    while _servers:
        _servers.pop().stop()
        os.environ.pop("SHUPING_TEST_POSTGRESQL", None)
