"""Background work of this app."""

from django.utils import timezone

from candidates.models import Recording
from candidates.services.recordings import recording_process, spool_clear
from interview_platform.lib import jobs


@jobs.task("candidates.process_recording", lane=jobs.MEDIA)
def process_recording(*, recording_id: int) -> None:
    """Turn a kept take's bytes into a playable recording."""
    recording = Recording.objects.select_related(
        "company", "session", "answer__question", "answer__session"
    ).get(pk=recording_id)
    recording_process(recording=recording, now=timezone.now())


@jobs.task("candidates.forget_take", lane=jobs.DEFAULT)
def forget_take(*, recording_id: int) -> None:
    """Remove the bytes of a take that was recorded again."""
    spool_clear(recording=Recording.objects.get(pk=recording_id))
