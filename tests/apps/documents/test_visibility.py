"""Who sees which paper, and which figures never stand in one (settled.md 4, words.md)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.accounts.models import User
from shuping.apps.cycles.models import Cycle
from shuping.apps.documents import access, api
from shuping.apps.documents.kinds.common import CLASS, ISSUE, UNIT
from shuping.apps.documents.kinds.registry import KINDS
from shuping.dev.demo.register import Cast

from .conftest import NOW
from .making import issuer, paper, words

FORMS = re.compile(r"[ABC]类(?:票)?(?:均值|得分|有效|发出)")


def client(username: str) -> Client:
    """A browser logged in as somebody of the small round."""
    found = Client(headers={"accept-language": "zh-hans"})
    found.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    session = found.session
    session["confirmed_at"] = 4_000_000_000
    session.save()
    return found


def answer(username: str, name: str, **kwargs: Any) -> int:
    """The status of a page for somebody."""
    return client(username).get(reverse(name, kwargs=kwargs)).status_code


@pytest.mark.feature("DOC-08")
def test_a_tally_is_read_by_tellers_and_supervision_only(cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, "tally", by="teller1")
    seen = {
        name: answer(name, "documents:document", pk=made.pk)
        for name in ("teller1", "teller2", "supervisor", "office", "office-head", "presider", "member", "s-h02")
    }
    assert {name for name, status in seen.items() if status == 200} == {"teller1", "teller2", "supervisor"}
    assert set(seen.values()) == {200, 404}


@pytest.mark.parametrize("kind", ["composite", "decision"])
def test_the_papers_of_the_decision_are_read_by_the_deciding_meeting_only(kind: str, cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, kind, by="office-head")
    who = ("office-head", "presider", "member", "supervisor", "office", "teller1", "archivist", "s-h02")
    seen = {name for name in who if answer(name, "documents:document", pk=made.pk) == 200}
    assert seen == {"office-head", "presider", "member", "supervisor"}


@pytest.mark.parametrize("kind", ["composite", "decision"])
def test_a_small_class_stands_in_no_paper_of_the_decision(kind: str, cast: Cast, cycle: Cycle) -> None:
    rules = cycle.rule_set
    assert FORMS.search(words(paper(cast, cycle, kind, by="office-head")))  # all classes are large enough here
    rules.body["ballot"]["smallest_shown"] = 10  # class A has nine forms
    rules.save()
    hidden = words(paper(cast, Cycle.objects.get(), kind, by="office-head"))
    assert not FORMS.search(hidden)


def test_no_paper_but_the_tally_holds_figures_of_a_class(cast: Cast, cycle: Cycle) -> None:
    rules = cycle.rule_set
    rules.body["ballot"]["smallest_shown"] = 10
    rules.save()
    round_ = Cycle.objects.get()
    told = 0
    for kind in KINDS:
        if kind.code in ("tally", "self_evaluation", "tasks", "inventory") or kind.per in (ISSUE, CLASS):
            continue
        by = "office-head" if kind.code in ("composite", "decision") else "office"
        text = words(paper(cast, round_, kind.code, by=by, unit="H02" if kind.per == UNIT else ""))
        told += 1
        assert not FORMS.search(text), kind.code
    assert told > 20


def test_a_feedback_sheet_holds_grade_problems_requirements_and_dates_only(cast: Cast, cycle: Cycle) -> None:
    text = words(paper(cast, cycle, "feedback", unit="H02"))
    assert "你的等次为“好”" in text and "整改要求" in text and "2021年3月21日" in text
    for word in ("票", "均值", "综合得分", "测评人", "参评人员", "函"):
        assert word not in text
    assert not re.search(r"\d+\.\d{2,}", text)


def test_a_unit_reads_its_feedback_once_issued_and_never_that_of_another(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    made = paper(cast, cycle, "feedback", unit="H02")
    reporter, other = cast.reporter("H02"), cast.reporter("W04")
    assert made not in access.documents(reporter)
    api.hand_over(document=made, by=cast.actor("office"), at=NOW)
    api.take_number(document=made, by=cast.actor("office"), at=NOW)
    api.sign_document(document=made, by=cast.actor("office-head"), at=NOW)
    assert made not in access.documents(reporter)
    api.issue_document(document=made, by=cast.actor("office-head"), at=NOW)
    assert made in access.documents(reporter) and made not in access.documents(other)
    assert answer("s-h02", "documents:document", pk=made.pk) == 200
    assert answer("s-w04", "documents:document", pk=made.pk) == 404
    assert (
        reverse("documents:frame", kwargs={"pk": made.pk}).encode()
        not in client("s-h02").get(reverse("documents:document", kwargs={"pk": made.pk})).content
    )


def test_a_units_own_draft_is_its_own_until_it_is_issued(cast: Cast, cycle: Cycle) -> None:
    unit = cast.units["H02"].organization
    made = api.make_document(kind="rectification_plan", cycle=cycle, unit=unit, by=cast.clerk("H02"), at=NOW)
    assert made.owner == unit
    assert made in access.documents(cast.reporter("H02"))
    assert made not in access.documents(cast.actor("office"))
    assert made not in access.documents(cast.reporter("W04"))
    api.use_document(
        document=api.make_document(kind="duties", cycle=cycle, unit=unit, by=cast.clerk("H02"), at=NOW),
        by=cast.clerk("H02"),
        at=NOW,
    )
    assert access.documents(cast.actor("office")).filter(kind="duties", owner=unit).exists()


def test_the_list_shows_what_is_in_reach_and_costs_the_same_for_many(
    cast: Cast, cycle: Cycle, django_assert_max_num_queries: Any
) -> None:
    for kind in ("plan", "notice", "agenda", "seats", "ledger"):
        paper(cast, cycle, kind)
    office = client("office")
    url = reverse("documents:list")
    assert office.get(url).status_code == 200
    with django_assert_max_num_queries(30):
        page = office.get(url).content.decode()
    assert page.count("/manage/documents/") > 5 and "座次图" in page
    assert "座次图" not in client("s-h02").get(url).content.decode()
    assert office.get(url, {"download": "xlsx"}).status_code == 200
