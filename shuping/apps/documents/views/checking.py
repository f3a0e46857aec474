"""The format check of any docx: what deviates from the standard, where it stands, how it is mended."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shuping.apps.documents import queries
from shuping.apps.documents.format_wording import findings_in_words
from shuping.apps.documents.forms import CheckForm
from shuping.apps.documents.services import checking
from shuping.apps.organization import api as organization_api
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.core.roles.permissions import Permission


@door(Permission.DOCUMENT_MAKE)
def check(request: HttpRequest) -> HttpResponse:
    """Measure an uploaded docx. Nothing is kept, so the answer stands on the page of the question."""
    actor = actor_of(request)
    form = CheckForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}

    def measure() -> None:
        given = form.cleaned_data["file"]
        own = organization_api.Organization.objects.get(pk=actor.organization_id)
        house = queries.house_layout(own)
        found = checking.of_upload(given.read(), given.name, form.cleaned_data["layout"], house)
        context.update(name=given.name, findings=findings_in_words(found))

    if request.method == "POST":
        attempt(form, measure)
    return render(request, "documents/check.html", context, status=409 if form.errors else 200)
