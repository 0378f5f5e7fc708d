"""Run one job: claim → work under a lease → record."""

import logging
import os
import socket
import threading
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import F
from django.utils import timezone

from interview_platform.lib import live
from interview_platform.lib.jobs.registry import find
from interview_platform.lib.models import Job, JobState
from interview_platform.lib.tenancy import company_scope

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
BACK_OFF = timedelta(seconds=5)


def run_next(lane: str) -> bool:
    """Run the oldest due job of the lane; return whether there was one."""
    close_old_connections()
    job = claim_next(lane, now=timezone.now())
    if job is None:
        return False
    with Heartbeat(job):
        _run(job)
    return True


def claim_next(lane: str, *, now: datetime) -> Job | None:
    """Claim the oldest due job for this worker, or return None if the lane has none."""
    due = Job.objects.filter(lane=lane, state=JobState.QUEUED, run_after__lte=now)
    for pk in due.order_by("id").values_list("pk", flat=True)[:20]:
        ticket = uuid.uuid4()
        won = Job.objects.filter(pk=pk, state=JobState.QUEUED).update(
            state=JobState.RUNNING,
            claim=ticket,
            worker=f"{socket.gethostname()}:{os.getpid()}"[:100],
            lease_until=now + settings.JOB_LEASE,
            started_at=now,
            attempts=F("attempts") + 1,
        )
        if won:
            return Job.objects.get(pk=pk)
    return None


def _run(job: Job) -> None:
    """Run the job's task and record how it ended."""
    try:
        with company_scope(job.company_id):
            find(job.name).run(**job.kwargs)
    except Exception as error:
        expected = bool(getattr(error, "permanent", False))
        logger.error(
            "job %s (%s) failed, try %s: %s",
            job.public_id,
            job.name,
            job.attempts,
            error,
            exc_info=not expected,
        )
        fail(job, error, now=timezone.now())
    else:
        _finish(job, now=timezone.now(), state=JobState.DONE)


def fail(job: Job, error: Exception, *, now: datetime) -> None:
    """Queue the job again after a pause, or park it if no retry can help."""
    words = f"{type(error).__name__}: {error}"[:2000]
    code = str(getattr(error, "code", ""))[:60]
    if job.attempts >= MAX_ATTEMPTS or getattr(error, "permanent", False):
        _finish(job, now=now, state=JobState.PARKED, error=words, error_code=code)
        return
    pause = BACK_OFF * 2 ** (job.attempts - 1)
    _finish(
        job, now=now, state=JobState.QUEUED, error=words, error_code=code, run_after=now + pause
    )


@transaction.atomic
def _finish(job: Job, *, now: datetime, state: JobState, **changes: object) -> None:
    """Give the claim back; a worker whose lease another one took over changes nothing."""
    changes = {"error": "", "error_code": ""} | changes
    held = Job.objects.filter(pk=job.pk, claim=job.claim, state=JobState.RUNNING)
    if not held.update(state=state, claim=None, lease_until=None, finished_at=now, **changes):
        logger.warning("job %s was taken over before it ended", job.public_id)
        return
    live.publish(job.subject)
    live.publish(f"company:{job.company_id}")


class Heartbeat:
    """Renew a job's lease from a thread for as long as the work goes on."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="job-heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        pause = settings.JOB_LEASE.total_seconds() / 4
        try:
            while not self._over.wait(pause):
                self._renew()
        finally:
            connection.close()

    def _renew(self) -> None:
        """Extend the lease; a database that does not answer now may do so at the next beat."""
        close_old_connections()
        try:
            Job.objects.filter(pk=self._job.pk, claim=self._job.claim).update(
                lease_until=timezone.now() + settings.JOB_LEASE
            )
        except Exception:
            logger.exception("the lease of job %s was not renewed", self._job.public_id)
            connection.close()  # the next beat opens another
