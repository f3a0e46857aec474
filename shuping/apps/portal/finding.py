"""The search over everything within reach: units, people, problems, reports, evidence, documents (I18-07).

Every kind asks its own app's doors, so that nobody finds what he or she may not open. The words are looked for as they
stand, two characters or more; names also by the first letters of their pinyin. Reads only.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.adapters.pinyin import initials
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.registers import api as registers_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.roles.permissions import Permission
from shuping.core.text.searching import excerpt, words_of

MOST_HITS = 20


@dataclass(frozen=True)
class Hit:
    """One find: what, where it stands, its address."""

    text: str
    about: str
    url: str


@dataclass(frozen=True)
class HitGroup:
    """Finds of one kind; `more` says that the list was cut."""

    name: str | Promise
    hits: list[Hit]
    more: bool


def search(actor: Actor, query: str) -> list[HitGroup]:
    """What within reach holds every word of `query` (two characters or more in all), by kind, the newest first."""
    words = words_of(query)
    groups = []
    for name, look in KINDS if words else ():
        found = [hit for hit, _number in zip(look(actor, words), range(MOST_HITS + 1), strict=False)]
        if found:
            groups.append(HitGroup(name, found[:MOST_HITS], len(found) > MOST_HITS))
    return groups


def _holds(words: Sequence[str], *columns: str) -> Q:
    """Every word in one of the columns. Chinese has no capitals, and a plain comparison is much the faster."""
    asked = Q()
    for word in words:
        how = "icontains" if word.isascii() else "contains"
        one = Q()
        for column in columns:
            one |= Q(**{f"{column}__{how}": word})
        asked &= one
    return asked


def _by_initials(words: Sequence[str], names: Iterable[tuple[int, str]]) -> list[int]:
    """The keys of names that one word of small letters spells by their pinyin."""
    if len(words) != 1 or not (words[0].isascii() and words[0].isalpha()):
        return []
    return [key for key, name in names if words[0] in initials(name)][: MOST_HITS + 1]


def _units(actor: Actor, words: Sequence[str]) -> Iterator[Hit]:
    rows = organization_api.organizations_within(actor, Permission.ORGANIZATION_READ)
    spelled = _by_initials(words, rows.values_list("pk", "name"))
    found = rows.filter(_holds(words, "name", "short_name", "code") | Q(pk__in=spelled))
    for row in found.order_by("path")[: MOST_HITS + 1]:
        yield Hit(row.name, row.short_name, reverse("organization:organization", args=[row.pk]))


def _people(actor: Actor, words: Sequence[str]) -> Iterator[Hit]:
    units = organization_api.organizations_within(actor, Permission.ORGANIZATION_READ)
    rows = organization_api.Person.objects.filter(organization__in=units.values("pk"))
    spelled = _by_initials(words, rows.values_list("pk", "name"))
    found = rows.filter(_holds(words, "name") | Q(pk__in=spelled)).select_related("organization")
    for row in found.order_by("organization__path", "office_order", "id")[: MOST_HITS + 1]:
        yield Hit(row.name, f"{row.organization} {row.duty}", reverse("organization:person", args=[row.pk]))


def _problems(actor: Actor, words: Sequence[str]) -> Iterator[Hit]:
    rows = rectification_api.issues_within(actor).filter(_holds(words, "text"))
    rows = rows.select_related("organization", "cycle").order_by("-cycle__year", "organization__path", "number")
    for row in rows[: MOST_HITS + 1]:
        about = f"{row.cycle.year} {row.organization}"
        yield Hit(row.text[:80], about, reverse("rectification:issue", args=[row.pk]))


def _reports(actor: Actor, words: Sequence[str]) -> Iterator[Hit]:
    for report, version in reports_api.versions_holding(actor, words):
        about = f"{report.participant.cycle.year} {report.participant.organization_name}"
        found = excerpt(version.searched.text, words)
        title = version.title or str(report.participant.cycle.title)
        yield Hit(title, f"{about}　{found}", reverse("reports:read", args=[report.pk]))


def _evidence(actor: Actor, words: Sequence[str]) -> Iterator[Hit]:
    rows = reports_api.evidence_within(actor, Permission.REPORT_READ).filter(_holds(words, "title", "measure"))
    for row in rows.order_by("-happened_on", "-id")[: MOST_HITS + 1]:
        about = f"{row.happened_on} {row.organization}"
        yield Hit(row.title, about, reverse("reports:evidence_piece", args=[row.pk]))


def _superior(actor: Actor, words: Sequence[str]) -> Iterator[Hit]:
    rows = registers_api.documents_within(actor).filter(_holds(words, "title", "number", "requirements"))
    for row in rows.order_by("-received_on", "-id")[: MOST_HITS + 1]:
        about = f"{row.issuer} {row.number}".strip()
        yield Hit(row.title, about, reverse("registers:document", args=[row.pk]))


Look = Callable[[Actor, Sequence[str]], Iterator[Hit]]
KINDS: tuple[tuple[str | Promise, Look], ...] = (
    (_("Units found"), _units),
    (_("People"), _people),
    (_("Problems"), _problems),
    (_("Reports"), _reports),
    (_("Evidence"), _evidence),
    (_("Documents from above"), _superior),
)
