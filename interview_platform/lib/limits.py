"""How often a thing may happen.

Windows are fixed and start at whole multiples of their length. The counter of one lives in Django's
cache: in this process alone, or shared by all where the cache is Redis.
"""

import hashlib
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Network, ip_address
from math import ceil
from time import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from interview_platform.lib.errors import LimitReached


def hit(key: str, *, limit: int, seconds: int) -> None:
    """Count one more of `key` in the present window.

    Raises:
        LimitReached: there were `limit` before it; `retry_after` says when the next window starts.
    """
    now = time()
    if _counted(_name(key, seconds, now), seconds) > limit:
        message = _("That was tried too often in a short time.")
        wait = ceil(seconds - now % seconds)
        raise LimitReached("too_many_requests", message, data={"retry_after": wait})


def take_back(key: str, *, seconds: int) -> None:
    """Count one less of `key` in the present window, if anything was counted in it."""
    with suppress(ValueError):
        cache.decr(_name(key, seconds, time()))


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from: its address, or of IPv6, where one visitor has 2⁶⁴ of
    them, the network."""
    given = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(given)
    except ValueError:
        return given
    if isinstance(address, IPv4Address):
        return given
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def _counted(name: str, seconds: int) -> int:
    """Count, and return how many there are by now.

    A counter outlives its window, so that none can expire between the two calls.
    """
    return 1 if cache.add(name, 1, timeout=2 * seconds) else cache.incr(name)


def _name(key: str, seconds: int, now: float) -> str:
    """Return the counter's name; hashed, because keys hold names and addresses of people."""
    digest = hashlib.sha256(key.encode(errors="replace")).hexdigest()
    return f"limit:{digest}:{seconds}:{now // seconds:.0f}"
