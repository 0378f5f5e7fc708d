"""Put work into the queue. The only importer of the broker."""

from datetime import datetime

from django.db import transaction
from django_q.tasks import async_task

from interview_platform.lib import audit, live
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Conflict
from interview_platform.lib.jobs.registry import find
from interview_platform.lib.models import Job, JobState

WORKER = "interview_platform.lib.jobs.worker.run_next"


@transaction.atomic
def enqueue(
    name: str, *, key: str, company_id: int, now: datetime, subject: str = "", **ids: int
) -> Job:
    """Queue one job in the caller's transaction; the same key again returns the job there is.

    Raises:
        LookupError: no task has that name.
    """
    task = find(name)
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "name": name,
            "lane": task.lane,
            "company_id": company_id,
            "subject": subject,
            "kwargs": ids,
            "run_after": now,
            "created_at": now,
        },
    )
    if created:
        wake(task.lane)
    return job


def wake(lane: str) -> None:
    """Tell the lane's workers, in the caller's transaction, that there may be work."""
    async_task(WORKER, lane, cluster=lane, save=False)


@transaction.atomic
def restart(*, job: Job, actor: Actor, now: datetime) -> None:
    """Queue a parked job once more, with its tries counted afresh.

    Raises:
        Conflict: it is not parked.
    """
    freed = Job.objects.filter(pk=job.pk, state=JobState.PARKED).update(
        state=JobState.QUEUED, attempts=0, run_after=now, error="", error_code="", finished_at=None
    )
    if not freed:
        raise Conflict("job_not_parked", "Only a failed step can be started again.")
    audit.record("job.restarted", target=job, actor=actor, now=now, name=job.name)
    live.publish(job.subject)
    live.publish(f"company:{job.company_id}")
    wake(job.lane)
