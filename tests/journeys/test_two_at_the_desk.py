"""Two people at the desk and at a speech at the same moment: one wins, the other is told (see test_two_people)."""

import time
from typing import Any

import pytest

from shuping.apps.desk import api as desk
from shuping.apps.desk import examining
from shuping.apps.rectification.models import Speech
from shuping.apps.rectification.services import dictionary, speech
from tests.apps.assessments import scene as annual
from tests.apps.desk import test_desk as desk_texts
from tests.apps.desk.permission_rows import make_version
from tests.apps.rectification import test_speech as spoken
from tests.factories.world import make_world

from .test_two_people import DAY, HELD, two


@pytest.mark.feature("OPS-15", "REP-19")
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_desk_one_looks_the_round_through_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    for whose, sections in (("own", desk_texts.OWN), ("other", desk_texts.OTHER)):
        make_version(world, whose, sections)
    computed, among = [], examining.Desk.among

    def slowly(*given: Any) -> Any:
        computed.append(given)
        time.sleep(5 * HELD)
        return among(*given)

    monkeypatch.setattr(examining.Desk, "among", slowly)
    looked = two(world, desk.examine_round, cycle=world.cycle)
    assert looked.told({"desk.being_looked"}), looked
    assert len(computed) == 1  # the other did not even begin to compute
    (hint,) = desk_texts.hints(world, "own", "overlap")
    judged = two(world, desk.judge_hint, hint=hint, kind="dismissed", reason="做法源自本单位", seen=0)
    assert judged.told({"desk.judged_meanwhile"}), judged
    answered = two(world, desk.answer_hint, "reporter", "clerk", hint=hint, text="由本单位首创")
    assert (len(answered.winners), answered.refusals) == (2, [])  # two answers take nothing from each other
    assert (hint.verdicts.count(), hint.answers.count()) == (1, 2)
    assert list(desk.damage()) == []


@pytest.mark.feature("OPS-15", "SPC-01")
@pytest.mark.django_db(transaction=True)
def test_of_two_at_a_speech_one_confirms_its_lines_and_the_other_is_told() -> None:
    world = make_world()
    dictionary.seed_common_problems(by=world.actor("office"), at=annual.AT)
    given = {"text": spoken.TEXT, "file_name": "讲话.txt", "given_on": DAY}
    read = two(world, speech.import_speech, cycle=world.cycle, **given)
    assert read.told({"rectification.speech_repeated"}), read
    kept = Speech.objects.get()
    head = {"title": kept.title, "given_on": DAY, "live": 1, "written": None}
    confirmed = two(world, speech.confirm_speech, speech=kept, **head, lines=spoken.lines())
    assert confirmed.told({"rectification.speech_confirmed"}), confirmed
    line = kept.lines.get(category="P1")
    both = [world.own.participant, world.other.participant]
    brought = two(world, speech.bring_to_units, line=line, participants=both, text="党建与业务融合不够")
    assert [code for code, _text in brought.refusals] == ["rectification.speech_taken"], brought
    assert line.issues.count() == len(both)
