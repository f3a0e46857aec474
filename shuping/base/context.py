"""What every page needs to know about itself."""

from django.conf import settings
from django.http import HttpRequest

from . import clock, elevation, uploads


def page(request: HttpRequest) -> dict[str, object]:
    """The acting person, the elevated mode, when the session ends, the fixed day of a demonstration, today,
    how large a file may be."""
    return {
        "actor": getattr(request, "actor", None),
        "assignments": getattr(request, "assignments", []),
        "elevated_seconds": elevation.seconds_left(request) if hasattr(request, "session") else 0,
        "may_be_raised": elevation.may_be_raised(request),
        "idle_seconds": settings.IDLE_MINUTES * 60,
        "idle_warning": settings.IDLE_WARNING_SECONDS,
        "fixed_day": settings.FIXED_DAY,
        "demonstration": settings.DEMONSTRATION,
        "today": clock.today(),
        "largest_file": uploads.LARGEST,
        "largest_megabytes": uploads.LARGEST // (1024 * 1024),
    }
