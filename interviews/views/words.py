"""Numbers in words."""

from django.utils.translation import gettext as _


def span(seconds: int) -> str:
    """Return a length of time as a person writes it: 45 s, 2 min, 2 min 30 s."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(seconds)d s") % {"seconds": rest}
    if not rest:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
