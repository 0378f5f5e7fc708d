"""Which company a person acts for."""

from django.db.models import F, Q

from accounts.enums import CompanyStatus
from accounts.models import Membership, User
from interview_platform.lib.tenancy import scopes_disabled


def active_membership(user: User) -> Membership | None:
    """Return the membership to work in, with its company, or None if there is none.

    Active companies come first, then the one used last. Part of authentication: there is no scope
    before it.
    """
    with scopes_disabled():
        return (
            Membership.objects.filter(user=user)
            .select_related("company", "user")
            .alias(works=Q(company__status=CompanyStatus.ACTIVE))
            .order_by("-works", F("last_used_at").desc(nulls_last=True), "id")
            .first()
        )
