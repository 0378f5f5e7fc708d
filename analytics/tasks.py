"""Background work of this app."""

from django.utils import timezone

from analytics.models import AnalysisRun
from analytics.services.speech import delivery_measure, transcript_create
from candidates.models import Recording
from interview_platform.lib import jobs


@jobs.task("analytics.transcribe", lane=jobs.MEDIA)
def transcribe(*, run_id: int, recording_id: int) -> None:
    """Turn a recording into words."""
    transcript_create(run=_run(run_id), recording=_recording(recording_id), now=timezone.now())


@jobs.task("analytics.measure_delivery", lane=jobs.MEDIA)
def measure_delivery(*, run_id: int, recording_id: int) -> None:
    """Measure how an answer was spoken."""
    delivery_measure(run=_run(run_id), recording=_recording(recording_id), now=timezone.now())


def _run(pk: int) -> AnalysisRun:
    return AnalysisRun.objects.get(pk=pk)


def _recording(pk: int) -> Recording:
    found = Recording.objects.select_related("session__version__interview", "company")
    return found.get(pk=pk)
