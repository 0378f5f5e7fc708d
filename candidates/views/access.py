"""A candidate view's first line: which invitation does the cookie open?"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from accounts.enums import CompanyStatus
from candidates.models import Invitation, Session
from candidates.selectors.invitations import invitation_of_cookie
from candidates.selectors.sessions import live_session
from candidates.services.guards import end_reason
from candidates.signing import COOKIE, cookie_opens
from interview_platform.lib.errors import Gone, NotFound
from interview_platform.lib.tenancy import company_scope

P = ParamSpec("P")


def with_invitation(
    view: Callable[Concatenate[HttpRequest, Invitation, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Hand the view the invitation that the cookie opens, inside its company's scope.

    Every other visitor, and every invitation of another cookie, is answered 404.
    """

    @wraps(view)
    def opened(
        request: HttpRequest, invitation_id: UUID, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        invitation = invitation_of_cookie(invitation_id)
        cookie = request.COOKIES.get(COOKIE, "")
        if invitation is None or not cookie_opens(cookie, invitation):
            return closed(request, None, "unknown")
        if invitation.company.status != CompanyStatus.ACTIVE:
            return closed(request, invitation, "closed")
        with company_scope(invitation.company_id):
            response = view(request, invitation, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return opened


def running(invitation: Invitation) -> Session:
    """Return the invitation's session that has not ended, with what its limits need.

    Raises:
        Gone: there is none any more.
        NotFound: there has been none yet.
    """
    session = live_session(invitation)
    if session is not None:
        return session
    reason = end_reason(invitation, now=timezone.now())
    if reason:
        raise Gone(reason, "This invitation has ended.")
    raise NotFound("no_session", "There is no session yet.")


def closed(request: HttpRequest, invitation: Invitation | None, reason: str) -> HttpResponse:
    """Say kindly why the link leads nowhere."""
    context: dict[str, Any] = {"reason": reason}
    if invitation is not None:
        context |= page_context(invitation)
    status = 404 if reason == "unknown" else 410
    return render(request, "candidates/closed.html", context, status=status)


def page_context(invitation: Invitation) -> dict[str, Any]:
    """Return what every candidate page shows."""
    return {
        "invitation": invitation,
        "interview": invitation.interview,
        "company": invitation.company,
        "branding": invitation.company.branding,
    }
