"""Companies, people and the audit trail in the back office."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actors import staff_actor
from accounts.models import AuditEntry, Company, Membership, User
from accounts.services.companies import company_activate, company_suspend
from interview_platform.lib.back_office import ReadOnlyAdmin
from interview_platform.lib.errors import DomainError

admin.site.unregister(Group)  # roles belong to memberships


@admin.register(Company)
class CompanyAdmin(ReadOnlyAdmin):
    """Tenants; staff activate and suspend them."""

    list_display = ["name", "kind", "status", "created_at"]
    list_filter = ["status", "kind"]
    search_fields = ["name", "public_id"]
    actions = ["activate", "suspend"]

    @admin.action(description=_("Activate"), permissions=["act"])
    def activate(self, request: HttpRequest, rows: QuerySet[Company]) -> None:
        """Let the companies work."""
        self._each(request, rows, company_activate, _("%(company)s is active."))

    @admin.action(description=_("Suspend"), permissions=["act"])
    def suspend(self, request: HttpRequest, rows: QuerySet[Company]) -> None:
        """Stop the companies from their next request on."""
        self._each(request, rows, company_suspend, _("%(company)s is suspended."))

    def _each(
        self,
        request: HttpRequest,
        rows: QuerySet[Company],
        service: Callable[..., None],
        words: object,
    ) -> None:
        actor = staff_actor(request.user)  # type: ignore[arg-type]
        for company in rows:
            try:
                service(company=company, actor=actor, now=timezone.now())
            except DomainError as error:
                messages.error(request, f"{company}: {error.message}")
            else:
                messages.success(request, str(words) % {"company": company})


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """People with a sign-in."""

    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "username", "name"]
    exclude = ["password"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Who belongs where."""

    list_display = ["user", "company", "role", "created_at"]
    list_filter = ["role"]
    search_fields = ["user__email", "company__name"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what, when."""

    list_display = ["at", "action", "actor_kind", "actor_name", "company", "target_type"]
    list_filter = ["action", "actor_kind"]
    search_fields = ["target_id", "actor_name", "company__name"]
