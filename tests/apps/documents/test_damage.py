"""Damage planted behind the back of every service is found, and the day says what waits."""

from collections.abc import Callable

import pytest
from django.utils import translation

from shuping.adapters.files import path_of
from shuping.apps.cycles.models import Cycle
from shuping.apps.documents import api, rendering
from shuping.apps.documents.models import Document, DocumentFile, DocumentStep, DocumentVersion, NumberUse
from shuping.core.rulesets.digest import digest
from shuping.dev.demo.register import Cast

from .conftest import NOW
from .making import issuer, paper
from .test_register import signed
from .test_visibility import client


def lose_a_file(row: Document) -> None:
    (rendering.store().root / path_of(_file(row).digest)).unlink()


def change_a_file(row: Document) -> None:
    (rendering.store().root / path_of(_file(row).digest)).write_bytes(b"other words")


def change_the_words(row: Document) -> None:
    version = row.versions.order_by("-number")[0]
    version.body["title"] = "另一个标题"
    version.save()


def break_the_words(row: Document) -> None:
    DocumentVersion.objects.filter(document=row).update(body={"_": "Unknown"})


def skip_a_version(row: Document) -> None:
    DocumentVersion.objects.filter(document=row, number=1).delete()


def lose_a_number(row: Document) -> None:
    NumberUse.objects.filter(document=row).update(document=None, reason="误登")


def leave_a_gap(row: Document) -> None:
    NumberUse.objects.filter(document=row).update(serial=9)


def forget_the_reason(row: Document) -> None:
    use = NumberUse.objects.get(document=row)
    NumberUse.objects.create(issuer=use.issuer, year=use.year, serial=2, at=NOW)


def issue_in_another_year(row: Document) -> None:
    Document.objects.filter(pk=row.pk).update(issued_on="2023-01-05")


def sign_by_nobody(row: Document) -> None:
    Document.objects.filter(pk=row.pk).update(signed_by="")


def void_without_reason(row: Document) -> None:
    Document.objects.filter(pk=row.pk).update(state="void")


def unknown_state(row: Document) -> None:
    Document.objects.filter(pk=row.pk).update(state="lost")


def unknown_kind(row: Document) -> None:
    Document.objects.filter(pk=row.pk).update(kind="poem")


def lose_the_steps(row: Document) -> None:
    DocumentStep.objects.filter(document=row).delete()


def _file(row: Document) -> DocumentFile:
    found = row.files.filter(role="word").last()
    assert found is not None
    return found


PLANTED: list[tuple[Callable[[Document], None], str]] = [
    (lose_a_file, "is missing"),
    (change_a_file, "was changed on disk"),
    (change_the_words, "was changed after it was made"),
    (break_the_words, "cannot be read"),
    (skip_a_version, "gaps in its version numbers"),
    (lose_a_number, "is issued without a number"),
    (leave_a_gap, "青交党〔2022〕1号 is missing"),
    (forget_the_reason, "is held by no paper and says no reason"),
    (issue_in_another_year, "was issued in 2023 with a number of 2022"),
    (sign_by_nobody, "is signed by nobody"),
    (void_without_reason, "is void without a reason"),
    (unknown_state, "has the unknown state lost"),
    (unknown_kind, "is of the unknown kind poem"),
    (lose_the_steps, "has no step of its way"),
]


@pytest.mark.feature("OPS-09")
@pytest.mark.parametrize(("plant", "line"), PLANTED, ids=[plant.__name__ for plant, _line in PLANTED])
def test_planted_damage_has_its_line(plant: Callable[[Document], None], line: str, cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    made = api.issue_document(document=signed(cast, cycle), by=cast.actor("office-head"), at=NOW)
    assert list(api.damage()) == []
    plant(Document.objects.get(pk=made.pk))
    assert any(line in one for one in api.damage()), list(api.damage())


def test_a_version_kept_before_papers_knew_more_is_sound(cast: Cast, cycle: Cycle) -> None:
    """A later release may give a block a new part; what was kept without it was not changed after it was made."""
    version = paper(cast, cycle, "agenda").versions.get()
    layout = version.body["layout"]
    del layout["head_color"]
    version.data_digest = digest(version.body)
    version.save()
    assert list(api.damage()) == []


@pytest.mark.feature("DSH-01")
def test_the_day_says_what_is_to_be_signed_numbered_issued_and_scanned(cast: Cast, cycle: Cycle) -> None:
    def kinds(username: str) -> list[str]:
        return [line.kind for line in api.waiting(cast.actor(username), on=NOW.date())]

    issuer(cast)
    made = paper(cast, cycle, "notice")
    assert kinds("office") == kinds("office-head") == []
    api.hand_over(document=made, by=cast.actor("office"), at=NOW)
    assert kinds("office-head") == ["documents.sign", "documents.number"]
    assert kinds("office") == ["documents.number"]
    api.take_number(document=made, by=cast.actor("office"), at=NOW)
    api.sign_document(document=made, by=cast.actor("office-head"), at=NOW)
    assert kinds("office-head") == ["documents.issue"]
    api.issue_document(document=made, by=cast.actor("office-head"), at=NOW)
    assert kinds("office") == ["documents.scan"]
    assert kinds("s-h02") == []
    api.issue_document(document=signed(cast, cycle, "circular"), by=cast.actor("office-head"), at=NOW)
    (line,) = api.waiting(cast.actor("office"), on=NOW.date())
    assert (line.kind, line.count, line.about) == ("documents.scan", 2, cycle.title)  # equal lines stand in one
    with translation.override("zh-hans"):
        (line,) = api.waiting(cast.actor("office"), on=NOW.date())
        listed = client("office").get(line.url).context["listing"]
    assert len(listed.page.object_list) == 2
