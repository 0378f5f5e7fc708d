"""Free what dead workers held and wake lanes whose messages were lost."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django_q.models import OrmQ

from interview_platform.lib import live
from interview_platform.lib.jobs.queue import wake
from interview_platform.lib.jobs.worker import MAX_ATTEMPTS
from interview_platform.lib.models import Job, JobState, LiveEvent

DONE_LIFETIME = timedelta(days=30)
EVENT_LIFETIME = timedelta(minutes=1)


def sweep(*, now: datetime) -> None:
    """Do one round."""
    free_dead_jobs(now=now)
    wake_lanes(now=now)
    LiveEvent.objects.filter(created_at__lt=now - EVENT_LIFETIME).delete()
    Job.objects.filter(state=JobState.DONE, finished_at__lt=now - DONE_LIFETIME).delete()


def free_dead_jobs(*, now: datetime) -> int:
    """Queue every running job whose lease has run out; park it after its last try."""
    dead = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now)
    return sum(_free(job, now=now) for job in dead)


@transaction.atomic
def _free(job: Job, *, now: datetime) -> int:
    spent = job.attempts >= MAX_ATTEMPTS
    freed = Job.objects.filter(
        pk=job.pk, claim=job.claim, state=JobState.RUNNING, lease_until__lt=now
    ).update(
        state=JobState.PARKED if spent else JobState.QUEUED,
        claim=None,
        lease_until=None,
        run_after=now,
        error="The worker stopped before the job ended.",
        error_code="worker_died",
        finished_at=now if spent else None,
    )
    if freed:
        live.publish(job.subject)
        live.publish(f"company:{job.company_id}")
    return freed


def wake_lanes(*, now: datetime) -> None:
    """Send each lane as many wake-ups as it has due jobs beyond the messages in its queue."""
    due = (
        Job.objects.filter(state=JobState.QUEUED, run_after__lte=now)
        .order_by()
        .values("lane")
        .annotate(jobs=Count("id"))
    )
    for row in due:
        waiting = OrmQ.objects.filter(key=row["lane"], lock__lte=now).count()
        for _ in range(max(0, row["jobs"] - waiting)):
            wake(row["lane"])
