"""Silence says nothing, and nothing is made up for it."""

from pathlib import Path

import av
import numpy as np
import pytest

from accounts.models import Company
from analytics.models import DeliveryMetrics, Transcript
from candidates.models import Invitation
from interview_platform.lib.jobs.worker import run_next
from interview_platform.lib.models import AiCall, Job, JobState
from interview_platform.lib.tenancy import company_scope
from tests import factories


def silent_webm(target: Path, seconds: int = 3) -> bytes:
    """Return a recording of a muted microphone."""
    with av.open(str(target), "w", format="webm") as output:
        stream = output.add_stream("libopus", rate=48000, layout="mono")
        for start in range(0, seconds * 48000, 960):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 960), np.int16), layout="mono")
            frame.sample_rate, frame.pts = 48000, start
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return target.read_bytes()


@pytest.mark.django_db
def test_silence_gives_an_empty_transcript(
    acme: object, invitation: Invitation, tmp_path: Path
) -> None:
    company: Company = invitation.company
    with company_scope(company):
        factories.record(factories.begin(invitation), silent_webm(tmp_path / "silent.webm"))
    while run_next("media"):
        pass
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    with company_scope(company):
        transcript, delivery = Transcript.objects.get(), DeliveryMetrics.objects.get()
    assert (transcript.text, transcript.words, transcript.speech) == ("", [], [])
    assert (delivery.word_count, delivery.speech_rate_wpm, delivery.pitch_mean_hz) == (0, 0.0, None)
    assert AiCall.objects.filter(outcome="ok").count() == 3
