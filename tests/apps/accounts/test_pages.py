"""The pages of the accounts over HTTP."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from shuping.apps.accounts import api
from shuping.apps.accounts.models import RoleAssignment, User
from shuping.apps.accounts.services import second_factor
from shuping.apps.accounts.wording import PERMISSION_NAMES
from shuping.apps.audit.models import AuditEvent
from shuping.core.roles.catalog import Role
from shuping.core.roles.permissions import Permission
from tests.apps.accounts.permission_rows import ROWS
from tests.factories.world import PASSWORD, World, make_person

Clients = Callable[..., Client]
LOG_IN = "/manage/accounts/log-in/"
NEW = "Quite-Another-77"


def visitor(**headers: str) -> Client:
    return Client(headers={"accept-language": "zh-hans", **headers})


def log_in(client: Client, username: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOG_IN, {"username": username, "password": password}, **more)


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("action", flat=True))


def test_log_in_shows_the_banner_and_leads_to_the_page_that_was_asked_for(world: World) -> None:
    client = visitor()
    wanted = reverse("accounts:preferences")
    assert client.get(wanted).url == f"{LOG_IN}?next={wanted}"
    page = client.get(LOG_IN).content.decode()
    assert "本系统为非涉密系统，严禁存储、处理、传输国家秘密和工作秘密。" in page
    answer = client.post(LOG_IN, {"username": "office", "password": PASSWORD, "next": wanted})
    assert answer.url == wanted
    assert client.get(wanted).status_code == 200
    assert actions() == ["accounts.account.logged_in"]
    assert AuditEvent.objects.get().role == "office"


def test_the_front_door_leads_inside_and_not_round_and_round(world: World) -> None:
    """At `/` no browser sends the staff's cookie: whoever was led back there after the log-in would never get in."""
    client = visitor()
    answer = client.get("/", follow=True)
    inside = reverse("portal:my_day")
    assert answer.redirect_chain == [(inside, 302), (f"{LOG_IN}?next={inside}", 302)]
    answer = client.post(LOG_IN, {"username": "office", "password": PASSWORD, "next": "/"})
    assert answer.url == inside


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/", "/healthz"]
)
def test_log_in_never_leads_out_of_the_house(world: World, wanted: str) -> None:
    answer = visitor().post(LOG_IN, {"username": "office", "password": PASSWORD, "next": wanted})
    assert answer.url == reverse("portal:my_day")


def test_log_out_leaves_a_trace_and_says_so(client_of: Clients) -> None:
    client = client_of("office")
    answer = client.post(reverse("accounts:log_out"), follow=True)
    assert answer.redirect_chain == [(LOG_IN, 302)]
    assert "您已退出登录" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert actions() == ["accounts.account.logged_out"]


def test_too_many_wrong_passwords_lock_for_a_while_and_a_reset_lifts_it(world: World, at: datetime) -> None:
    client = visitor()
    for _ in range(4):
        assert log_in(client, "reporter-own", "wrong").status_code == 200
    locked = log_in(client, "reporter-own", "wrong")
    assert locked.status_code == 429
    assert "15" in locked.content.decode()
    assert log_in(client, "reporter-own").status_code == 429
    assert log_in(client, "office").status_code == 302
    assert actions().count("accounts.account.locked_out") == 1
    made = api.reset_password(user_id=world.user("reporter").pk, by=world.actor("clerk"), at=at)
    assert log_in(visitor(), "reporter-own", made).status_code == 302


def test_a_blocked_account_does_not_get_in(world: World) -> None:
    User.objects.filter(username="office").update(is_active=False)
    answer = log_in(visitor(), "office")
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.1.2.3"}, 403),
        ({"REMOTE_ADDR": "unix"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "10.1.2.3"}, 403),
        ({"HTTP_X_FORWARDED_PROTO": "http", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
        ({"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "10.1.2.3"}, 200),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_X_FORWARDED_PROTO": "https"}, 403),
        ({"REMOTE_ADDR": "10.9.9.9", "HTTP_X_FORWARDED_PROTO": "https"}, 200),
        ({"REMOTE_ADDR": "10.9.9.9", "HTTP_X_FORWARDED_PROTO": "http"}, 403),
    ],
)
def test_plain_http_beyond_loopback_is_refused(world: World, settings: Any, extra: dict[str, str], status: int) -> None:
    settings.TRUSTED_PROXIES = ["10.9.9.9"]
    client = Client(headers={"accept-language": "zh-hans"}, **extra)
    assert client.get(LOG_IN).status_code == status
    assert log_in(client, "office").status_code == (302 if status == 200 else 403)
    assert AuditEvent.objects.count() == (1 if status == 200 else 0)


