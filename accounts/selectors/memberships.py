"""Which company a person acts for."""

from django.db.models import F

from accounts.models import Membership, User
from interview_platform.lib.tenancy import scopes_disabled


def active_membership(user: User) -> Membership | None:
    """Return the membership the person used last, with its company, or None.

    Part of authentication: there is no scope before it.
    """
    with scopes_disabled():
        return (
            Membership.objects.filter(user=user)
            .select_related("company", "user")
            .order_by(F("last_used_at").desc(nulls_last=True), "id")
            .first()
        )
