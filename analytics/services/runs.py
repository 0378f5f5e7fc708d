"""Beginning an analysis and starting its steps again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from analytics.models import AnalysisRun
from candidates.models import Recording, Session
from interview_platform.lib import audit, jobs
from interview_platform.lib.audit import SYSTEM, Actor
from interview_platform.lib.errors import NotFound
from interview_platform.lib.models import Job


def analysis_begin(*, recording: Recording, now: datetime) -> None:
    """Queue the first step for one recording; without consent to AI, do nothing at all."""
    session = recording.session
    if not session.ai_analysis:
        return
    with transaction.atomic():
        run = _current_run(session, now)
        step_enqueue("analytics.transcribe", run, recording, now)


def _current_run(session: Session, now: datetime) -> AnalysisRun:
    """Return the session's newest run, or its first."""
    run = AnalysisRun.objects.filter(session=session).order_by("-version").first()
    if run is not None:
        return run
    run, created = AnalysisRun.objects.get_or_create(
        session=session, version=1, defaults={"company_id": session.company_id, "created_at": now}
    )
    if created:
        audit.record("analysis.begun", target=run, actor=SYSTEM, now=now, version=run.version)
    return run


def step_enqueue(name: str, run: AnalysisRun, recording: Recording, now: datetime) -> Job:
    """Queue one step of a run for one recording, once."""
    return jobs.enqueue(
        name,
        key=f"{name}:{recording.public_id}:{run.version}",
        company_id=run.company_id,
        subject=f"session:{recording.session.public_id}",
        now=now,
        run_id=run.pk,
        recording_id=recording.pk,
    )


def step_restart(*, session: Session, job_id: UUID, actor: Actor, now: datetime) -> None:
    """Start a failed step of the session again.

    Raises:
        NotFound: the session has no such step.
        Conflict: it has not failed.
    """
    subject = f"session:{session.public_id}"
    found = Job.objects.filter(
        public_id=job_id, subject=subject, company_id=session.company_id
    ).first()
    if found is None:
        raise NotFound("step_not_found", "There is no such step.")
    jobs.restart(job=found, actor=actor, now=now)