def test_https_is_welcome_from_anywhere(world: World) -> None:
    client = Client(REMOTE_ADDR="10.1.2.3")
    assert client.get(LOG_IN, secure=True).status_code == 200
    assert client.post(LOG_IN, {"username": "office", "password": PASSWORD}, secure=True).status_code == 302


def test_an_ended_session_says_why(world: World) -> None:
    client = visitor()
    assert client.get(LOG_IN).context["ended"] is False
    log_in(client, "office")
    session = client.session
    session.set_expiry(-1)
    session.save()
    answer = client.get(reverse("accounts:preferences"), follow=True)
    assert answer.redirect_chain[0][0].startswith(LOG_IN)
    # The browser keeps its cookie until the answer that drops it; the page that explains comes in between.
    client.cookies["staff"] = "gone"
    assert client.get(LOG_IN).context["ended"] is True


def test_a_given_password_must_be_changed_before_anything_else(world: World, at: datetime) -> None:
    made = api.reset_password(user_id=world.user("reporter").pk, by=world.actor("clerk"), at=at)
    client = visitor()
    log_in(client, "reporter-own", made)
    change = reverse("accounts:password")
    for url in (reverse("portal:my_day"), reverse("accounts:matrix"), reverse("accounts:conflicts")):
        assert client.get(url).url == change
    page = client.get(change)
    assert page.context["forced"] is True
    assert "no-store" in page["Cache-Control"]
    wrong = client.post(change, {"old": made, "new": NEW, "again": "other"})
    assert "again" in wrong.context["form"].errors
    weak = client.post(change, {"old": made, "new": "short", "again": "short"})
    assert "new" in weak.context["form"].errors
    assert client.post(change, {"old": made, "new": NEW, "again": NEW}).status_code == 302
    assert client.get(reverse("accounts:matrix")).status_code == 200


def test_a_password_that_is_too_old_must_be_changed(client_of: Clients, world: World, at: datetime) -> None:
    client = client_of("office")
    User.objects.update(password_changed_at=at - timedelta(days=179))
    assert client.get(reverse("accounts:matrix")).status_code == 200
    User.objects.update(password_changed_at=at - timedelta(days=181))
    assert client.get(reverse("accounts:matrix")).url == reverse("accounts:password")


def test_a_new_password_ends_all_other_sessions(world: World) -> None:
    one, other = visitor(), visitor()
    log_in(one, "office")
    log_in(other, "office")
    one.post(reverse("accounts:password"), {"old": PASSWORD, "new": NEW, "again": NEW})
    assert one.get(reverse("accounts:preferences")).status_code == 200
    assert other.get(reverse("accounts:preferences")).status_code == 302


@pytest.mark.feature("API-09")
def test_the_second_factor_is_set_up_by_picture_and_asked_for_at_log_in(world: World, settings: Any) -> None:
    settings.OTP_TOTP_THROTTLE_FACTOR = 0
    client = visitor()
    log_in(client, "office_head")
    url = reverse("accounts:second_factor")
    client.post(url, {"begin": "1"})
    page = client.get(url)
    assert page.context["picture"].startswith("data:image/svg+xml")
    assert 'src="data:image/svg+xml;utf8,%3C' in page.content.decode()
    assert page.context["form"].errors == {}
    device = TOTPDevice.objects.get()
    assert client.post(url, {"code": "000000"}).context["form"].errors
    answer = client.post(url, {"code": code_of(device)})
    codes = answer.context["codes"]
    assert len(codes) == 10
    assert "no-store" in answer["Cache-Control"]

    again = visitor()
    assert log_in(again, "office_head").url == reverse("accounts:second_step")
    assert again.get(reverse("accounts:preferences")).status_code == 302  # not yet in
    assert again.post(reverse("accounts:second_step"), {"code": "123456"}).context["form"].errors
    assert again.post(reverse("accounts:second_step"), {"code": codes[0]}).url == reverse("portal:my_day")
    assert again.get(reverse("accounts:preferences")).context["codes_left"] == 9
    assert AuditEvent.objects.filter(action="accounts.account.logged_in").first().details == {"second_factor": True}  # type: ignore[union-attr]

    change = reverse("accounts:second_factor_change")
    again.post(change, {"code": "", "change": "remove"})
    assert second_factor.device_of(world.user("office_head")) is not None
    assert len(again.post(change, {"code": codes[1], "change": "codes"}).context["codes"]) == 10


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key, device.step, device.t0, device.digits):06d}"


