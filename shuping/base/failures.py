"""The calm pages: not found, not allowed, broken, forged."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unusable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for a request that cannot be read: too many fields, an unknown host, torn data."""
    return render(request, "base/unusable.html", status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what exists but is not for this person."""
    return render(request, "base/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: only for requests that the framework itself refuses."""
    return render(request, "base/forbidden.html", status=403)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was opened too long ago or came from elsewhere."""
    return render(request, "base/forgery.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500 with a reference that the log carries too."""
    return render(request, "base/broken.html", {"reference": secrets.token_hex(4)}, status=500)
