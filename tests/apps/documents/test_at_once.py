"""Two people number two papers at the same moment: two numbers, none twice, none missing."""

import copy
from typing import Any

import pytest

from shuping.apps.documents import api
from shuping.apps.documents.models import Document, DocumentStep, NumberUse
from tests.factories.world import make_world
from tests.journeys.test_two_people import MOMENT, race


def draft(world: Any, title: str, book: api.Issuer) -> Document:
    row = Document.objects.create(
        kind="notice",
        cycle=world.cycle,
        organization=world.root,
        owner=world.root,
        title=title,
        state="review",
        issuer=book,
        made_at=MOMENT,
    )
    DocumentStep.objects.create(document=row, kind="made", at=MOMENT)
    return row


@pytest.mark.feature("DOC-11", "OPS-15")
@pytest.mark.django_db(transaction=True)
def test_two_papers_numbered_at_once_get_two_numbers() -> None:
    world = make_world()
    first, second = world.actor("office"), world.actor("office_head")
    book = api.save_issuer(
        organization=world.root, name="测试厅党组", head="", office="", code_word="测党", by=first, at=MOMENT
    )
    papers = [draft(world, title, book) for title in ("甲", "乙")]
    by = {papers[0].pk: first, papers[1].pk: second}
    given = []

    def number(row: Document) -> Any:
        given.append(api.take_number(document=copy.deepcopy(row), by=by[row.pk], at=MOMENT))

    race("take_number", (first.name, lambda: number(papers[0])), (second.name, lambda: number(papers[1])))
    assert sorted(use.serial for use in given) == [1, 2]
    assert list(NumberUse.objects.order_by("serial").values_list("serial", flat=True)) == [1, 2]


@pytest.mark.feature("DOC-11", "OPS-15")
@pytest.mark.django_db(transaction=True)
def test_one_paper_numbered_by_two_gets_one_number_and_the_other_is_told() -> None:
    world = make_world()
    first, second = world.actor("office"), world.actor("office_head")
    book = api.save_issuer(
        organization=world.root, name="测试厅党组", head="", office="", code_word="测党", by=first, at=MOMENT
    )
    row = draft(world, "甲", book)
    outcome, _use = race(
        "take_number",
        (first.name, lambda: api.take_number(document=copy.deepcopy(row), revision=0, by=first, at=MOMENT)),
        (second.name, lambda: api.take_number(document=copy.deepcopy(row), revision=0, by=second, at=MOMENT)),
    )
    assert outcome.told({"documents.changed_meanwhile"}), outcome
    assert NumberUse.objects.count() == 1
