"""Whole papers of a real round are written as Chinese papers are: signs, numbers and days, node by node."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.accounts.models import User
from shuping.apps.cycles.models import Cycle, Participant
from shuping.apps.grades.models import Computation
from shuping.apps.rectification.models import Feedback, Issue
from shuping.dev.demo import register
from tests.factories import small_round
from tests.house.test_chinese import HALF


def words(page: str) -> Iterator[str]:
    """Every text of a page between two tags."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    for part in re.split(r"<[^>]+>", body):
        text = unescape(part).strip()
        if text:
            yield text


def page_of(username: str, name: str, **kwargs: int) -> str:
    """A page as somebody of the small round sees it."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(name, kwargs=kwargs))
    assert answer.status_code == 200, (username, name, answer.status_code)
    return str(answer.content.decode())


def said(value: object) -> Iterator[str]:
    """Every sentence below the key `text` of an answer."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key == "text" and isinstance(below, str):
                yield below
            else:
                yield from said(below)
    elif isinstance(value, list):
        for below in value:
            yield from said(below)


@pytest.mark.feature("I18-06")
@pytest.mark.django_db
def test_papers_and_steps_of_a_whole_round_have_chinese_signs(settings: object) -> None:
    settings.FIXED_DAY = date(2022, 1, 12)  # type: ignore[attr-defined]
    small_round.play(small_round.fill())
    register.renew_passwords(date(2022, 1, 12))
    cycle = Cycle.objects.get()
    person = Participant.objects.filter(cycle=cycle).order_by("pk").first()
    sheet = Feedback.objects.get(participant=person)
    issue = Issue.objects.filter(feedback=sheet).order_by("pk").first()
    assert person is not None and issue is not None
    pages = {
        "feedback": page_of("office", "rectification:feedback", pk=sheet.pk),
        "issue": page_of("office", "rectification:issue", pk=issue.pk),
        "steps": page_of("presider", "grades:explain", pk=person.pk),
        "tally sheet": page_of("teller1", "ballots:sheet", cycle_id=cycle.pk),
        "rules": page_of("office", "cycles:rules", pk=cycle.pk),
        "file": page_of("archivist", "rounds:archive", pk=cycle.pk),
    }
    wrong = [(place, text) for place, page in pages.items() for text in words(page) if HALF.search(text)]
    steps = list(said(Computation.objects.get().answer))
    assert len(steps) > 20
    assert wrong == []
    assert [text for text in steps if HALF.search(text.replace("(", "").replace(")", ""))] == []
    assert cycle.notice_number == "青交党〔2020〕28号"
