"""Every answer carries a strict content policy; expected failures become a sentence in one place."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.utils import translation

from shuping.core.errors import RuleError

from . import uploads
from .bounds import NUL
from .wording import sentence

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'self'"
)


class ContentSecurityPolicy:
    """Nothing from outside, no inline script or style."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.handler(request)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        return answer


class ChosenLanguage:
    """Chinese unless the account, or before log-in this browser (cookie), has chosen another language.

    The browser's own preference is not asked: a page must read the same on every machine of an office.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            answer = self.handler(request)
            answer.headers.setdefault("Content-Language", translation.get_language() or "")
            return answer


class ReadableText:
    """A request with the character NUL is refused: no database of the house can look for it or keep it."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.POST  # noqa: B018
        except UnreadablePostError:  # a large body stopped; a small one that does is not even handed on (base.arrival)
            uploads.give_up(request)
            return render(request, "base/refused.html", {"sentence": sentence(RuleError("base.not_whole"))}, status=400)
        for given in (request.GET, request.POST):
            if any(NUL in text for name, texts in given.lists() for text in (name, *texts)):
                context = {"sentence": sentence(RuleError("base.text_unreadable"))}
                return render(request, "base/refused.html", context, status=400)
        return self.handler(request)


class ExpectedFailures:
    """A RuleError that reaches the top becomes its sentence: a message on the page it came from, or a plain page.

    Views that can show the sentence at a field catch it themselves; this is the last net, not the first.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.handler(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a RuleError into an answer; leave everything else to the 500 page."""
        if not isinstance(error, RuleError):
            return None
        text = sentence(error)
        back = request.headers.get("Referer", "")
        host = f"{request.scheme}://{request.get_host()}/"
        if request.method == "POST" and back.startswith(host) and not request.headers.get("HX-Request"):
            messages.error(request, text)
            return redirect(back)
        return render(request, "base/refused.html", {"sentence": text}, status=409)
