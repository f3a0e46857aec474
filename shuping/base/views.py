"""Pages that belong to no arc of the ring."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; the front door waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
