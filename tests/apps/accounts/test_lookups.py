"""A row out of thousands is typed: by name, by key, or as the page writes it; a refusal names what could be meant."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from shuping.apps.accounts.forms import ConflictForm, GrantForm, account_label, organization_label, person_label
from shuping.apps.accounts.models import RoleAssignment, User
from shuping.apps.organization.models import Person
from tests.factories.world import World, make_person

Clients = Callable[..., Client]
TODAY = date(2021, 1, 15)
pytestmark = [pytest.mark.django_db, pytest.mark.feature("ORG-03")]


def granted(**fields: str) -> GrantForm:
    form = GrantForm({"role": "teller", "valid_from": "2021-01-20", **fields}, on=TODAY)
    form.is_valid()
    return form


def test_an_account_is_found_by_log_in_name_by_name_and_as_the_page_writes_it(world: World) -> None:
    user = world.user("delegate")
    for typed in (user.username, f" {user.username} ", str(user), account_label(user)):
        assert granted(user=typed).cleaned_data["user"] == user, typed
    ascii_brackets = account_label(user).replace("（", "(").replace("）", ")")
    assert granted(user=ascii_brackets).cleaned_data["user"] == user


def test_an_organisation_is_found_by_name_code_and_as_the_page_writes_it(world: World) -> None:
    place = world.own.organization
    place.name, place.short_name = "交通中心(筹)", "筹中心"
    place.save()
    for typed in (place.name, place.short_name, place.code, organization_label(place)):
        assert granted(organization=typed).cleaned_data["organization"] == place, typed
    assert "organization" in granted(organization=str(place.pk)).errors


def test_several_of_one_name_are_named_and_each_can_be_typed_as_named(world: World) -> None:
    place = world.own.organization
    rows = [
        Person.objects.create(name="同名", organization=place, duty=f"职务{number}", staff_number=f"T{number}")
        for number in range(7)
    ]
    for row in rows:
        User.objects.create_user(f"same-{row.pk}", display_name="同名", person=row)
    with translation.override("zh-hans"):
        (sentence,) = granted(user="同名").errors["user"]
    named = [label for label in map(account_label, User.objects.filter(display_name="同名")) if label in sentence]
    assert len(named) == 5
    assert str(sentence).startswith("“同名”对应多项：")
    for label in named:
        assert account_label(granted(user=label).cleaned_data["user"]) == label


def test_what_is_nearly_right_is_refused_with_what_may_be_meant(world: World) -> None:
    place = world.own.organization
    with translation.override("zh-hans"):
        (near,) = granted(organization=place.name[:-1]).errors["organization"]
        (none,) = granted(organization="%_'").errors["organization"]
    assert organization_label(place) in near
    assert none == "没有找到“%_'”。"


def test_people_of_one_name_and_place_differ_by_staff_number_or_duty(world: World) -> None:
    first = make_person(world.own.organization, "重名", duty="")
    second = make_person(world.own.organization, "重名", duty="副主任")
    assert person_label(first) != person_label(second)


def test_the_form_keeps_what_was_typed_and_offers_no_list(client_of: Clients, world: World) -> None:
    client = client_of("security_admin")
    page = client.post(reverse("accounts:grant"), {"user": "查无<此>人", "organization": world.own.organization.name})
    shown = page.content.decode()
    assert 'value="查无&lt;此&gt;人"' in shown
    assert f'value="{world.own.organization.name}"' in shown
    assert shown.count("<option") < 60  # the roles only


def test_links_start_the_forms_with_an_account_or_an_organisation(client_of: Clients, world: World) -> None:
    place, user = world.own.organization, world.user("delegate")
    client = client_of("security_admin")
    page = client.get(reverse("accounts:grant"), {"user": user.pk, "organization": place.pk}).content.decode()
    assert f'value="{account_label(user)}"' in page
    assert f'value="{organization_label(place)}"' in page
    assert client.get(reverse("accounts:grant"), {"user": "²", "organization": "9" * 30}).status_code == 200
    link = f"{reverse('accounts:grant')}?organization={place.pk}"
    assert link in client.get(reverse("organization:organization", args=[place.pk])).content.decode()
    assert link not in client_of("office").get(reverse("organization:organization", args=[place.pk])).content.decode()
    declare = reverse("accounts:conflicts")
    shown = client_of("office").get(declare, {"organization": place.pk, "about": world.own.secretary.pk})
    assert organization_label(place) in shown.content.decode()
    assert person_label(world.own.secretary) in shown.content.decode()


def test_a_person_out_of_office_and_a_dissolved_organisation_are_not_found(world: World) -> None:
    place = world.own.branch
    assert ConflictForm({"organization": place.name, "ground": "亲属"}, on=TODAY).is_valid()
    place.closed_on = TODAY
    place.save()
    form = ConflictForm({"organization": place.name, "about": "无此人", "ground": "亲属"}, on=TODAY)
    assert set(form.errors) == {"organization", "about"}


@pytest.mark.parametrize(
    ("role", "page"),
    [("system_admin", "list"), ("security_admin", "roles"), ("security_admin", "grant"), ("office", "conflicts")],
)
def test_a_page_asks_as_often_and_stays_as_short_for_few_and_many_accounts(
    role: str, page: str, client_of: Clients, world: World
) -> None:
    client = client_of(role)

    def measured() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(reverse(f"accounts:{page}"))
        assert answer.status_code == 200
        return len(asked), len(answer.content)

    measured()
    few = measured()
    for number in range(60):
        person = make_person(world.own.organization, f"同志{number}")
        user = User.objects.create_user(f"many-{number}", display_name=person.name, person=person)
        RoleAssignment.objects.create(user=user, role="clerk", organization=world.own.organization, valid_from=TODAY)
    many = measured()
    assert many[0] == few[0]
    if page in ("grant", "conflicts"):
        assert many[1] < few[1] + 200
