"""What a column cannot hold is refused in words, on every database."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.cycles.models import Cycle
from shuping.apps.organization.models import Person
from shuping.base.asked import whole_number
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from tests.factories.world import World

Browser = Callable[..., Client]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "名" * 101}, "base.text_too_long"),
        ({"name": "名\x00"}, "base.text_unreadable"),
        ({"office_order": 2**31}, "base.number_too_big"),
        ({"office_order": -1}, "base.number_too_big"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_sentence(
    world: World, changes: dict[str, object], code: str
) -> None:
    fitting: dict[str, object] = {"name": "名" * 30, "organization": world.root, "office_order": 2**31 - 1}
    Person.objects.create(**fitting)
    with pytest.raises(RuleError) as refused:
        Person.objects.create(**{**fitting, **changes})
    assert refused.value.code == code
    assert sentence(refused.value) != str(refused.value)


def test_a_long_reason_at_the_desk_becomes_a_message_and_not_a_failure(world: World, client_of: Browser) -> None:
    client = client_of("office_head")
    row = Cycle.objects.get(pk=world.cycle.pk)
    row.title = "题" * 300
    with pytest.raises(RuleError):
        row.save()
    answer = client.post(reverse("grades:compute", args=[world.cycle.pk]), {"reason": "甲" * 400})
    assert answer.status_code in (302, 409)


@pytest.mark.parametrize("where", ["get", "post"])
def test_a_request_with_nul_is_refused_calmly(world: World, client_of: Browser, where: str) -> None:
    answer = getattr(client_of("office"), where)(reverse("portal:search"), {"q": "甲\x00乙"})
    assert answer.status_code == 400
    assert "无法保存的字符" in answer.content.decode()


def test_an_address_with_a_number_no_key_can_be_is_not_found(world: World, client_of: Browser) -> None:
    assert client_of("supervisor").get(f"/manage/ballots/{10**30}/differences/").status_code == 404


def test_an_onward_address_that_names_no_page_is_followed_as_it_is(client_of: Browser) -> None:
    for onward in ("-1", "甲", "accounts"):
        answer = client_of("office").post(reverse("accounts:language"), {"language": "en", "next": onward})
        assert answer.status_code == 302


@pytest.mark.parametrize("text", ["", "²", "-1", "1.0", " 1", "٣", "9" * 19, "9" * 5000, "甲"])
def test_only_plain_digits_are_a_number(text: str) -> None:
    assert whole_number(text) is None


def test_a_number_is_read() -> None:
    assert (whole_number("0"), whole_number("9" * 18)) == (0, 10**18 - 1)
