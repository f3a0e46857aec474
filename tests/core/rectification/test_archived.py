"""Golden table of section 9 of docs/rules/rectification.md: every act, in a running round and after the archive."""

import pytest

from shuping.core.errors import RuleError
from shuping.core.rectification.archived import CLOSED_BY_ARCHIVE, RoundAct, check_archived
from tests.house.sources import ROOT

GOLDEN = """
prepare_feedback    open  closed
write_feedback      open  closed
deliver_feedback    open  closed
sign_receipt        open  closed
open_issue          open  closed
import_life_meeting open  closed
bring_problems      open  closed
word_issue          open  closed
merge_issues        open  closed
drop_issue          open  closed
import_speech       open  closed
confirm_speech      open  closed
bring_to_units      open  closed
let_go              open  closed
discard_speech      open  open
keep_line           open  open
write_row           open  open
add_measure         open  open
change_measure      open  open
remove_measure      open  open
finish_measure      open  open
write_plan          open  open
bring_plan          open  open
submit_plan         open  open
approve_plan        open  open
return_plan         open  open
write_progress      open  open
bring_ledger        open  open
say                 open  open
see_mentions        open  open
attach_evidence     open  open
request_sign_off    open  open
accept_sign_off     open  open
return_sign_off     open  open
ask_extension       open  open
answer_extension    open  open
escalate_issue      open  open
keep_long_term      open  open
set_term            open  open
draw_look_backs     open  open
plan_look_back      open  open
record_look_back    open  open
record_talk         open  open
finish_follow_up    open  open
"""
ROWS = [line.split() for line in GOLDEN.strip().splitlines()]
WHO = {"name": "处长", "at": "2021-10-29 10:00"}


def outcome(act: RoundAct, archived: bool) -> str:
    try:
        check_archived(act, WHO if archived else None)
    except RuleError as error:
        assert (error.code, error.params) == ("rectification.archived", WHO)
        return "closed"
    return "open"


@pytest.mark.feature("CYC-01")
@pytest.mark.parametrize(("code", "running", "sealed"), ROWS)
def test_what_was_told_and_listed_is_closed_by_the_archive_and_the_work_goes_on(
    code: str, running: str, sealed: str
) -> None:
    act = RoundAct(code)
    assert (outcome(act, archived=False), outcome(act, archived=True)) == (running, sealed)


def test_the_golden_table_names_every_act_once() -> None:
    assert sorted(row[0] for row in ROWS) == sorted(RoundAct)


def test_the_rule_on_paper_says_the_same_of_every_act() -> None:
    text = (ROOT / "docs/rules/rectification.md").read_text(encoding="utf-8")
    printed: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("| 轮-"):
            _, _number, _words, codes, state, _ = (part.strip() for part in line.split("|"))
            printed |= dict.fromkeys((code.strip("` ") for code in codes.split("、")), state)
    expected = {act.value: "封闭" if act in CLOSED_BY_ARCHIVE else "继续" for act in RoundAct}
    assert printed == expected
