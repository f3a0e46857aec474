"""Page parts as template tags, available in every template."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from shuping.base import listing as lists
from shuping.base import menu as menus
from shuping.base.roles import role_label
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

register = template.Library()


@register.inclusion_tag("base/parts/menu.html", takes_context=True)
def menu(context: dict[str, Any]) -> dict[str, object]:
    """The menu for the acting person, the present page marked."""
    return {"entries": menus.entries(context.get("actor"), context["request"].path)}


@register.simple_tag
def optional_url(name: str) -> str:
    """The address of a page, or nothing where the page does not exist."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def search_url(context: dict[str, Any]) -> str:
    """The address of the search for those who may read the register, else nothing."""
    actor = context.get("actor")
    may = actor is not None and actor.reach(Permission.ORGANIZATION_READ) is not Reach.NONE
    return optional_url("portal:search") if may else ""


@register.inclusion_tag("base/parts/languages.html", takes_context=True)
def language_links(context: dict[str, Any]) -> dict[str, object]:
    """The button for the other language; it keeps the present page."""
    request: HttpRequest = context["request"]
    others = [(code, name) for code, name in settings.LANGUAGES if code != get_language()]
    return {"others": others, "next": request.get_full_path(), "csrf_token": context.get("csrf_token")}


@register.simple_tag
def minutes_of(seconds: int) -> str:
    """Seconds as minutes begun, in words."""
    minutes = -(-int(seconds) // 60)
    return ngettext("%(count)s minute left", "%(count)s minutes left", minutes) % {"count": minutes}


@register.simple_tag(takes_context=True)
def papers_link(context: dict[str, Any], cycle: int) -> SafeString | str:
    """A link to the papers of a round, for those who make papers; nothing for others."""
    actor = context.get("actor")
    if actor is None or actor.reach(Permission.DOCUMENT_MAKE) is Reach.NONE:
        return ""
    url = reverse("documents:due_of", args=[cycle])
    return format_html('<a class="button" href="{}">{}</a>', url, gettext("Official documents"))


@register.simple_tag
def role_name(role: object) -> str | Promise:
    """The official word for a role."""
    return role_label(str(role))


@register.simple_tag
def badge(words: object, kind: str = "") -> SafeString:
    """A state: sign, words and colour together. `kind`: ok, wait, error, info or nothing."""
    sign = {"ok": "✓ ", "wait": "… ", "error": "! ", "info": "› "}.get(kind, "")
    return format_html('<span class="badge {}">{}{}</span>', kind, sign, words)


@register.inclusion_tag("base/parts/listing.html", takes_context=True)
def show(context: dict[str, Any], listing: lists.Listing) -> dict[str, object]:
    """A whole list: tools, table, pages. The view has called `listing.answer` or `listing.prepare`."""
    return {"listing": listing, "request": context["request"]}


@register.inclusion_tag("base/parts/act.html", takes_context=True)
def act(
    context: dict[str, Any], url: str, label: str, style: str = "", confirm: str = "", **fields: object
) -> dict[str, object]:
    """A button that does something: one small form with its token. Further arguments become hidden fields."""
    return {
        "url": url,
        "label": label,
        "style": style,
        "confirm": confirm,
        "fields": fields.items(),
        "csrf_token": context.get("csrf_token"),
    }


@register.filter
def plain(value: object) -> str:
    """A value as a list shows it: moments in local time, nothing as nothing."""
    return lists.plain(value)


@register.filter
def get(mapping: Any, key: object) -> object:
    """`mapping|get:key`; nothing where the key is missing."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return ""
