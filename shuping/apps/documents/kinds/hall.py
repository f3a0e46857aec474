"""座次图, 签到表 and 桌签 (9): the hall by class. No code or number of a ballot stands on them (settled.md 2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from shuping.apps.organization import api as organization_api
from shuping.core.documents import values
from shuping.core.documents.blocks import Gap, NameCards, PageBreak, SeatMap, SeatRow
from shuping.core.documents.figures import numeral
from shuping.core.rulesets.values import VoterClass

from .common import LINE, Block, Document, Scope, day, heading, need, paragraph, table

SEATS = 10  # in a row, with an aisle in the middle
EMPTY_LINES = 15  # of a sign-in sheet whose people the register does not know
SIGN_HEIGHT = 10  # millimetres of a row that is signed by hand
"""建议值；会场不同时在定稿中调整."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who sits in the hall: name and what stands below it."""

    name: str
    where: str


def people_of(scope: Scope, voter_class: VoterClass) -> list[Sitting]:
    """Who of a class is known by name: reporters in office order; leaders of the organiser; delegates of the register.

    A class whose people are invited by number only has nobody here; its sheets have empty lines.
    """
    if voter_class.reporters_vote:
        return [Sitting(one.person_name, one.organization_name) for one in scope.reporters]
    first = scope.rules.classes[0].code if scope.rules.classes else ""
    if voter_class.code == first:
        return _leaders(scope)
    return _delegates(scope)


def _leaders(scope: Scope) -> list[Sitting]:
    """Who leads units of the round on the day of the meeting, each once, in office order."""
    on = scope.day("meeting") or scope.on
    organizations = [one.organization_id for one in scope.reporters]
    rows = organization_api.Leadership.objects.filter(organization__in=organizations, valid_from__lte=on)
    found = {
        row.leader_id: row.leader for row in rows.select_related("leader") if not row.valid_to or row.valid_to >= on
    }
    ordered = sorted(found.values(), key=lambda one: (one.office_order, one.pk))
    return [Sitting(one.name, one.duty) for one in ordered]


def _delegates(scope: Scope) -> list[Sitting]:
    rows = organization_api.Person.objects.filter(
        active=True, organization__path__startswith=scope.cycle.organizer.path
    )
    listed = [one for one in rows.select_related("organization").order_by("organization__path", "office_order", "id")]
    return [Sitting(one.name, "、".join(one.delegate_kinds)) for one in listed if one.delegate_kinds]


def seats(scope: Scope) -> Document:
    """The seat map: the platform for the leaders, rows by class behind it."""
    need(scope.reporters, "述职对象名册")
    first, *others = scope.rules.classes
    rows: list[SeatRow] = []
    for one in others:
        names = [sitting.name for sitting in people_of(scope, one)] or _free(scope, one)
        for line in _chunks(names):
            rows.append(SeatRow(f"第{numeral(len(rows) + 1)}排", _with_aisle(line)))
    return Document(
        kind="seats",
        title=f"{scope.year}年度党组织书记抓基层党建述职评议会座次图",
        layout=values.LEDGER,
        blocks=(
            SeatMap("主席台", tuple(rows), tuple(one.name for one in people_of(scope, first)) or ("", "", "")),
            paragraph("注：座次按职务序列和述职名册顺序排列，可在定稿中调整；座次与测评表没有对应关系。"),
        ),
    )


def _chunks(names: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(names), SEATS):
        yield tuple(names[start : start + SEATS])


def _free(scope: Scope, voter_class: VoterClass) -> list[str]:
    expected = scope.cycle.quorum_confirmed.get(voter_class.code, {}).get("expected") or voter_class.eligible or SEATS
    return ["代表"] * min(int(expected), 200)


def _with_aisle(line: tuple[str, ...]) -> tuple[str, ...]:
    full = [*line, *[""] * (SEATS - len(line))]
    return (*full[: SEATS // 2], "", *full[SEATS // 2 :])


def sign_in(scope: Scope) -> Document:
    """The sign-in sheet, one page and more for each class; who signs is nobody's vote."""
    need(scope.reporters, "述职对象名册")
    return Document(
        kind="sign_in",
        title=f"{scope.year}年度党组织书记抓基层党建{LINE}述职评议会签到表",
        subtitle=f"（{day(scope.day('meeting'))}）",
        layout=values.FORM,
        blocks=tuple(_sheets(scope)),
    )


def _sheets(scope: Scope) -> Iterator[Block]:
    for number, one in enumerate((one for one in scope.rules.classes if one.at_meeting), start=0):
        if number:
            yield PageBreak()
        yield heading(one.name)
        people = people_of(scope, one)
        rows = [(str(at), who.name, who.where, "", "") for at, who in enumerate(people, start=1)]
        if not rows:
            rows = [(str(at), "", "", "", "") for at in range(1, EMPTY_LINES + 1)]
        yield table(
            ("序号", "姓名", "单位（身份）", "签到", "备注"), (10, 24, 62, 36, 24), rows, left=(2,), height=SIGN_HEIGHT
        )
        yield Gap()


def cards(scope: Scope) -> Document:
    """The name cards of everybody known by name, each once, in the order of the classes."""
    found: dict[tuple[str, str], None] = {}
    for one in scope.rules.classes:
        if one.at_meeting:
            for who in people_of(scope, one):
                found.setdefault((who.name, ""), None)
    return Document(
        kind="cards",
        title=f"{scope.year}年度党组织书记抓基层党建述职评议会桌签",
        layout=values.CARDS,
        blocks=(NameCards(tuple(need(list(found), "参会人员名单"))),),
    )
