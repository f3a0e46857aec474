"""What the pages of this app share: which round is shown, the links between lists, forms that keep what was typed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import TypeVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification import access, wording
from shuping.base.actor import Actor
from shuping.base.doors import actor_of
from shuping.base.templatetags.parts import badge
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

F = TypeVar("F", bound=forms.Form)
V = TypeVar("V")

# The page above a form, by the name of its address, as the way back says it.
BACK: dict[str, str | Promise] = {
    "common": _("Common problems"),
    "issues": _("Problem list"),
    "ledger": _("Rectification ledger"),
    "issue": _("Problem"),
    "row": _("Rectification plan"),
    "talks": _("Formal and reminder talks"),
}


def round_present(request: HttpRequest) -> cycles_api.Cycle | None:
    """The department's present round, else the newest the actor may read: what new entries are about."""
    return cycles_api.current_cycle() or cycles_api.readable(actor_of(request)).order_by("-year", "pk").first()


def round_shown(request: HttpRequest, pk: int | None) -> cycles_api.Cycle | None:
    """The round a list is about: the one of the address; else the present one once it is decided or has problems.

    Before that, what people look for are the problems of the year before, so the newest round with problems is shown.
    Rehearsals and child rounds are reached by their links. Raises Http404 for a round the actor may not read.
    """
    actor = actor_of(request)
    readable = cycles_api.readable(actor)
    if pk is None:
        present = round_present(request)
        if present is None or at_least(present.stage, Stage.DECIDED):
            return present
        filled = access.issues(actor).values("cycle")
        rounds = readable.filter(parent=None, rehearsal=False, pk__in=filled).order_by("-year", "pk")
        return rounds.first() or present
    found = readable.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def round_kept(request: HttpRequest) -> cycles_api.Cycle | None:
    """The round into which the actor enters problems: the one shown while it runs, else the one that goes on."""
    actor, shown = actor_of(request), round_shown(request, None)
    if shown is not None and not archived(shown) and cycles_api.may_in(actor, Permission.ISSUE_KEEP, shown):
        return shown
    return cycles_api.current_among(cycles_api.cycles_within(actor, Permission.ISSUE_KEEP))


def archived(cycle: cycles_api.Cycle) -> bool:
    """Whether the file of a round is sealed: what was fed back and listed is fixed, the work on it goes on."""
    return cycle.stage == Stage.ARCHIVED


def round_links(request: HttpRequest, name: str, shown: cycles_api.Cycle | None) -> list[dict[str, object]]:
    """Links to the same list of the other rounds, newest first."""
    rounds = cycles_api.readable(actor_of(request)).select_related("organizer").order_by("-year", "pk")[:12]
    if len(rounds) < 2:
        return []
    return [
        {"url": reverse(f"rectification:{name}_of", args=[row.pk]), "label": _round_label(row), "title": row.title}
        | {"current": shown is not None and row.pk == shown.pk}
        for row in rounds
    ]


def below(name: str, cycle: int | None = None) -> list[dict[str, object]]:
    """The way to a list that stands below `name`, of the same round where the address names one."""
    return [{"url": address(name, cycle), "label": BACK[name]}]


def address(name: str, cycle: int | None = None) -> str:
    """The address of a list: of one round, or of the one that is shown where none is named."""
    return reverse(f"rectification:{name}") if cycle is None else reverse(f"rectification:{name}_of", args=[cycle])


def _round_label(row: cycles_api.Cycle) -> str:
    """The year, and what tells rounds of one year apart: the unit of a child round, a rehearsal."""
    if row.rehearsal:
        return _("%(year)s (rehearsal)") % {"year": row.year}
    return f"{row.year} {row.organizer}" if row.parent_id else str(row.year)


def typed(form: forms.Form, kind: Callable[..., V], **more: object) -> V:
    """What a valid form holds as one value; the revision and what is no part of the value stay in the form."""
    names = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    return kind(**{key: value for key, value in form.cleaned_data.items() if key in names}, **more)


def may(actor: Actor, permission: Permission, organization: object, cycle: cycles_api.Cycle | None = None) -> bool:
    """Whether the actor holds `permission` for this organisation, in this round; used to show or hide a button."""
    return actor.may(
        permission,
        organization_id=organization.pk,  # type: ignore[attr-defined]
        organization_path=organization.path,  # type: ignore[attr-defined]
        organizer_id=cycles_api.child_organizer(cycle) if cycle is not None else None,
    )


def holds(actor: Actor, permission: Permission) -> bool:
    """Whether the actor holds `permission` anywhere."""
    return actor.reach(permission) is not Reach.NONE


def state_badge(state: str) -> SafeString:
    """The state of a problem, in words and colour."""
    return badge(wording.STATES.get(state, state), wording.STATE_BADGES.get(state, ""))


def light_badge(light: str) -> SafeString | str:
    """临期 or 逾期, in words and colour; nothing where no deadline presses."""
    return badge(wording.LIGHTS[light], wording.LIGHT_BADGES[light]) if light in ("red", "yellow") else ""


def word(words: dict[str, Promise], code: str) -> str:
    """The word for a code, or the code itself."""
    return str(words.get(code, code))


def listed(words: Iterable[object]) -> str:
    """Words one after another, as the reader's language lists them."""
    return pgettext("between words of a list", ", ").join(str(one) for one in words)


def category(issue: object) -> str:
    """The entry of the dictionary as printed."""
    found = getattr(issue, "category", None)
    return f"{found.code} {found.name}" if found is not None else ""


def reporters(cycle: cycles_api.Cycle | None) -> list[tuple[int, str]]:
    """The reporters of a round for a choice, in office order."""
    if cycle is None:
        return []
    return [(row.pk, f"{row.organization_name}　{row.person_name}") for row in cycles_api.reporters(cycle)]


def form_page(
    request: HttpRequest,
    form: forms.Form,
    title: str | Promise,
    back: str,
    verb: str | Promise,
    *,
    note: str | Promise = "",
    enctype: bool = False,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """A page with one form; 409 where the rules refused what was typed. `more`: what else the page shows."""
    context: dict[str, object] = {"form": form, "title": title, "back": back, "verb": verb, "note": note}
    context |= {"enctype": enctype, **(more or {})}
    context["back_words"] = BACK.get(resolve(back).url_name or "", "")
    return render(request, "rectification/form.html", context, status=409 if form.errors else 200)
