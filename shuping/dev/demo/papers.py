"""Papers of the demonstration: notices, feedback sheets, a circular with its sealed scan and a leader's 批示."""

import io
from datetime import date

from PIL import Image, ImageDraw

from shuping.apps.cycles import api as cycles
from shuping.apps.documents import api as documents
from shuping.apps.documents.models import Document, Issuer

from .department import DEPARTMENT
from .moments import at
from .register import Cast
from .years import Year

OTHERS = "由厅办公室统一编号的其他文件使用"
CODE_WORD = "青交党"
FED_BACK = ("H04", "A02", "W04")  # units whose feedback is printed
INSTRUCTION = "所提问题要一项一项盯住改，请直属机关党委按季度调度，年底向党组报告。"


def issuer(cast: Cast) -> Issuer:
    """The committee of the organs and its code word, once."""
    found = Issuer.objects.filter(code_word=CODE_WORD).first()
    return found or documents.save_issuer(
        organization=cast.root,
        name=cast.root.name,
        head="",
        office=f"{DEPARTMENT}直属机关党委办公室",
        code_word=CODE_WORD,
        by=cast.actor("office"),
        at=at(date(2019, 11, 4)),
    )


def issue(year: Year, paper: Document, day: date, hour: int = 9) -> Document:
    """From the draft to the issue: handed over, numbered, signed, issued."""
    office, head = year.cast.actor("office"), year.cast.actor("office-head")
    documents.hand_over(document=paper, by=office, at=at(day, hour))
    documents.take_number(document=paper, by=office, at=at(day, hour, 10))
    documents.sign_document(document=paper, by=head, at=at(day, hour, 30))
    return documents.issue_document(document=paper, by=head, at=at(day, hour + 1))


def notice(year: Year, numbers_before: int) -> Document:
    """李敏 makes the notice with the plan from the round's data; the numbers before it are other papers'."""
    day, office = year.calendar.notice, year.cast.actor("office")
    book = issuer(year.cast)
    documents.reserve_numbers(
        issuer=book, year=day.year, last=numbers_before, reason=OTHERS, by=office, at=at(day, 8, 30)
    )
    paper = documents.make_document(kind="notice", cycle=year.cycle, by=office, at=at(day, 8, 40))
    return issue(year, paper, day)


def results(year: Year) -> None:
    """Circular and feedback sheets go out; the circular comes back sealed and with the presider's words."""
    day, office = year.calendar.feedback, year.cast.actor("office")
    for code in FED_BACK:
        unit = year.cast.units[code].organization
        paper = documents.make_document(kind="feedback", cycle=year.cycle, unit=unit, by=office, at=at(day, 14))
        issue(year, paper, day, 15)
    made = documents.make_document(kind="circular", cycle=year.cycle, by=office, at=at(day, 14, 30))
    circular = issue(year, made, day, 15)
    documents.bring_scan(document=circular, data=scan(circular.title), name="用印件扫描.png", by=office, at=at(day, 17))
    documents.add_instruction(
        document=circular,
        kind="instruction",
        leader=year.cast.people["presider"].name,
        given_on=day,
        text=INSTRUCTION,
        data=scan("批示"),
        name="批示页.png",
        by=office,
        at=at(day, 17, 30),
    )


def now(year: Year, before: cycles.Cycle) -> None:
    """On the demonstration's day: working papers of the meeting, and a report that waits for its signature."""
    day, office = date(2022, 1, 11), year.cast.actor("office")
    for kind in ("comments", "speech_material"):
        documents.make_document(kind=kind, cycle=year.cycle, by=office, at=at(day, 14))
    upward = documents.make_document(kind="upward", cycle=before, by=office, at=at(day, 15))
    documents.hand_over(document=upward, by=office, at=at(day, 15, 20))


def scan(words: str) -> bytes:
    """A sheet of paper as a scanner sees it: a page with a red round place."""
    page = Image.new("L", (620, 877), 250).convert("RGB")
    pen = ImageDraw.Draw(page)
    for number in range(12):
        pen.rectangle((70, 150 + 40 * number, 550 - (number * 37) % 90, 158 + 40 * number), fill=(90, 90, 90))
    pen.ellipse((360, 660, 520, 820), outline=(190, 30, 20), width=6)
    pen.rectangle((70, 80, 70 + min(len(words), 24) * 19, 96), fill=(40, 40, 40))
    kept = io.BytesIO()
    page.save(kept, "PNG")
    return kept.getvalue()
