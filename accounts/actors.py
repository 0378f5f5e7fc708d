"""Who acts, as the audit trail names them."""

from accounts.enums import ActorKind
from accounts.models import User
from interview_platform.lib.audit import Actor


def user_actor(user: User) -> Actor:
    """Return a member as an actor."""
    return Actor(ActorKind.USER, id=str(user.public_id), name=str(user), user_id=user.pk)


def staff_actor(user: User) -> Actor:
    """Return a member of staff, at work in the back office, as an actor."""
    return Actor(ActorKind.STAFF, id=str(user.public_id), name=str(user), user_id=user.pk)
