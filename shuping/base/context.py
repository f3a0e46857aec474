"""What every page needs to know about itself."""

from django.conf import settings
from django.http import HttpRequest

from . import clock


def page(request: HttpRequest) -> dict[str, object]:
    """The acting person, the fixed day of a demonstration, the present day."""
    return {
        "actor": getattr(request, "actor", None),
        "assignments": getattr(request, "assignments", []),
        "fixed_day": settings.FIXED_DAY,
        "demonstration": settings.DEMONSTRATION,
        "today": clock.today(),
    }
