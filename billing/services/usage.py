"""The ledger's only writer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from billing.enums import UsageKind
from billing.models import UsageEntry


@transaction.atomic
def usage_record(*, company_id: int, kind: UsageKind, subject_id: UUID, now: datetime) -> None:
    """Count one use; a second call for the same subject changes nothing."""
    UsageEntry.objects.get_or_create(
        company_id=company_id, kind=kind, subject_id=subject_id, defaults={"at": now}
    )
