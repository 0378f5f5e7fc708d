"""A portal view's first line: who is here, and may they?"""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from interview_platform.lib.errors import Forbidden


def member(
    request: HttpRequest, permission: Callable[[Membership], bool] | None = None
) -> Membership:
    """Return the membership that PortalMiddleware put on the request.

    Raises:
        Forbidden: the member's role does not allow it.
    """
    membership = cast(Membership, request.membership)  # type: ignore[attr-defined]
    if permission is not None and not permission(membership):
        raise Forbidden("role", _("Your role in this company does not allow this."))
    return membership
