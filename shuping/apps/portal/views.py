"""My day: what waits for me."""

from django.http import HttpRequest, HttpResponse


def my_day(request: HttpRequest) -> HttpResponse:
    """What waits for the acting person."""
    return HttpResponse("")
