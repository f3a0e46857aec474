"""The annual assessment over its pages: scheme, self score, group check, dispute, confirmation, composite, and back
from the composite to the ground of one deduction."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from shuping.apps.assessments.models import Deduction, Scheme, UnitAssessment, Visit
from shuping.apps.documents.models import Document
from shuping.apps.grades.models import ComponentScore
from shuping.apps.reports.models import Evidence
from shuping.apps.rounds.models import ArchiveFile
from shuping.commands.verify import violations

from .driver import Round
from .people import Department, Watch, text_of

pytestmark = pytest.mark.django_db
FULL = {
    "1.1": "8", "1.2": "6", "1.3": "6", "2.1": "8", "2.2": "6", "2.3": "6", "3.1": "10", "3.2": "8", "3.3": "6",
    "4.1": "10", "4.2": "6", "4.3": "4", "5.1": "8", "5.2": "4", "5.3": "4",
}  # fmt: skip
FACT = "5月至8月组织生活记录为同一天补写"


def unit_of(round_: Round, number: int) -> UnitAssessment:
    return UnitAssessment.objects.get(participant=round_.one(number))


def open_assessment(round_: Round) -> None:
    """Scheme from the suggested values, opened for the round."""
    round_.watch.set(date(2020, 12, 1))
    answer = round_.post("office", "assessments:scheme_new", data={"name": "2020年度党建考核指标", "unit_class": ""})
    scheme = Scheme.objects.get()
    assert answer.url == reverse("assessments:scheme_edit", args=[scheme.pk])
    data = {"schemes": [scheme.pk], "self_due": "2020-12-20", "answer_days": "5"}
    round_.post("office", "assessments:open", round_.pk, data=data)
    assert Scheme.objects.get().locked_at is not None


def score_oneself(round_: Round, number: int) -> None:
    """The clerk scores every indicator; one result refers to a piece that lies in the library."""
    clerk, row = f"clerk-{number}", unit_of(round_, number)
    piece = {
        "title": "组织生活出席统计",
        "kind": "data",
        "happened_on": "2020-11-30",
        "measure": "出席率",
        "before": "82%",
        "after": "96%",
        "data_source": "支部台账",
        "organization": round_.house.units[number - 1].pk,
    }
    round_.post(clerk, "reports:evidence_add", data=piece)
    given = {f"p_{key}": points for key, points in FULL.items()}
    given |= {"s_3.1": "出席率由82%到96%", "e_3.1": Evidence.objects.latest("pk").pk, "revision": row.revision}
    round_.post(clerk, "assessments:self_score", row.pk, data={**given, "summary": "抓实三件事", "then": "hand_in"})
    row.refresh_from_db()
    assert row.state == "handed_in"


def check(round_: Round, number: int, entries: dict[str, str]) -> None:
    """A member of the group sends the form from a phone, twice because the first answer was lost."""
    visit = Visit.objects.get(unit=unit_of(round_, number))
    member = visit.group.members.select_related("user").first()
    assert member is not None
    browser = round_.house.browser(member.user.username)
    url = reverse("assessments:form", args=[visit.pk])
    context = browser.get(url).context
    data = {"client_id": context["form"]["client_id"].value(), **entries}
    for expected in ("已保存", "此前已全部保存"):
        answer = browser.post(url, data, headers={"accept": "application/json", "accept-language": "zh-hans"})
        assert expected in answer.json()["sentence"]
    round_.post(member.user.username, "assessments:finish", visit.pk)


def deduction_fields(key: str, points: str, fact: str) -> dict[str, str]:
    prefix = f"d-{key}"
    return {
        f"{prefix}-points": points,
        f"{prefix}-fact": fact,
        f"{prefix}-on": "2021-01-13",
        f"{prefix}-place": "支部会议记录原件",
        f"{prefix}-method": "spot_check",
    }


def answers(row: UnitAssessment, **objected: str) -> dict[str, str]:
    """Accept everything but the indicators named (dots as underscores), with words."""
    given: dict[str, str] = {}
    for one in row.deductions.filter(verdict="open"):
        words = objected.get(f"k{one.key.replace('.', '_')}", "")
        given |= {f"v_{one.pk}": "object" if words else "accept", f"w_{one.pk}": words}
    return given


@pytest.mark.feature("EVA-17", "EVA-18", "EVA-13", "EVA-15", "DOC-08")
def test_from_the_scheme_over_a_disputed_deduction_to_the_composite_and_back_to_the_ground(watch: Watch) -> None:
    round_ = Round(Department(["甲局", "乙局"]), watch)
    round_.plan()
    open_assessment(round_)
    for number in (1, 2):
        score_oneself(round_, number)

    # Reports handed in, groups drawn: nobody comes near the own unit, each unit is visited once.
    round_.watch.set(round_.days.written, 10)
    round_.report()
    people = [round_.house.people[name].pk for name in ("office", "discipline", "clerk-1", "clerk-2")]
    draw = {"people": people, "groups": "2", "seed": "20210113"}
    round_.watch.set(date(2021, 1, 13), 11)
    round_.post("office", "assessments:groups", round_.pk, data=draw)
    visits = Visit.objects.select_related("unit__participant__organization")
    assert visits.count() == 2
    for visit in visits:
        members = {member.user.username for member in visit.group.members.all()}
        assert f"clerk-{round_.number_of(visit.unit.participant)}" not in members

    # The group checks on the spot: two grounds and one sentence of the report at 甲局, nothing at 乙局.
    first = unit_of(round_, 1)
    entries = {**deduction_fields("3.1", "3", FACT), **deduction_fields("2.3", "1.5", "3个支部计划与局党委大段相同")}
    entries |= finding_fields(round_, first)
    check(round_, 1, entries)
    check(round_, 2, deduction_fields("4.3", "0.5", "1件诉求超期2日"))
    theirs = round_.house.browser("clerk-2").get(reverse("assessments:unit", args=[first.pk]))
    assert theirs.status_code == 404
    assert FACT not in round_.text("reporter-1", "assessments:unit", first.pk)

    # Delivered; 甲局 objects to one, accepts the other; 乙局 accepts.
    round_.post("office", "assessments:deliver_all", round_.pk)
    assert FACT in round_.text("reporter-1", "assessments:unit", first.pk)
    refused = round_.refused("reporter-1", "assessments:answer", first.pk, data=answers(first, k3_1=" "))
    assert refused
    given = answers(first, k3_1="其中两次为抗洪抢险，已补会")
    round_.post("reporter-1", "assessments:answer", first.pk, data=given)
    second = unit_of(round_, 2)
    round_.post("reporter-2", "assessments:answer", second.pk, data=answers(second))
    second.refresh_from_db()
    assert (second.state, second.total) == ("confirmed", Decimal("99.5"))

    # The office lowers it with words; the trail is kept; the unit confirms.
    disputed = Deduction.objects.get(key="3.1")
    answer = {"verdict": "changed", "points": "2", "words": "两次属实，减为2分"}
    round_.post("office_head", "assessments:answer_objection", disputed.pk, data=answer)
    assert "两次属实，减为2分" in round_.text("reporter-1", "assessments:answer", first.pk)
    round_.post("reporter-1", "assessments:answer", first.pk)
    first.refresh_from_db()
    assert (first.state, first.total) == ("confirmed", Decimal("96.5"))
    page = round_.text("supervisor", "assessments:unit", first.pk)
    for words in ("其中两次为抗洪抢险，已补会", "两次属实，减为2分", "－3", "－2"):
        assert words in page

    # What was found goes into the comment outline, without opinion.
    facts = round_.page("office", "assessments:outline", first.pk).context["form"].fields["facts"].choices
    round_.post("office", "assessments:outline", first.pk, data={"facts": [origin for origin, _text in facts]})
    outline = round_.one(1).comment_outline
    assert any(FACT in problem["text"] for problem in outline.problems)
    assert any("核查部分属实" in problem["text"] for problem in outline.problems)

    # Counted, taken over, computed: the composite opens to the annual score, that to the ground.
    sheet = {1: {"good": 9, "fairly_good": 1}, 2: {"good": 8, "fairly_good": 2}}
    forms = {code: {"issued": size, "collected": size} for code, size in (("A", 10), ("B", 11), ("C", 10))}
    round_.count(dict.fromkeys("ABC", sheet), forms)
    round_.watch.set(round_.days.decision)
    round_.post("office", "grades:take_over", round_.pk)
    assert sorted(ComponentScore.objects.values_list("value", flat=True)) == [Decimal("96.5"), Decimal("99.5")]
    round_.compute()
    explain = round_.page("presider", "grades:explain", round_.one(1).pk)
    link = reverse("assessments:unit", args=[first.pk])
    assert "96.5" in text_of(explain)
    assert re.search(rf'href="{link}"', explain.content.decode())
    opened = text_of(round_.house.browser("presider").get(link))
    assert FACT in opened
    assert "考-7 年度党建考核得分＝96.5＋0－0＝96.5分。" in opened

    # Decided, handed over, filed; nothing is out of order.
    round_.propose()
    round_.decide()
    trace_circular(round_)
    handed = round_.text("office", "grades:hand_over", round_.pk)
    assert "96.5" in handed
    assert round_.refused("office", "assessments:reopen", first.pk, data={"reason": "再看"})
    assert list(violations()) == []
    assert not ArchiveFile.objects.exists()


def trace_circular(round_: Round) -> None:
    """From the circular by links alone: its page, the table of the computation, one unit's steps, its assessment."""
    round_.post("office", "documents:make", round_.pk, "circular")
    paper = Document.objects.get(kind="circular")
    first = unit_of(round_, 1)
    browser = round_.house.browser("office_head")
    at = reverse("documents:document", args=[paper.pk])
    for following in (
        reverse("grades:table", args=[round_.pk]),
        reverse("grades:explain", args=[first.participant_id]),
        reverse("assessments:unit", args=[first.pk]),
    ):
        page = browser.get(at).content.decode()
        assert re.search(rf'href="{following}["#]', page), f"{at} does not lead to {following}"
        at = following
    ground = text_of(browser.get(at))
    for words in (FACT, "支部会议记录原件", "两次属实，减为2分", "96.5"):
        assert words in ground


def finding_fields(round_: Round, row: UnitAssessment) -> dict[str, Any]:
    """One sentence of the report, partly true."""
    visit = Visit.objects.get(unit=row)
    member = visit.group.members.first()
    assert member is not None
    page = round_.house.browser(member.user.username).get(reverse("assessments:form", args=[visit.pk]))
    place = page.context["form"].fields["f-0-sentence"].choices[1][0]
    return {
        "f-0-sentence": place,
        "f-0-verdict": "partly",
        "f-0-aspect": "H1",
        "f-0-method": "interview",
        "f-0-fact": "抽查10人，谈过6人",
        "f-0-on": "2021-01-13",
        "f-0-place": "机关党支部",
    }
