"""The pages: the unit writes and hands in, the office reviews, leaders read, nobody sees a foreign draft."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shuping.apps.reports import api as reports_api
from shuping.apps.reports.models import CommentOutline, Evidence, EvidenceUse, ReadMark, Report
from tests.apps.reports.conftest import SECTIONS, Desk

Clients = Callable[..., Client]


def form(desk: Desk, **changed: str) -> dict[str, str]:
    report = desk.report()
    typed = {f"section_{key}": text for key, text in SECTIONS.items()}
    return {
        "title": "述职报告",
        "revision": str(report.revision),
        "answer_1": "已补课四次。",
        "answer_2": "已换三种形式。",
        **typed,
        **changed,
    }


def at(name: str, *args: object) -> str:
    return reverse(f"reports:{name}", args=args)


@pytest.mark.feature("REP-01")
@pytest.mark.feature("REP-06")
def test_the_clerk_writes_and_prepares_and_the_reporter_confirms_and_hands_in(desk: Desk, client_of: Clients) -> None:
    pk = desk.report().pk
    clerk, reporter = client_of("clerk"), client_of("reporter")
    page = clerk.get(at("edit", pk)).content.decode()
    assert "学习不够深入" in page
    assert "补课四次" in page
    assert clerk.post(at("edit", pk), form(desk)).status_code == 302
    assert clerk.post(at("prepare", pk)).status_code == 302
    assert clerk.get(at("hand_in", pk)).status_code == 404
    assert at("hand_in", pk) not in clerk.get(at("edit", pk)).content.decode()  # no way to a closed door
    assert at("hand_in", pk) in reporter.get(at("edit", pk)).content.decode()
    assert clerk.post(at("hand_in", pk), {"revision": 1, "confirmed": "on"}).status_code == 404
    assert "已换三种形式" in reporter.get(at("hand_in", pk)).content.decode()
    unconfirmed = reporter.post(at("hand_in", pk), {"revision": desk.report().revision})
    assert unconfirmed.status_code == 200
    assert desk.report().state == "draft"
    answer = reporter.post(at("hand_in", pk), {"revision": desk.report().revision, "confirmed": "on"})
    assert answer.status_code == 302
    assert desk.report().state == "submitted"
    assert at("read", pk) in reporter.get(at("edit", pk))["Location"]


@pytest.mark.feature("REP-17")
def test_a_refusing_finding_blocks_with_place_and_remedy(desk: Desk, client_of: Clients) -> None:
    pk = desk.report().pk
    reporter = client_of("reporter")
    reporter.post(at("edit", pk), form(desk, section_causes="", answer_2=""))
    answer = reporter.post(at("hand_in", pk), {"revision": desk.report().revision, "confirmed": "on"})
    page = answer.content.decode()
    assert desk.report().state == "draft"
    assert "原因" in page
    assert "R-67" in page
    assert "R-13" in page


def test_two_people_at_once_see_both_texts_and_lose_nothing(desk: Desk, client_of: Clients) -> None:
    pk = desk.report().pk
    stale = form(desk, section_problems="书记写的另一个问题。")
    desk.write(problems="干事先写的问题。")
    answer = client_of("reporter").post(at("edit", pk), stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "书记写的另一个问题。" in page
    assert "干事" in page
    assert desk.report().draft_sections["problems"] == "干事先写的问题。"
    again = {**stale, "revision": str(desk.report().revision)}
    assert client_of("reporter").post(at("edit", pk), again).status_code == 302
    assert desk.report().draft_sections["problems"] == "书记写的另一个问题。"


def test_the_draft_is_saved_in_the_background_and_a_collision_is_told(desk: Desk, client_of: Clients) -> None:
    pk = desk.report().pk
    clerk = client_of("clerk")
    typed = form(desk)
    answer = clerk.post(at("autosave", pk), typed)
    assert answer.json()["revision"] == 1
    assert "figures" in answer.json()["panel"]
    stale = clerk.post(at("autosave", pk), typed)
    assert stale.status_code == 409
    assert str(desk.world.user("clerk")) in stale.json()["sentence"]


@pytest.mark.feature("REP-04")
def test_an_uploaded_document_is_shown_before_it_is_taken_over(desk: Desk, client_of: Clients) -> None:
    desk.write()
    pk = desk.report().pk
    clerk = client_of("clerk")
    text = "述职报告\n一、主要成绩\n我讲党课。\n二、存在的问题\n不够细。\n".encode("gb18030")
    answer = clerk.post(at("upload", pk), {"file": SimpleUploadedFile("报告.txt", text)})
    preview = answer["Location"]
    page = clerk.get(preview).content.decode()
    assert "不够细。" in page
    assert "GB18030" in page
    assert desk.report().draft_sections["problems"] == SECTIONS["problems"]
    taken = {"title": "述职报告", "revision": desk.report().revision, "section_problems": "不够细，已改过。"}
    assert clerk.post(preview, taken).status_code == 302
    assert desk.report().draft_sections == {"problems": "不够细，已改过。"}
    refused = clerk.post(
        at("upload", pk),
        {"file": SimpleUploadedFile("宏.docm", b"PK\x03\x04")},
        headers={"referer": "http://testserver/"},
    )
    assert refused.status_code == 302
    assert desk.report().uploads.count() == 1


@pytest.mark.feature("REP-05")
def test_the_office_returns_with_a_reason_and_the_unit_reads_it(desk: Desk, client_of: Clients) -> None:
    desk.write()
    pk = desk.hand_in().pk
    office = client_of("office")
    assert SECTIONS["problems"] in office.get(at("review", pk)).content.decode()
    without = office.post(at("review", pk), {"version": 1, "verdict": "return", "comment": ""})
    assert without.status_code == 200
    assert desk.report().state == "submitted"
    office.post(at("review", pk), {"version": 1, "verdict": "return", "comment": "问题不具体，点到支部"})
    assert desk.report().state == "returned"
    assert "问题不具体，点到支部" in client_of("clerk").get(at("edit", pk)).content.decode()
    desk.write(problems="我抓第一支部组织生活不细，第二支部也有缺。")
    desk.hand_in()
    page = office.get(at("review", pk)).content.decode()
    assert f"{at('difference', pk)}?left=1&amp;right=2" in page
    office.post(at("review", pk), {"version": 2, "verdict": "approve", "comment": ""})
    assert desk.report().state == "approved"


@pytest.mark.feature("REP-03")
def test_two_versions_stand_side_by_side(desk: Desk, client_of: Clients) -> None:
    desk.write()
    desk.hand_in()
    desk.give_back()
    desk.write(problems="我抓支部建设不够细，三个支部的组织生活记录不全。")
    pk = desk.hand_in().pk
    clerk = client_of("clerk")
    assert clerk.get(at("versions", pk)).status_code == 200
    page = clerk.get(at("difference", pk), {"left": 1, "right": 2}).content.decode()
    assert "<del>两</del>" in page
    assert "<ins>三</ins>" in page
    assert clerk.get(at("difference", pk), {"left": 1, "right": 9}).status_code == 404
    assert clerk.get(at("difference", pk), {"left": "x", "right": 1}).status_code == 404


def test_a_draft_is_seen_by_its_unit_alone(desk: Desk, client_of: Clients) -> None:
    secret = "只有本单位可见的草稿。"
    pk = desk.write(problems=secret).pk
    reports_api.keep_version(report=desk.report(), by=desk.actor("clerk"), at=desk.at)
    for role, whose in (
        ("office", "own"),
        ("presider", "own"),
        ("supervisor", "own"),
        ("archivist", "own"),
    ):
        client = client_of(role, whose)
        for name in ("read", "versions"):
            answer = client.get(at(name, pk))
            assert answer.status_code == 200
            assert secret not in answer.content.decode()
    for name in ("read", "versions", "edit", "difference"):
        assert client_of("reporter", "other").get(at(name, pk)).status_code == 404
        assert client_of("delegate").get(at(name, pk)).status_code == 404
    assert client_of("office").get(at("difference", pk), {"left": 1, "right": 1}).status_code == 404


def test_leaders_read_only_what_was_approved(desk: Desk, client_of: Clients) -> None:
    desk.write()
    pk = desk.hand_in().pk
    presider = client_of("presider")
    assert SECTIONS["problems"] not in presider.get(at("read", pk)).content.decode()
    desk.approve()
    assert SECTIONS["problems"] in presider.get(at("read", pk)).content.decode()


@pytest.mark.feature("REP-22")
def test_reading_goes_from_unit_to_unit_and_the_mark_is_seen_by_its_reader_alone(
    desk: Desk, client_of: Clients
) -> None:
    own, other = desk.approved(), desk.approved("other")
    presider, member = client_of("presider"), client_of("member")
    page = presider.get(at("read", own.pk)).content.decode()
    assert at("read", other.pk) in page
    assert "#part-problems" in page
    assert presider.post(at("mark", own.pk), {"read": "1"}).status_code == 302
    assert ReadMark.objects.get().user == desk.world.user("presider")
    assert "本人已阅" in presider.get(at("read", own.pk)).content.decode()
    assert "本人已阅" not in member.get(at("read", own.pk)).content.decode()


@pytest.mark.feature("REP-02")
def test_a_hand_in_is_withdrawn_by_the_reporter_on_the_page(desk: Desk, client_of: Clients) -> None:
    desk.write()
    pk = desk.hand_in().pk
    assert at("withdraw", pk) not in client_of("clerk").get(at("read", pk)).content.decode()
    reporter = client_of("reporter")
    assert at("withdraw", pk) in reporter.get(at("read", pk)).content.decode()
    reporter.post(at("withdraw", pk))
    assert desk.report().state == "draft"


def test_the_list_shows_states_in_official_words_and_filters_and_downloads(desk: Desk, client_of: Clients) -> None:
    desk.write()
    desk.hand_in()
    office = client_of("office")
    page = office.get(at("list")).content.decode()
    assert "待审核" in page
    assert "待报送" in page
    filtered = office.get(at("list"), {"f_state": "待审核"}).content.decode()
    assert "测试甲中心" in filtered
    assert "测试乙中心" not in filtered
    book = office.get(at("list"), {"download": "xlsx"})
    assert book["Content-Type"].endswith("sheet")
    unit = client_of("reporter", "other").get(at("list")).content.decode()
    assert "测试甲中心" not in unit


def test_the_outline_names_problems_and_collisions_lose_nothing(desk: Desk, client_of: Clients) -> None:
    participant = desk.world.own.participant
    office = client_of("office")
    typed = {"good": "有特色", "problems": "学习不深\n记录不全", "requirements": "", "revision": "0"}
    assert office.post(at("outline", participant.pk), typed).status_code == 302
    assert len(CommentOutline.objects.get().problems) == 2
    answer = client_of("member").post(at("outline", participant.pk), {**typed, "problems": "另一人写的"})
    assert answer.status_code == 409
    assert "另一人写的" in answer.content.decode()
    assert "记录不全" in answer.content.decode()
    assert office.get(at("outlines")).status_code == 200


@pytest.mark.feature("REP-01")
def test_the_spoken_text_begins_with_the_written_one(desk: Desk, client_of: Clients) -> None:
    clerk, spoken = client_of("clerk"), desk.report(kind="spoken")
    assert clerk.post(at("start", spoken.pk)).status_code == 409
    desk.write(causes="原因在我。")
    page = clerk.get(at("edit", spoken.pk)).content.decode()
    assert at("start", spoken.pk) in page
    assert all(category in page for category in desk.world.cycle.categories)
    clerk.post(at("start", spoken.pk))
    sections = desk.report(kind="spoken").draft_sections
    assert sections["causes"] == "原因在我。"
    assert "已补课四次。" in sections["last_year"]
    assert at("start", spoken.pk) not in clerk.get(at("edit", spoken.pk)).content.decode()
    assert clerk.post(at("start", spoken.pk)).status_code == 409


@pytest.mark.feature("REP-20")
def test_evidence_is_stored_attached_to_a_sentence_and_downloaded(desk: Desk, client_of: Clients) -> None:
    clerk = client_of("clerk")
    typed = {
        "organization": desk.world.own.organization.pk,
        "title": "党委会议纪要",
        "kind": "minutes",
        "happened_on": "2020-06-01",
        "file": SimpleUploadedFile("纪要.txt", "会议纪要".encode()),
    }
    assert clerk.post(at("evidence_add"), typed).status_code == 302
    piece = Evidence.objects.get()
    pk = desk.report().pk
    clerk.post(at("attach", pk), {"evidence": piece.pk, "claim": "到六个支部讲党课四次"})
    assert EvidenceUse.objects.get().target == f"report:{pk}"
    download = clerk.get(at("evidence_file", piece.pk))
    assert download.content.decode() == "会议纪要"
    assert download["Content-Disposition"].startswith("attachment")
    use = EvidenceUse.objects.get().pk
    assert at("detach", pk, use) in clerk.get(at("edit", pk)).content.decode()
    assert client_of("clerk", "other").post(at("detach", pk, use)).status_code == 404
    assert clerk.post(at("detach", desk.report(kind="spoken").pk, use)).status_code == 409
    clerk.post(at("detach", pk, use))
    assert not EvidenceUse.objects.exists()
    clerk.post(at("attach", pk), {"evidence": piece.pk, "claim": "到六个支部讲党课四次"})
    Report.objects.filter(pk=pk).update(state="final")
    use = EvidenceUse.objects.get().pk
    for act in (at("attach", pk), at("detach", pk, use)):
        assert clerk.post(act, {"evidence": piece.pk, "claim": "已定稿"}).status_code == 409
    assert EvidenceUse.objects.get().claim == "到六个支部讲党课四次"
    missing = clerk.post(at("evidence_add"), {**typed, "file": ""})
    assert missing.status_code == 200
    assert Evidence.objects.count() == 1
    assert "到六个支部讲党课四次" in clerk.get(at("evidence_piece", piece.pk)).content.decode()
    assert clerk.get(at("evidence")).status_code == 200
    assert clerk.get(at("evidence_replace", piece.pk)).status_code == 200


def test_the_lists_ask_the_database_no_more_often_for_more_rows(
    desk: Desk, client_of: Clients, django_assert_max_num_queries: Callable[..., object]
) -> None:
    office, clerk = client_of("office"), client_of("clerk")
    for number in range(12):
        reports_api.add_evidence(
            organization=desk.world.own.organization,
            new=reports_api.NewEvidence(
                title=f"佐证{number}", kind="link", link="http://intranet/", happened_on=date(2020, 6, 1)
            ),
            by=desk.actor("clerk"),
            at=desk.at,
        )
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        office.get(at("list"))
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        clerk.get(at("evidence"))
