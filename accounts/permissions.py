"""What a role may do. Every check of a role in the product is one of these."""

from accounts.enums import Role
from accounts.models import Membership

_EDITORS = frozenset({Role.OWNER, Role.ADMIN, Role.RECRUITER})
_REVIEWERS = _EDITORS | {Role.REVIEWER}


def may_edit_interviews(membership: Membership) -> bool:
    """Say whether the member may build, publish and close interviews, and invite."""
    return membership.role in _EDITORS


def may_review(membership: Membership) -> bool:
    """Say whether the member may rate answers."""
    return membership.role in _REVIEWERS


def may_decide(membership: Membership) -> bool:
    """Say whether the member may decide on a candidate."""
    return membership.role in _EDITORS
