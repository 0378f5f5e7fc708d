"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the member at work, if any, and how often pages look again by themselves."""
    return {
        "membership": getattr(request, "membership", None),
        "poll_seconds": settings.PAGE_POLL_SECONDS,
    }
