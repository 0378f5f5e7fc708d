"""Background work of this app."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Company
from analytics.models import AnalysisRun
from analytics.services.erasure import retention_apply, session_erase
from analytics.services.speech import delivery_measure, transcript_create
from candidates.models import Recording, Session
from interview_platform.lib import jobs
from interview_platform.lib.audit import SYSTEM


@jobs.task("analytics.transcribe", lane=jobs.MEDIA)
def transcribe(*, run_id: int, recording_id: int) -> None:
    """Turn a recording into words."""
    transcript_create(run=_run(run_id), recording=_recording(recording_id), now=timezone.now())


@jobs.task("analytics.measure_delivery", lane=jobs.MEDIA)
def measure_delivery(*, run_id: int, recording_id: int) -> None:
    """Measure how an answer was spoken."""
    delivery_measure(run=_run(run_id), recording=_recording(recording_id), now=timezone.now())


@jobs.every(timedelta(hours=1))
def begin_retention(now: datetime) -> None:
    """Let every company's retention be applied once a day."""
    for company in Company.objects.all():
        jobs.enqueue(
            "analytics.apply_retention",
            key=f"retention:{company.pk}:{now:%Y-%m-%d}",
            company_id=company.pk,
            now=now,
            company_pk=company.pk,
        )


@jobs.task("analytics.apply_retention", lane=jobs.DEFAULT)
def apply_retention(*, company_pk: int) -> None:
    """Find what a company has kept for long enough."""
    retention_apply(company=Company.objects.get(pk=company_pk), now=timezone.now())


@jobs.task("analytics.erase_session", lane=jobs.DEFAULT)
def erase_session(*, session_id: int) -> None:
    """Erase one session, unless that has been done."""
    session = Session.objects.select_related("company").filter(pk=session_id).first()
    if session is not None:
        session_erase(session=session, actor=SYSTEM, now=timezone.now())


def _run(pk: int) -> AnalysisRun:
    return AnalysisRun.objects.get(pk=pk)


def _recording(pk: int) -> Recording:
    found = Recording.objects.select_related(
        "session__version__interview", "company", "answer__question"
    )
    return found.get(pk=pk)
