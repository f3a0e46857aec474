"""An author who tries to learn, by every address at hand, whose report a passage also stands in."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as Word

from shuping.apps.desk import services
from shuping.apps.desk.models import Hint
from shuping.core.roles.catalog import Role
from tests.factories.world import World

from .permission_rows import AT, make_version
from .test_desk import COPIED, OTHER, OWN, hints, look_through

pytestmark = pytest.mark.django_db

THEIRS = "测试乙中心"
SECRET = "我主持党委会议5次"  # stands in the other unit's report only


@pytest.fixture
def passage(world: World) -> tuple[Hint, Hint]:
    """The two ends of a passage: in the author's own report, in the other unit's."""
    reworded = COPIED.replace("难以集中", "不易集中").replace("收到", "收集")
    make_version(world, "other", {**OTHER, "achievements": f"{reworded}{SECRET}，解决职工食堂问题3个。"})
    make_version(world, "own", OWN)
    look_through(world)
    (mine,), (its,) = hints(world, "own", "reworded"), hints(world, "other", "reworded")
    for hint in (mine, its):
        services.judge_hint(hint=hint, kind="agreed", reason="", seen=0, by=world.actor(Role.OFFICE), at=AT)
    return mine, its


def closed(world: World, mine: Hint, its: Hint) -> Iterator[str]:
    """Pages of the other unit's report, and those that only reviewers open."""
    report, version = its.examination.version.report_id, its.examination.version_id
    for name, keys in (
        ("report", [report]), ("trail", [report]), ("hint", [its.pk]), ("own", [report]), ("answer", [its.pk]),
        ("place", [version, 0, 5]), ("paper", [report, "docx"]), ("paper", [report, "pdf"]),
        ("round", [world.cycle.pk]), ("groups", [world.cycle.pk]), ("problems", [world.cycle.pk]),
        ("hint", [mine.pk]), ("report", [mine.examination.version.report_id]), ("texts", []), ("wording", []),
        ("stock", []), ("paper", [mine.examination.version.report_id, "docx"]),
    ):  # fmt: skip
        yield reverse(f"desk:{name}", args=keys)
    for name in ("edit", "review", "difference"):
        yield reverse(f"reports:{name}", args=[report])


@pytest.mark.feature("REP-12", "REP-19")
@pytest.mark.parametrize(("role", "language"), [(Role.CLERK, "zh-hans"), (Role.REPORTER, "en")])
def test_no_address_leads_an_author_to_the_other_unit(
    world: World, client_of: Callable[..., Client], passage: tuple[Hint, Hint], role: str, language: str
) -> None:
    mine, its = passage
    author = client_of(role)
    world.user(role).language = language
    world.user(role).save()
    for address in closed(world, mine, its):
        assert author.get(f"{address}?version=1&download=xlsx&all=1").status_code in (403, 404), address
    report = mine.examination.version.report_id
    own = reverse("desk:own", args=[report])
    for address in (
        own, f"{own}?version={its.examination.version.number}", f"{own}?version={its.examination.version_id}",
        f"{own}?download=xlsx", reverse("desk:answer", args=[mine.pk]), reverse("portal:my_day"),
        reverse("reports:list"), f"{reverse('reports:list')}?download=xlsx",
        f"{reverse('portal:search')}?q={SECRET}", f"{reverse('portal:search')}?q={COPIED[30:44]}",
    ):  # fmt: skip
        answer = author.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode(errors="replace")
        assert THEIRS not in text, address
        assert SECRET not in text.replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", ""), address
    for address in (
        reverse("desk:answer", args=[its.pk]),
        reverse("desk:draft", args=[its.examination.version.report_id]),
    ):
        assert author.post(address, {"text": "x"}).status_code == 404
    looked = author.post(reverse("desk:draft", args=[report])).content.decode()
    assert ("another unit's report" if language == "en" else "其他单位的报告") in looked.replace("&#x27;", "'")
    assert THEIRS not in looked
    assert SECRET not in looked


@pytest.mark.feature("REP-05", "REP-12")
def test_what_goes_to_the_author_on_paper_or_with_the_returned_report_names_no_other_unit(
    world: World, client_of: Callable[..., Client], passage: tuple[Hint, Hint]
) -> None:
    mine, _its = passage
    office = client_of(Role.OFFICE)
    page = office.get(reverse("desk:send_back", args=[mine.examination.version.report_id]))
    reason = page.context["form"].initial["reason"]
    assert "其他单位的报告" in reason
    assert THEIRS not in reason
    # The list of hints on paper is signed by the author.
    word = office.get(reverse("desk:paper", args=[mine.examination.version.report_id, "docx"]))
    cells = [cell.text for table in Word(BytesIO(word.content)).tables for row in table.rows for cell in row.cells]
    assert any("其他单位的报告" in text for text in cells)
    assert not any(THEIRS in text for text in cells)
    assert any("……" in text and text.endswith(mine.text[-20:]) for text in cells) or len(mine.text) <= 120


@pytest.mark.feature("REP-12", "REP-19")
def test_a_reason_that_names_the_other_unit_is_refused_and_stays_typed(
    world: World, client_of: Callable[..., Client], passage: tuple[Hint, Hint]
) -> None:
    mine, _its = passage
    office, address = client_of(Role.OFFICE), reverse("desk:hint", args=[mine.pk])
    values = {"verdict": "dismissed", "reason": f"做法由{THEIRS}学去", "seen": 1}
    refused = office.post(address, values)
    assert refused.status_code == 409
    assert f"请不要写出“{THEIRS}”" in refused.content.decode()
    assert values["reason"] in refused.content.decode()
    assert office.post(address, {**values, "reason": "做法由本单位首创"}).status_code == 302
    assert mine.verdicts.count() == 2
