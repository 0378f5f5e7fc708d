"""The audit trail's keeper."""

from accounts.models import AuditEntry
from interview_platform.lib.audit import Entry


def keep(entry: Entry) -> None:
    """Write the entry in the caller's transaction and scope."""
    AuditEntry.objects.create(
        company_id=entry.company_id,
        action=entry.action,
        actor_kind=entry.actor.kind,
        actor_id=entry.actor.id,
        actor_name=entry.actor.name[:150],
        actor_user_id=entry.actor.user_id,
        target_type=entry.target_type,
        target_id=entry.target_id,
        data=entry.data,
        at=entry.at,
    )
