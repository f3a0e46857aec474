"""What stands behind a closed problem: evidence that is revised without losing what was judged, and who is affected."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shuping.apps.rectification import api
from shuping.apps.rectification.models import Issue, LookBack
from shuping.apps.rectification.services import sign_off
from shuping.apps.reports import api as reports_api
from shuping.apps.reports.models import Evidence
from shuping.core.errors import RuleError
from tests.apps.rectification.making import case_f, close, run
from tests.apps.rectification.pages import LogIn
from tests.factories.world import World

pytestmark = pytest.mark.django_db
FIRST, SECOND = "全年应开4次，实开3次".encode(), "全年应开4次，实开4次，补一次".encode()


def page(client: Client, name: str, *arguments: object) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def typed(data: bytes, title: str, file_name: str) -> dict[str, object]:
    """The form of the library as a clerk fills it."""
    file = SimpleUploadedFile(file_name, data)
    return {"title": title, "kind": "minutes", "happened_on": "2021-01-10", "file": file}


@pytest.mark.feature("REC-05")
def test_evidence_is_revised_and_what_the_office_accepted_stays_reachable(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    row, clerk, office = sheet.issues[0], client_of("clerk"), client_of("office")
    new_piece = {**typed(FIRST, "例会纪要", "纪要.txt"), "organization": world.own.organization.pk}
    assert clerk.post(reverse("reports:evidence_add"), new_piece).status_code == 302
    old = Evidence.objects.get()
    attach = reverse("rectification:attach_evidence", args=[row.pk])
    assert clerk.post(attach, {"evidence": old.pk, "claim": "例会已开"}).status_code == 302
    request = sign_off.request_sign_off(issue=row, statement="已整改", by=world.actor("reporter"), at=at)
    sign_off.accept_sign_off(request=request, by=world.actor("office"), at=at)

    replace = reverse("reports:evidence_replace", args=[old.pk])
    assert clerk.post(replace, typed(SECOND, "例会纪要（补充）", "纪要2.txt")).status_code == 302
    new = Evidence.objects.get(replaces=old)

    # Both are read, each with its own file; each leads to the other.
    for piece, data, other in ((old, FIRST, new), (new, SECOND, old)):
        assert reverse("reports:evidence_piece", args=[other.pk]) in page(office, "reports:evidence_piece", piece.pk)
        answer = office.get(reverse("reports:evidence_file", args=[piece.pk]))
        assert b"".join(answer) == data  # type: ignore[arg-type]
    # The accepted row still stands on what was accepted, and says that there is a newer one.
    assert reports_api.evidence_for(f"issue:{row.pk}") == [old]
    shown = page(office, "rectification:issue", row.pk)
    assert "已有新版本：" in shown
    for piece in (old, new):
        assert f'href="{reverse("reports:evidence_piece", args=[piece.pk])}"' in shown
    # What is attached from now on is the newer one; the old one cannot be revised a second time.
    assert reports_api.evidence_of(world.own.organization) == [new]
    twice = clerk.post(replace, typed(SECOND, "又一稿", "纪要3.txt"))
    assert "例会纪要（补充）" in twice.content.decode()
    assert Evidence.objects.count() == 2
    with pytest.raises(RuleError) as closed:
        sign_off.attach_evidence(issue=row, evidence=new.pk, claim="", by=world.actor("clerk"), at=at)
    assert closed.value.code == "rectification.already_closed"
    assert [*api.damage(), *reports_api.damage()] == []


@pytest.mark.feature("REC-16")
def test_what_those_affected_say_is_kept_and_read_by_office_and_unit(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    office, reporter = client_of("office"), client_of("reporter")
    found = {"looked_on": "2021-01-20", "finding": "查阅记录并访谈"}
    cases = (
        (sheet.issues[0], "yes", "窗口群众反映办件快了"),
        (sheet.issues[1], "no", "三名党员说例会又停了"),
    )
    for issue, held, voices in cases:
        close(world, issue, at)
        plan = reverse("rectification:plan_look_back", args=[issue.pk])
        assert office.post(plan, {"planned_on": "2021-01-20"}).status_code == 302
        look = LookBack.objects.get(issue=issue)
        answer = office.post(
            reverse("rectification:look_back", args=[look.pk]), {**found, "held": held, "voices": voices}
        )
        assert answer.status_code == 302
        look.refresh_from_db()
        assert (look.held, look.voices) == (held == "yes", voices)
        for reader in (office, reporter):  # the unit reads what was said of its own rectification
            assert f"群众反映：{voices}" in page(reader, "rectification:issue", issue.pk)
    listed = page(office, "rectification:look_backs_of", world.cycle.pk)
    assert "窗口群众反映办件快了" in listed and "三名党员说例会又停了" in listed
    assert Issue.objects.get(parent=sheet.issues[1]).source_detail == "查阅记录并访谈"