def test_the_second_step_expires_and_needs_the_first(world: World, at: datetime) -> None:
    client = visitor()
    assert client.get(reverse("accounts:second_step")).url == LOG_IN
    second_factor.begin(user_id=world.user("office").pk, at=at)
    TOTPDevice.objects.update(confirmed=True)
    log_in(client, "office")
    session = client.session
    session["second_step"] = {**session["second_step"], "since": 0}
    session.save()
    assert client.post(reverse("accounts:second_step"), {"code": "1"}).url == LOG_IN


@pytest.mark.feature("API-09")
def test_posts_of_power_must_set_up_a_second_factor_where_it_is_required(client_of: Clients, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    matrix = reverse("accounts:matrix")
    assert client_of("office_head").get(matrix).url == reverse("accounts:second_factor")
    assert client_of("reporter").get(matrix).status_code == 200


@pytest.mark.feature("ORG-03")
def test_somebody_with_two_posts_switches_and_leaves_the_elevated_mode(client_of: Clients, world: World) -> None:
    user = world.user("office")
    second = RoleAssignment.objects.create(
        user=user, role="clerk", organization=world.own.organization, valid_from=datetime(2020, 1, 1).date()
    )
    client = client_of("office")
    assert client.get(reverse("accounts:preferences")).context["actor"].role is Role.OFFICE
    assert client.post(reverse("accounts:switch"), {"assignment": second.pk}).status_code == 302
    page = client.get(reverse("accounts:preferences"))
    assert page.context["actor"].role is Role.CLERK
    assert page.context["elevated_minutes"] == 0
    foreign = world.user("presider").assignments.get().pk
    client.post(reverse("accounts:switch"), {"assignment": foreign})
    assert client.get(reverse("accounts:preferences")).context["actor"].role is Role.CLERK
    assert actions() == ["accounts.role.switched"]


@pytest.mark.feature("A11-03")
def test_a_page_knows_when_the_session_ends_and_asking_keeps_it(client_of: Clients) -> None:
    client = client_of("office")
    page = client.get(reverse("accounts:preferences")).content.decode()
    assert 'data-idle="1800"' in page
    assert 'data-warning="120"' in page
    before = client.session.get_expiry_date()
    assert client.get(reverse("accounts:stay")).status_code == 204
    assert client.session.get_expiry_date() >= before
    assert "data-idle" not in visitor().get(LOG_IN).content.decode()


@pytest.mark.feature("I18-01")
def test_language_and_large_text_are_kept_with_the_account(world: World) -> None:
    client = visitor()
    log_in(client, "office")
    client.post(reverse("accounts:language"), {"language": "en", "next": "/manage/accounts/me/"})
    page = client.get(reverse("accounts:preferences")).content.decode()
    assert '<html lang="en"' in page
    assert "My account" in page
    client.post(reverse("accounts:preferences"), {"language": "zh-hans", "large_text": "on"})
    page = client.get(reverse("accounts:preferences")).content.decode()
    assert 'class="no-script large"' in page
    assert "我的账号" in page
    other_machine = visitor()
    log_in(other_machine, "office")
    assert "large" in other_machine.get(reverse("accounts:preferences")).content.decode()


def test_the_language_before_log_in_is_kept_in_a_cookie(world: World) -> None:
    client = visitor()
    client.post(reverse("accounts:language"), {"language": "en", "next": LOG_IN})
    assert "Log-in name" in client.get(LOG_IN).content.decode()
    client.post(reverse("accounts:language"), {"language": "xx"})
    assert "Log-in name" in client.get(LOG_IN).content.decode()


@pytest.mark.feature("ORG-10")
def test_accounts_are_made_from_the_register_and_the_slips_shown_once(client_of: Clients, world: World) -> None:
    people = [make_person(world.own.branch, f"党员{number}") for number in range(3)]
    client = client_of("system_admin")
    listed = client.get(reverse("accounts:people")).content.decode()
    assert all(one.name in listed for one in people)
    answer = client.post(reverse("accounts:people"), {"person": [people[0].pk, people[1].pk, "x", "9" * 30]})
    assert "no-store" in answer["Cache-Control"]
    (user, code), _other = answer.context["slips"]
    page = visitor()
    assert code in page.get(reverse("accounts:one_time"), {"code": code}).content.decode()
    wrong = page.post(reverse("accounts:one_time"), {"code": "WRONG", "new": NEW, "again": NEW})
    assert "code" in wrong.context["form"].errors
    done = page.post(reverse("accounts:one_time"), {"code": code, "new": NEW, "again": NEW})
    assert done.url == LOG_IN
    assert log_in(page, user.username, NEW).status_code == 302
    assert page.get(reverse("accounts:matrix")).url == reverse("accounts:preferences")  # no post yet
    assert "您目前没有任何岗位" in page.get(reverse("accounts:preferences")).content.decode()


def test_an_account_is_made_by_hand_reset_and_blocked(client_of: Clients, world: World) -> None:
    client = client_of("system_admin")
    made = client.post(reverse("accounts:create"), {"username": "guest1", "display_name": "客人"})
    user, word = made.context["slips"][0]
    assert user.check_password(word)
    again = client.post(reverse("accounts:create"), {"username": "guest1", "display_name": "客人"})
    assert again.context["form"].errors
    reset = client.post(reverse("accounts:reset", args=[user.pk]), {})
    assert reset.context["slips"][0][1] != word
    client.post(reverse("accounts:set_active", args=[user.pk]), {"active": "0", "reason": "离职"})
    user.refresh_from_db()
    assert user.is_active is False
    assert client.get(reverse("accounts:account", args=[user.pk])).status_code == 200


def test_a_refused_reset_says_why(client_of: Clients, world: World) -> None:
    url = reverse("accounts:account", args=[world.user("security_admin").pk])
    assert "create-admin" in client_of("system_admin").get(url).content.decode()


@pytest.mark.feature("ORG-10")
def test_a_secretary_helped_by_the_clerk_is_out_of_every_session_and_told_who_did_it(
    client_of: Clients, world: World
) -> None:
    user = world.user("reporter")
    present = visitor()
    log_in(present, user.username)
    assert present.get(reverse("portal:my_day")).status_code == 200
    clerk = client_of("clerk")
    page = clerk.get(reverse("accounts:account", args=[user.pk])).content.decode()
    assert "second_factor" not in page  # both together would be the whole way in
    made = clerk.post(reverse("accounts:reset", args=[user.pk])).context["slips"][0][1]
    assert present.get(reverse("portal:my_day")).url.startswith(LOG_IN)
    name = world.user("clerk").display_name
    for password, chosen in ((made, NEW), (NEW, "")):  # an impostor's log-in does not use the words up
        again = visitor()
        answer = log_in(again, user.username, password, follow=True)
        assert f"{name}（" in answer.content.decode()
        assert "重置了您的密码" in answer.content.decode()
        if chosen:
            again.post(reverse("accounts:password"), {"old": made, "new": chosen, "again": chosen})
    assert name in again.get(reverse("accounts:preferences")).content.decode()
    security = client_of("security_admin")
    rows = security.get(reverse("accounts:ways_in")).content.decode()
    assert user.display_name in rows
    assert name in rows
    assert "近一周" in security.get(reverse("portal:my_day")).content.decode()
    event = AuditEvent.objects.get(action="accounts.password.reset")
    assert (event.subject_id, event.user, event.role) == (str(user.pk), world.user("clerk"), "clerk")


@pytest.mark.feature("ORG-05")
@pytest.mark.parametrize(("language", "expected"), [("zh-hans", "计票"), ("en", "Lock the count")])
def test_the_matrix_is_readable_in_both_languages_and_downloadable(
    client_of: Clients, language: str, expected: str
) -> None:
    User.objects.update(language=language)
    client = client_of("reporter")
    page = client.get(reverse("accounts:matrix")).content.decode()
    assert expected in page
    for permission in Permission:
        assert permission.value in page
    answer = client.get(reverse("accounts:matrix"), {"download": "xlsx"})
    assert answer["Content-Type"].endswith("sheet")


@pytest.mark.feature("ORG-05")
def test_every_permission_has_a_readable_name() -> None:
    assert set(PERMISSION_NAMES) == {permission.value for permission in Permission}


def test_a_role_ends_by_the_page(client_of: Clients, world: World) -> None:
    client = client_of("security_admin")
    row = world.user("clerk").assignments.get()
    url = reverse("accounts:end_role", args=[row.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"last_day": "2001-01-01", "reason": "x"}).context["form"].errors
    assert client.post(url, {"last_day": "2021-01-20", "reason": "调离"}).url == reverse("accounts:roles")
    assert client.get(reverse("accounts:without_role")).status_code == 200


def test_a_clerk_hands_over_by_the_page(client_of: Clients, world: World, at: datetime) -> None:
    person = make_person(world.own.organization, "接任者")
    user = api.create_account(username="heir", person_id=person.pk, by=world.actor("system_admin"), at=at)
    client = client_of("clerk")
    form = client.get(reverse("accounts:hand_over")).context["form"]
    assert [one.username for one in form.fields["giver"].queryset] == ["clerk-own"]
    assert user in form.fields["receiver"].queryset
    fields = {"giver": world.user("clerk").pk, "receiver": user.pk, "on": "2021-01-20", "reason": "轮岗"}
    assert client.post(reverse("accounts:hand_over"), fields).status_code == 302
    assert client.get(reverse("accounts:matrix")).url == reverse("accounts:preferences")


@pytest.mark.feature("ORG-11")
def test_avoidance_is_declared_and_withdrawn_by_the_pages(client_of: Clients, world: World) -> None:
    client = client_of("clerk")
    url = reverse("accounts:conflicts")
    assert [place.pk for place in client.get(url).context["detected"]] == [world.own.organization.pk]
    assert client.post(url, {"ground": "亲属"}).context["form"].errors
    assert client.post(url, {"organization": world.other.organization.name, "ground": "亲属"}).url == url
    row = client.get(url).context["listing"].rows.get()
    assert list(client_of("clerk", "other").get(url).context["listing"].rows) == []
    withdraw = reverse("accounts:conflict_withdraw", args=[row.pk])
    assert client.get(withdraw).status_code == 404
    assert client_of("security_admin").post(withdraw, {"reason": "误填"}).url == url
    row.refresh_from_db()
    assert row.withdrawn_on is not None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.url)
