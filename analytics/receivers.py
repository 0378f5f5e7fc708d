"""What this app does when something becomes of a recording."""

from datetime import datetime
from typing import Any

from analytics.services.runs import analysis_begin
from candidates.models import Recording
from candidates.signals import recording_ready


def connect() -> None:
    """Listen; called once, when the app is ready."""
    recording_ready.connect(on_recording_ready, dispatch_uid="analytics.recording_ready")


def on_recording_ready(recording: Recording, now: datetime, **_: Any) -> None:
    """Begin the analysis of one answer in the transaction that made it ready."""
    analysis_begin(recording=recording, now=now)
