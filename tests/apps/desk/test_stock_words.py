"""The office's stock words: entered, dated, used by the look for substance, withdrawn."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.audit.models import AuditEvent
from shuping.apps.desk import api, examining, services
from shuping.apps.desk.models import StockWord
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from tests.factories.world import World

from .permission_rows import AT, make_version
from .test_desk import OWN, hints, look_through

pytestmark = pytest.mark.django_db

TAUGHT = "深化教育培训，强化教育宣传。"
SAID = "擂响战鼓跑出加速度，奋楫扬帆闯出新天地。"  # nothing of it stands in the program's list


def thin(world: World) -> list[str]:
    """The stretches of the first section that need substance."""
    return [one.text for one in hints(world, "own", "thin") if one.text in SAID + TAUGHT]


def enter(world: World, words: str, kind: str = "hollow", first: int | None = None, last: int | None = None) -> None:
    services.add_stock_words(
        kind=kind, words=words.split(), basis="2020年各单位报告通用", valid_from=first, valid_to=last,
        by=world.actor(Role.OFFICE), at=AT,
    )  # fmt: skip


@pytest.mark.feature("REP-15")
def test_words_that_the_office_enters_make_a_sentence_thin_in_their_years_only(
    world: World, client_of: Callable[..., Client]
) -> None:
    make_version(world, "own", {**OWN, "achievements": f"我主持研究党建工作6次。\n{SAID}"})
    look_through(world)
    assert thin(world) == []
    enter(world, "擂响战鼓 奋楫扬帆", last=2019)
    assert look_through(world, again=True) == 1
    assert thin(world) == []  # the round is of 2020

    office = client_of(Role.OFFICE)
    page = office.get(reverse("desk:stock_new")).content.decode()
    assert "空泛用语：计为空泛" in page
    values = {
        "kind": "hollow",
        "words": "擂响战鼓\n奋楫扬帆\n\n擂响战鼓\n跑出加速度\n闯出新天地",
        "basis": "通用",
        "valid_from": 2020,
    }
    assert office.post(reverse("desk:stock_new"), values).status_code == 302
    assert AuditEvent.objects.filter(action="desk.stock_words.added").count() == 2
    look_through(world, again=True)
    assert thin(world) == [SAID.rstrip("。")]

    page = office.get(reverse("desk:stock")).content.decode()
    assert "奋楫扬帆" in page
    for row in StockWord.objects.filter(withdrawn_at=None, valid_from=2020):
        assert office.post(reverse("desk:stock_withdraw", args=[row.pk]), {"reason": "不再适用"}).status_code == 302
    look_through(world, again=True)
    assert thin(world) == []
    assert office.get(reverse("desk:stock"), {"f_origin": "已撤销"}).content.decode().count("奋楫扬帆") >= 1
    assert list(api.damage()) == []


@pytest.mark.feature("REP-15")
def test_a_word_can_be_taken_out_of_the_general_ones_for_an_office_whose_matter_it_is(world: World) -> None:
    make_version(world, "own", {**OWN, "achievements": f"我主持研究党建工作6次。\n{TAUGHT}"})
    look_through(world)
    assert thin(world) == [TAUGHT.rstrip("。")]
    enter(world, "教育 培训 宣传", kind="own")
    look_through(world, again=True)
    assert thin(world) == []


@pytest.mark.parametrize(
    ("words", "kind", "code"),
    [
        ("", "general", "desk.stock_missing"),
        ("实", "general", "desk.stock_unusable"),
        ("走深、走实", "general", "desk.stock_unusable"),
        ("干" * 21, "general", "desk.stock_unusable"),
        ("走深走实", "empty", "desk.stock_kind"),
        ("两个维护", "hollow", "desk.stock_official"),
        ("做到两个维护", "hollow", "desk.stock_official"),
        ("全面从严治党", "general", "desk.stock_official"),
        ("奋楫扬帆", "general", "desk.stock_there"),
    ],
)
def test_words_that_cannot_be_counted_are_refused(world: World, words: str, kind: str, code: str) -> None:
    enter(world, "奋楫扬帆", first=2018, last=2020)
    with pytest.raises(RuleError) as refused:
        enter(world, words, kind=kind, first=2020)
    assert refused.value.code == code
    assert StockWord.objects.count() == 1
    enter(world, "奋楫扬帆", kind="general", first=2021)  # of other years it may be said anew
    with pytest.raises(RuleError, match="desk.years_turned"):
        enter(world, "跑出加速度", first=2021, last=2020)
    assert {one.kind for one in examining.stock()} == {"hollow", "general"}


def test_a_refused_list_loses_nothing_typed_and_a_second_withdrawal_is_told(
    world: World, client_of: Callable[..., Client]
) -> None:
    office = client_of(Role.OFFICE)
    refused = office.post(reverse("desk:stock_new"), {"kind": "hollow", "words": "奋楫扬帆\n两个维护", "basis": "通用"})
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "奋楫扬帆\n两个维护" in text
    assert "“两个维护”属于规范表述" in text
    assert not StockWord.objects.exists()
    enter(world, "奋楫扬帆")
    row = StockWord.objects.get()
    for _time in range(2):
        answer = office.post(reverse("desk:stock_withdraw", args=[row.pk]), {"reason": "重复"})
    assert answer.status_code == 409
    assert "已于" in answer.content.decode()
