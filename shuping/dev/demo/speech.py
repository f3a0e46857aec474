"""Scene 1: the speech of the 2020 meeting, read, confirmed, taken to the units; its 对照表 ends with two years."""

from datetime import date, datetime

from shuping.apps.rectification import api as rectification
from shuping.apps.rectification.models import SpeechLine
from shuping.apps.rectification.queries import speech as queries
from shuping.apps.rectification.services.speech import LineDraft
from shuping.core.rectification.values import LineTask

from .moments import at
from .years import TEXTS, Year

# Task of each requirement: what, who, until when.
TASKS = {
    1: ("各单位年初排定党委会专题研究党建题目，按季度研究并公布决定", "各单位党组织书记", date(2021, 11, 30)),
    2: ("逐个党支部核对任务签收情况，按季度通报", "直属机关党委", date(2021, 12, 10)),
}
# Figures typed by the office after the pre-review check of 2021: finding → (2020, 2021).
FIGURES = {3: ("9 个单位", "4 个单位")}
FIGURE_SOURCE = "2020、2021年度述前核查任务接收情况汇总"
SUMMED_UP = date(2022, 1, 11)


def import_and_confirm(year: Year) -> None:
    """李敏 uploads the speech on the day of the meeting and confirms what was read from it."""
    day, office = year.calendar.meeting, year.cast.actor("office")
    path = TEXTS / "speech.txt"
    speech = rectification.import_speech(
        cycle=year.cycle,
        text=path.read_text(encoding="utf-8"),
        file_name="讲话稿.txt",
        given_on=day,
        by=office,
        at=at(day, 17),
    )
    reading = speech.reading
    lines = [LineDraft("finding", one["no"], one["text"], one["problem_code"] or "") for one in reading["findings"]] + [
        LineDraft("requirement", one["no"], one["heading"]) for one in reading["requirements"]
    ]
    rectification.confirm_speech(
        speech=speech,
        title=speech.title,
        given_on=day,
        live=reading["rosters"]["live"],
        written=None,
        lines=lines,
        by=office,
        at=at(day, 17, 30),
    )


def take_to_units(year: Year) -> None:
    """Every finding refers to the problems that the feedback sheets name; the requirements become tasks."""
    day, office = year.calendar.feedback, year.cast.actor("office")
    for line in SpeechLine.objects.filter(speech__cycle=year.cycle).select_related("speech__cycle"):
        if line.kind == "requirement":
            work, owner, due_on = TASKS[line.number]
            _keep(year, line, work, owner, due_on, figures=("", ""), moment=at(day, 16))
            continue
        there = [row.participant for row in queries.unit_rows(line) if row.alike]
        rectification.bring_to_units(line=line, participants=there, text=line.text, by=office, at=at(day, 15, 30))


def write_figures(year: Year) -> None:
    """The figures of two years beside each other, typed with their source on the day the check is summed up."""
    for line in SpeechLine.objects.filter(speech__cycle=year.cycle, kind="finding", number__in=FIGURES):
        _keep(year, line, line.work, line.owner, line.due_on, figures=FIGURES[line.number], moment=at(SUMMED_UP, 16))


def _keep(
    year: Year,
    line: SpeechLine,
    work: str,
    owner: str,
    due_on: date | None,
    *,
    figures: tuple[str, str],
    moment: datetime,
) -> None:
    rectification.keep_line(
        line=line,
        task=LineTask(
            work=work,
            owner=owner,
            due_on=due_on,
            figure_last_year=figures[0],
            figure_this_year=figures[1],
            figure_source=FIGURE_SOURCE if figures[0] else "",
        ),
        revision=line.revision,
        by=year.cast.actor("office"),
        at=moment,
    )
