"""The desk's part of the story in which processes die (killing.py): reports looked through, a speech confirmed."""

from importlib import import_module
from typing import Any
from unittest import mock

ACTS = {
    "shuping.apps.desk.api": ("examine_round", "answer_hint", "judge_hint"),
    "shuping.apps.rectification.services.speech": (
        "import_speech",
        "confirm_speech",
        "keep_line",
        "bring_to_units",
        "let_go",
    ),
}
ODD_WORDS = "shuping.core.text.odd_words.find"


def tell(world: Any) -> None:
    """Two reports looked through, one hint answered and judged; a speech read, confirmed and taken to the units."""
    from shuping.apps.cycles import api as cycles  # noqa: PLC0415
    from shuping.apps.desk import examining  # noqa: PLC0415
    from shuping.apps.reports import api as reports  # noqa: PLC0415
    from shuping.core.rectification.values import LineTask  # noqa: PLC0415
    from shuping.core.reports.checks import figures  # noqa: PLC0415
    from shuping.core.reports.sections import text_of  # noqa: PLC0415
    from tests.apps.assessments import scene  # noqa: PLC0415
    from tests.apps.desk import test_desk as texts  # noqa: PLC0415
    from tests.apps.desk.permission_rows import make_version  # noqa: PLC0415
    from tests.apps.rectification import test_speech as spoken  # noqa: PLC0415

    desk, speech = (import_module(name) for name in ACTS)
    office, given = world.actor("office"), {"at": scene.AT}
    for whose, sections in (("own", texts.OWN), ("other", texts.OTHER)):
        version = make_version(world, whose, sections)
        found = figures(text_of(sections), cycles.report_rules_of(version.report.participant).count_mode)
        version.length, version.problem_length = found.length, found.problem_length
        version.save()
    # What takes a while to load is loaded here, or not at all: every process that dies would load it anew.
    examining.Desk.among(reports.latest_written())
    with mock.patch("shuping.adapters.lexicons.load_resources"), mock.patch(ODD_WORDS, return_value=()):
        desk.examine_round(cycle=world.cycle, by=office, **given)
    (hint,) = texts.hints(world, "own", "overlap")
    desk.answer_hint(hint=hint, text="由本单位首创", by=world.actor("clerk"), **given)
    desk.judge_hint(hint=hint, kind="dismissed", reason="做法源自本单位", seen=0, by=office, **given)

    read = speech.import_speech(cycle=world.cycle, text=spoken.TEXT, by=office, **given)
    head = {"title": read.title, "given_on": None, "live": 1, "written": None}
    # Without codes of the dictionary: this department has none.
    lines = [speech.LineDraft(one.kind, one.number, one.text) for one in spoken.lines()]
    line = speech.confirm_speech(speech=read, **head, lines=lines, by=office, **given)[0]
    speech.keep_line(line=line, task=LineTask(work="印发通知"), revision=line.revision, by=office, **given)
    units = [world.own.participant, world.other.participant]
    brought = speech.bring_to_units(line=line, participants=units, text="党建与业务融合不够", by=office, **given)
    speech.let_go(issue=brought.opened[0], reason="该单位不涉及", by=office, **given)
