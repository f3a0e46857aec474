"""The pages of the count, as tellers, office head and supervisor see them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.ballots import api, services
from shuping.apps.ballots.models import CountSession, Keying
from shuping.core.ballots.tally import Row
from tests.factories.world import World

from .counting import FORMS, SHEETS, Count

Browser = Callable[..., Client]


def url(name: str, *args: object) -> str:
    """An address of the count."""
    return reverse(f"ballots:{name}", args=args)


def post_sheet(world: World, code: str, act: str) -> dict[str, object]:
    """The fields of a whole keyed sheet."""
    fields: dict[str, object] = {"act": act}
    for participant, figures in zip((world.own.participant, world.other.participant), SHEETS[code], strict=True):
        for name, figure in figures.items():
            fields[f"r{participant.pk}_{name}"] = str(figure)
    if code == "C":
        fields[f"r{world.other.participant.pk}_void"] = "1"
        fields[f"r{world.other.participant.pk}_reason"] = "该行未填写"
    return fields


def test_a_count_runs_over_the_pages_from_open_to_the_printed_sheet(count: Count, client_of: Browser) -> None:
    world, cycle = count.world, count.world.cycle.pk
    teller, second = client_of("teller"), Client(headers={"accept-language": "zh-hans"})
    second.force_login(world.users["teller", "second"], backend="django.contrib.auth.backends.ModelBackend")
    for code, (issued, collected) in FORMS.items():
        fields = {"issued": issued, "collected": collected, "void_forms": 0}
        if code == "C":
            fields |= {"void_forms": 1, "void_reason": "全部填写同一等次"}  # type: ignore[dict-item]
        assert teller.post(url("forms", cycle, code), fields).status_code == 302
    assert teller.post(url("close", cycle)).status_code == 302
    for code in FORMS:
        for browser in (teller, second):
            sheet = browser.post(url("start", cycle, code)).headers["Location"]
            assert browser.get(sheet).status_code == 200
            assert browser.post(sheet, post_sheet(world, code, "finish")).headers["Location"] == url("session", cycle)
    assert teller.post(url("confirm", cycle)).status_code == 302
    assert client_of("supervisor").post(url("lock", cycle)).status_code == 302
    assert CountSession.objects.get().state == "locked"
    page = client_of("supervisor").get(url("sheet", cycle)).content.decode()
    assert "96.6667" in page  # 7 好, 2 较好 in class A (domain.md section 6)
    assert "77.78" in page
    digest = CountSession.objects.get().result_digest.upper()
    assert f"{digest[:4]} {digest[4:8]} {digest[8:12]}" in page
    assert list(api.damage()) == []


def test_the_grid_lists_reporters_in_roster_order_with_the_official_columns(count: Count, client_of: Browser) -> None:
    count.close()
    keying = services.start_keying(session=count.session, class_code="A", by=count.first, at=count.at)
    page = client_of("teller").get(url("keying", keying.pk)).content.decode()
    assert page.index("测试甲中心") < page.index("测试乙中心")
    for name in ("较好", "一般", "不了解"):
        assert name in page


def test_case_a5_on_the_page_keeps_what_was_typed_and_says_why(count: Count, client_of: Browser) -> None:
    answer = client_of("teller").post(
        url("forms", count.world.cycle.pk, "C"), {"issued": 20, "collected": 21, "void_forms": 0}
    )
    page = answer.content.decode()
    assert "21" in page
    assert 'value="21"' in page
    assert count.session.issues.get(class_code="C").recorded_at is None


def test_a_row_that_does_not_add_up_is_kept_and_marked(count: Count, client_of: Browser) -> None:
    count.close()
    keying = services.start_keying(session=count.session, class_code="A", by=count.first, at=count.at)
    teller = client_of("teller")
    fields = post_sheet(count.world, "A", "finish")
    fields[f"r{count.world.own.participant.pk}_good"] = "6"
    answer = teller.post(url("keying", keying.pk), fields, follow=True)
    page = answer.content.decode()
    assert 'class="wrong"' in page
    assert keying.rows.count() == 2
    assert Keying.objects.get(pk=keying.pk).finished_at is None


def test_a_cell_without_a_number_writes_nothing_and_keeps_the_text(count: Count, client_of: Browser) -> None:
    count.close()
    keying = services.start_keying(session=count.session, class_code="A", by=count.first, at=count.at)
    fields = post_sheet(count.world, "A", "save")
    fields[f"r{count.world.own.participant.pk}_good"] = "七"
    answer = client_of("teller").post(url("keying", keying.pk), fields)
    assert answer.status_code == 200
    assert 'value="七"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert keying.rows.count() == 0
    fields[f"r{count.world.own.participant.pk}_good"] = "７"
    assert client_of("teller").post(url("keying", keying.pk), fields).status_code == 302
    assert keying.rows.get(participant=count.world.own.participant).good == 7


def test_a_clerk_never_sees_the_other_keying_before_both_have_finished(count: Count, client_of: Browser) -> None:
    count.close()
    rows = count.rows("A")
    other = count.key("A", count.second, [Row(rows[0].reporter, {"good": 8, "fairly_good": 1}), rows[1]])
    teller = client_of("teller")
    assert teller.get(url("keying", other.pk)).status_code == 404
    page = teller.get(url("differences", count.world.cycle.pk)).content.decode()
    assert "测试甲中心" not in page
    count.key("A", count.first)
    page = teller.get(url("differences", count.world.cycle.pk)).content.decode()
    assert "测试甲中心" in page


def test_a_difference_is_keyed_again_on_its_page(count: Count, client_of: Browser) -> None:
    count.close()
    rows = count.rows("A")
    wrong = count.key("A", count.first, [Row(rows[0].reporter, {"good": 8, "fairly_good": 1}), rows[1]])
    count.key("A", count.second)
    teller, participant = client_of("teller"), count.world.own.participant.pk
    again = url("again", wrong.pk, participant)
    assert 'value="8"' in teller.get(again).content.decode()
    short = teller.post(again, {f"r{participant}_good": "7"})
    assert short.status_code == 200
    assert 'class="wrong"' in short.content.decode()
    done = teller.post(again, {f"r{participant}_good": "7", f"r{participant}_fairly_good": "2"}, follow=True)
    assert done.redirect_chain[0][0] == url("differences", count.world.cycle.pk)
    assert api.facts(count.world.cycle).differences == 0


@pytest.mark.feature("DSH-10")
def test_the_office_head_sees_turnout_but_no_figure_by_grade(count: Count, client_of: Browser) -> None:
    head, cycle = client_of("office_head"), count.world.cycle.pk
    count.issue("A")
    assert ">9<" not in head.get(url("session", cycle)).content.decode()  # no live counters while forms come in
    count.lock()
    page = head.get(url("session", cycle)).content.decode()
    assert ">20<" in page
    assert head.get(url("sheet", cycle)).status_code == 404
    assert head.get(url("differences", cycle)).status_code == 404


def test_the_sheet_is_printed_only_once_locked(count: Count, client_of: Browser) -> None:
    assert client_of("supervisor").get(url("sheet", count.world.cycle.pk)).status_code == 409


def test_unlocking_over_the_pages_takes_both(count: Count, client_of: Browser) -> None:
    count.lock()
    cycle = count.world.cycle.pk
    client_of("office_head").post(url("ask_unlock", cycle), {"reason": "发现漏装一张"})
    page = client_of("supervisor").get(url("session", cycle)).content.decode()
    assert "发现漏装一张" in page
    client_of("office_head").post(url("unlock", cycle))
    assert CountSession.objects.get().state == "locked"
    client_of("supervisor").post(url("unlock", cycle))
    assert CountSession.objects.get().state == "closed"


@pytest.mark.parametrize("act", ["confirm", "lock", "ask_unlock", "unlock"])
def test_acts_of_power_ask_for_the_password_again(count: Count, client_of: Browser, act: str) -> None:
    count.lock() if "unlock" in act else count.key_all()
    browser = client_of("supervisor")
    session = browser.session
    session["confirmed_at"] = 0
    session.save()
    before = CountSession.objects.values().get()
    answer = browser.post(url(act, count.world.cycle.pk), {"reason": "x"})
    assert "confirm_password" in answer.content.decode()
    assert CountSession.objects.values().get() == before


@pytest.mark.feature("DSH-12")
def test_the_list_of_counts_opens_and_downloads(count: Count, client_of: Browser) -> None:
    teller = client_of("teller")
    assert count.world.cycle.title in teller.get(url("list")).content.decode()
    assert teller.get(url("list"), {"download": "xlsx"}).content[:2] == b"PK"


@pytest.mark.feature("DSH-01")
def test_the_day_tells_tellers_and_witnesses_what_is_next(count: Count) -> None:
    def kinds(actor: object) -> list[str]:
        return [line.kind for line in api.waiting(actor, on=count.at.date())]  # type: ignore[arg-type]

    assert kinds(count.first) == ["ballots.forms"]
    assert kinds(count.world.actor("clerk")) == []
    count.close()
    assert kinds(count.first) == ["ballots.key"]
    rows = count.rows("A")
    wrong = count.key("A", count.first, [Row(rows[0].reporter, {"good": 8, "fairly_good": 1}), rows[1]])
    count.key("A", count.second)
    assert "ballots.differences" in kinds(count.first)
    services.rekey_row(keying=wrong, row=rows[0], by=count.first, at=count.at)
    for code in "BC":
        count.key(code, count.first)
        count.key(code, count.second)
    assert kinds(count.first) == ["ballots.confirm"]
    services.confirm_count(session=count.session, by=count.first, at=count.at)
    assert kinds(count.first) == []
    assert kinds(count.supervisor) == ["ballots.lock"]
    services.lock_count(session=count.session, by=count.supervisor, at=count.at)
    assert kinds(count.head) == []
    services.ask_unlock(session=count.session, reason="错票", by=count.head, at=count.at)
    assert kinds(count.head) == []
    assert kinds(count.supervisor) == ["ballots.unlock"]


@pytest.mark.parametrize("extra", [0, 20])
def test_the_session_page_asks_the_database_equally_often_however_many_report(
    count: Count, client_of: Browser, extra: int, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(extra):
        person = count.world.own.branch_secretary
        count.world.cycle.participants.create(
            organization=count.world.own.organization,
            person=person,
            organization_name=f"单位{number}",
            person_name=f"书记{number}",
            mode="written",
            order_no=10 + number,
        )
    teller = client_of("teller")
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        assert teller.get(url("session", count.world.cycle.pk)).status_code == 200
