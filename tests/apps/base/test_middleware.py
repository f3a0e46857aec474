"""Pages are strict about where content comes from, and speak Chinese unless asked otherwise."""

from collections.abc import Callable

import pytest
from django.test import Client

from shuping.base.middleware import POLICY
from tests.factories.world import World


def test_every_answer_forbids_outside_content(client: Client, db: None) -> None:
    answer = client.get("/healthz")
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY


@pytest.mark.feature("I18-01")
def test_pages_are_chinese_whatever_the_browser_prefers(client_of: Callable[..., Client]) -> None:
    client = client_of("office")
    page = client.get("/manage/parts/", headers={"accept-language": "en"})
    assert "组件页" in page.content.decode()


def test_english_is_one_choice_away(client_of: Callable[..., Client], world: World) -> None:
    client = client_of("office")
    user = world.user("office")
    user.language = "en"
    user.save()
    page = client.get("/manage/parts/").content.decode()
    assert "Component page" in page
    assert "组件页" not in page
