"""Comment outlines keep their keys; evidence is stored once and referred to from everywhere."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from shuping.apps.organization.models import Organization
from shuping.apps.reports import api as reports_api
from shuping.apps.reports.models import CommentOutline, Evidence, EvidenceUse, ReadMark, StoredFile
from shuping.apps.reports.services.review import set_read_mark
from shuping.core.errors import InputError, RuleError
from tests.apps.reports.conftest import SECTIONS, Desk
from tests.apps.reports.test_reports_services import refused

PNG = b"\x89PNG\r\n\x1a\n picture"


def outline(desk: Desk, problems: list[str], revision: int, role: str = "office") -> CommentOutline:
    return reports_api.write_outline(
        participant=desk.world.own.participant,
        good=["肯定一", " "],
        problems=problems,
        requirements=["要求一"],
        revision=revision,
        by=desk.actor(role),
        at=desk.at,
    )


def evidence(
    desk: Desk, *, organization: Organization | None = None, replaces: Evidence | None = None, **given: object
) -> Evidence:
    values: dict[str, object] = {
        "title": "党委会议纪要",
        "kind": "photo",
        "happened_on": date(2020, 6, 1),
        "data": PNG,
        "name": "照片.png",
        **given,
    }
    return reports_api.add_evidence(
        organization=organization or desk.world.own.organization,
        new=reports_api.NewEvidence(**values),  # type: ignore[arg-type]
        replaces=replaces,
        by=desk.actor("clerk"),
        at=desk.at,
    )


@pytest.mark.feature("EVA-03")
def test_a_problem_keeps_its_key_while_its_words_are_polished(desk: Desk) -> None:
    participant = desk.world.own.participant
    first = outline(desk, ["学习不深", "记录不全"], 0)
    assert reports_api.outline_problems(participant) == [
        (f"outline:{first.pk}:1", "学习不深"),
        (f"outline:{first.pk}:2", "记录不全"),
    ]
    outline(desk, ["记录长期不全", "新问题"], 1)
    outline(desk, ["记录长期不全", "新问题", "再一条"], 2)
    outline(desk, ["新问题", "再一条"], 3)
    outline(desk, ["新问题", "再一条", "最后一条"], 4)
    keys = [key.rsplit(":", 1)[1] for key, _text in reports_api.outline_problems(participant)]
    assert keys == ["2", "3", "4"]
    assert reports_api.outline_texts(participant) == (["肯定一"], ["要求一"])


def test_two_people_on_one_outline_collide_loudly(desk: Desk) -> None:
    outline(desk, ["学习不深"], 0)
    with refused("reports.outline_stale") as refusal:
        outline(desk, ["覆盖"], 0, role="office_head")
    assert refusal.value.params["who"] == str(desk.world.user("office"))
    assert [text for _key, text in reports_api.outline_problems(desk.world.own.participant)] == ["学习不深"]


@pytest.mark.feature("REP-20")
def test_the_same_bytes_are_stored_once_and_referred_to_from_everywhere(desk: Desk, files: Path) -> None:
    one, two = evidence(desk), evidence(desk, title="另一标题")
    assert one.file == two.file
    assert len([path for path in files.rglob("*") if path.is_file()]) == 1
    report = desk.report()
    for target, claim in (
        (f"report:{report.pk}", "讲党课四次"),
        (f"report:{report.pk}", "讲党课四次"),
        ("issue:7", ""),
    ):
        reports_api.use_evidence(evidence_id=one.pk, target=target, claim=claim, by=desk.actor("clerk"), at=desk.at)
    assert EvidenceUse.objects.count() == 2
    assert reports_api.evidence_for("issue:7") == [one]
    assert reports_api.evidence_for(f"report:{report.pk}") == [one]
    assert reports_api.evidence_of(desk.world.own.organization) == [two, one]
    assert reports_api.evidence_of(desk.world.other.organization) == []


@pytest.mark.feature("REP-20")
def test_a_replacement_keeps_what_it_replaces_and_happens_once(desk: Desk) -> None:
    old = evidence(desk)
    reports_api.use_evidence(evidence_id=old.pk, target="issue:7", by=desk.actor("clerk"), at=desk.at)
    new = evidence(desk, data=PNG + b"2", replaces=old)
    assert reports_api.evidence_for("issue:7") == [old]
    assert reports_api.evidence_of(desk.world.own.organization) == [new]
    with refused("reports.already_replaced"):
        evidence(desk, data=PNG + b"3", replaces=old)


def test_evidence_counts_for_the_change_it_shows(desk: Desk) -> None:
    made = evidence(desk, kind="data", data=None, measure="隐患路段", before="23", after="9", data_source="养护月报")
    assert (made.before, made.after, made.file) == ("23", "9", None)
    for given, code in (
        ({"kind": "data", "data": None}, "reports.figure_missing"),
        ({"kind": "link", "data": None, "link": "intranet"}, "reports.link_missing"),
        ({"data": None}, "reports.file_missing"),
        ({"title": " "}, "reports.title_missing"),
        ({"kind": "gift"}, "reports.unknown_evidence_kind"),
        ({"happened_on": desk.at.date() + timedelta(days=1)}, "reports.evidence_in_the_future"),
    ):
        with refused(code):
            evidence(desk, **given)


def test_evidence_of_another_unit_and_wrong_targets_are_refused(desk: Desk) -> None:
    foreign = evidence(desk, organization=desk.world.other.organization)
    with refused("reports.no_such_evidence"):
        reports_api.use_evidence(
            evidence_id=foreign.pk,
            target="issue:7",
            organization_id=desk.world.own.organization.pk,
            by=desk.actor("clerk"),
            at=desk.at,
        )
    with refused("reports.bad_target"):
        reports_api.use_evidence(evidence_id=foreign.pk, target="nowhere", by=desk.actor("clerk"), at=desk.at)


def test_a_broken_file_writes_nothing(desk: Desk) -> None:
    with pytest.raises(InputError, match="macros"):
        evidence(desk, data=b"PK\x03\x04", name="宏.xlsm", kind="data")
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.feature("REP-04")
def test_an_upload_is_kept_and_taken_over_only_when_the_person_says_so(desk: Desk) -> None:
    report = desk.write()
    text = "述职报告\n一、主要成绩\n我讲党课。\n二、存在的问题\n不细。\n".encode("gb18030")
    made = reports_api.upload(report=report, data=text, name="报告.txt", by=desk.actor("clerk"), at=desk.at)
    assert desk.report().draft_sections["problems"] == SECTIONS["problems"]
    reports_api.take_over(
        upload=made,
        title="新题",
        sections={"problems": "不细。"},
        revision=report.revision,
        by=desk.actor("clerk"),
        at=desk.at,
    )
    report = desk.report()
    assert (report.draft_title, report.draft_sections, report.draft_file) == ("新题", {"problems": "不细。"}, made.file)
    before = report.versions.get()
    assert (before.submitted, before.sections["problems"]) == (False, SECTIONS["problems"])
    with refused("reports.stale"):
        reports_api.take_over(upload=made, title="", sections={}, revision=0, by=desk.actor("clerk"), at=desk.at)


@pytest.mark.feature("REP-22")
def test_a_read_mark_belongs_to_its_reader(desk: Desk) -> None:
    version = desk.approved().versions.get()
    for _ in range(2):
        set_read_mark(version=version, read=True, by=desk.actor("presider"))
    assert list(ReadMark.objects.values_list("user", flat=True)) == [desk.world.user("presider").pk]
    set_read_mark(version=version, read=False, by=desk.actor("presider"))
    assert not ReadMark.objects.exists()


def test_sound_data_have_no_damage(desk: Desk) -> None:
    desk.approved()
    desk.write("other")
    outline(desk, ["学习不深"], 0)
    reports_api.use_evidence(
        evidence_id=evidence(desk).pk, target=f"report:{desk.report().pk}", by=desk.actor("clerk"), at=desk.at
    )
    assert list(reports_api.damage()) == []


def _plant_state(desk: Desk, files: Path) -> None:
    type(desk.report()).objects.filter(participant=desk.world.other.participant).update(state="approved")


def _plant_length(desk: Desk, files: Path) -> None:
    desk.report().versions.update(length=1)


def _plant_missing_file(desk: Desk, files: Path) -> None:
    (files / StoredFile.objects.get().path).unlink()


def _plant_changed_file(desk: Desk, files: Path) -> None:
    (files / StoredFile.objects.get().path).write_bytes(b"other")


def _plant_late(desk: Desk, files: Path) -> None:
    desk.report().__class__.objects.filter(pk=desk.report().pk).update(late=True)


def _plant_final(desk: Desk, files: Path) -> None:
    desk.report().__class__.objects.filter(pk=desk.report().pk).update(state="final")


def _plant_use(desk: Desk, files: Path) -> None:
    EvidenceUse.objects.update(target="report:999999")


def _plant_round(desk: Desk, files: Path) -> None:
    desk.report().__class__.objects.filter(pk=desk.report().pk).update(round_number=7)


def _plant_review(desk: Desk, files: Path) -> None:
    desk.report().versions.get().reviews.all().delete()


def _plant_gap(desk: Desk, files: Path) -> None:
    desk.report().versions.update(number=5)


def _plant_answer(desk: Desk, files: Path) -> None:
    version = desk.report().versions.get()
    version.answers[0]["answer"] = ""
    version.save()


def _plant_ring(desk: Desk, files: Path) -> None:
    piece = Evidence.objects.get()
    piece.replaces = piece
    piece.save()


def _plant_keys(desk: Desk, files: Path) -> None:
    CommentOutline.objects.update(problems=[{"key": 1, "text": "甲"}, {"key": 1, "text": "乙"}])


def _plant_empty_evidence(desk: Desk, files: Path) -> None:
    Evidence.objects.update(file=None)


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (_plant_state, "without a version handed in"),
        (_plant_length, "recounts to"),
        (_plant_missing_file, "is missing"),
        (_plant_changed_file, "was changed on disk"),
        (_plant_late, "wrong late mark"),
        (_plant_final, "its round is still open"),
        (_plant_use, "does not exist"),
        (_plant_round, "says round 7"),
        (_plant_review, "was not approved"),
        (_plant_gap, "gaps in its version numbers"),
        (_plant_answer, "unanswered line"),
        (_plant_ring, "in a ring"),
        (_plant_keys, "not unique"),
        (_plant_empty_evidence, "neither file nor link"),
    ],
)
def test_each_planted_damage_is_found(desk: Desk, files: Path, plant: object, words: str) -> None:
    desk.approved()
    outline(desk, ["学习不深", "记录不全"], 0)
    reports_api.use_evidence(
        evidence_id=evidence(desk).pk, target=f"report:{desk.report().pk}", by=desk.actor("clerk"), at=desk.at
    )
    plant(desk, files)  # type: ignore[operator]
    assert any(words in line for line in reports_api.damage())


def test_a_break_in_the_middle_of_a_hand_in_leaves_no_half(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write()

    def broken(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shuping.apps.reports.services.rows.audit_api.record", broken)
    with pytest.raises(KeyboardInterrupt):
        desk.hand_in()
    monkeypatch.undo()
    report = desk.report()
    assert (report.state, report.round_number, report.versions.count()) == ("draft", 0, 0)


def test_moments_are_local_in_sentences(desk: Desk) -> None:
    desk.write()
    with pytest.raises(RuleError) as refusal:
        reports_api.submit(report=desk.report(), confirmed=True, revision=0, by=desk.actor("reporter"), at=desk.at)
    assert refusal.value.params["at"] == "2021-01-20 10:00"
