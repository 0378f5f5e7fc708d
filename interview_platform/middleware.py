"""What happens around every request: policies, the tenant scope, the answer to a domain error."""

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from accounts.enums import CompanyStatus
from accounts.models import User
from accounts.selectors.memberships import active_membership
from interview_platform.lib.errors import DomainError, Kind
from interview_platform.lib.tenancy import company_scope, scopes_disabled

View = Callable[[HttpRequest], HttpResponse]

STATUS = {
    Kind.INVALID: 422,
    Kind.NOT_FOUND: 404,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.GONE: 410,
    Kind.LIMIT: 429,
    Kind.UNAVAILABLE: 503,
}


class NamedPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere, and the back office's own under /admin/."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy of this path."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/admin/") and not report_only:
            parts.replace = settings.BACK_OFFICE_CSP
        return parts


class DomainErrorMiddleware:
    """Answer a domain error that no view has turned into words of its own."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page or the JSON of a domain error; leave every other error alone."""
        if not isinstance(error, DomainError):
            return None
        response = _answer(request, error, STATUS[error.kind])
        if "retry_after" in error.data:
            response["Retry-After"] = str(error.data["retry_after"])
        return response


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the sign-in; a fragment of a page must not swallow it."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())


def _answer(request: HttpRequest, error: DomainError, status: int) -> HttpResponse:
    if _wants_json(request):
        body = {"code": error.code, "message": str(error.message), **error.data}
        return JsonResponse(body, status=status)
    return render(request, "error.html", {"error": error, "status": status}, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


class BackOfficeMiddleware:
    """Let staff see all companies, under /admin/ only."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        with scopes_disabled():
            response: Any = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            return response  # type: ignore[no-any-return]


class PortalMiddleware:
    """Open the member's company for everything under /app/, or say why it stays closed."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/app/"):
            return self.get_response(request)
        response = self._opened(request)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def _opened(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return _to_sign_in(request)
        membership = active_membership(request.user)
        if membership is None or membership.company.status != CompanyStatus.ACTIVE:
            context = {"company": membership and membership.company}
            return render(request, "accounts/waiting.html", context, status=403)
        request.membership = membership  # type: ignore[attr-defined]
        with company_scope(membership.company), timezone.override(membership.company.time_zone):
            return self.get_response(request)