@pytest.mark.parametrize("role", ["system_admin", "security_admin", "clerk"])
def test_forms_with_missing_or_foolish_fields_never_break(
    row: Any, role: str, client_of: Clients, world: World
) -> None:
    client = client_of(role)
    url = reverse(row.url, kwargs=dict(row.kwargs(world, "own")))
    names = "username password code new again old language large_text person reason active user role organization"
    foolish = dict.fromkeys(
        f"{names} valid_from valid_to stands_in_for giver receiver on about ground".split(), "\x00²'x"
    )
    for fields in ({}, foolish, {**foolish, "begin": "1", "change": "codes", "assignment": "²", "next": "//x"}):
        assert client.post(url, fields).status_code < 500


def test_a_request_costs_few_queries_however_many_roles_there_are(client_of: Clients, world: World) -> None:
    client = client_of("office")

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("accounts:matrix")).status_code == 200
        return sum(1 for one in queries if "SAVEPOINT" not in one["sql"])

    first = counted()
    for year in range(1990, 2010):
        RoleAssignment.objects.create(
            user=world.user("office"),
            role="office",
            organization=world.root,
            valid_from=datetime(year, 1, 1).date(),
            valid_to=datetime(year, 2, 1).date(),
        )
    assert counted() == first <= 5


def test_the_list_of_accounts_costs_the_same_for_many_accounts(client_of: Clients, world: World, at: datetime) -> None:
    client = client_of("system_admin")

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("accounts:list")).status_code == 200
        return len(queries)

    first = counted()
    for number in range(20):
        person = make_person(world.own.branch, f"党员{number}")
        api.create_account(username=f"m{number:02}", person_id=person.pk, by=world.actor("system_admin"), at=at)
    assert counted() == first
