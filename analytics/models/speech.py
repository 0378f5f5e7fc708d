"""What was said, and how."""

from django.db import models

from analytics.enums import TranscriptSource
from analytics.models.run import EngineResult


class Transcript(EngineResult):
    """The words of one recording.

    `words` is a list of {"w": text, "s": start, "e": end, "p": confidence or null}, seconds from
    the start of the recording; `speech` the [start, end] pairs of voice activity.
    """

    source = models.CharField(
        max_length=10, choices=TranscriptSource, default=TranscriptSource.ENGINE
    )
    language = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    words = models.JSONField(default=list)
    speech = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "recording", "source"], name="analytics_transcript_once_per_run"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class DeliveryMetrics(EngineResult):
    """Neutral facts about how an answer was spoken; null where nothing could be measured.

    Rates in words per minute, pauses in seconds, pitch in Hz, volume in dB relative to full scale.
    """

    duration_seconds = models.FloatField()
    speech_seconds = models.FloatField()
    word_count = models.PositiveIntegerField()
    speech_rate_wpm = models.FloatField(null=True)
    articulation_rate_wpm = models.FloatField(null=True)
    pause_count = models.PositiveIntegerField()
    pause_ratio = models.FloatField(null=True)
    longest_pause_seconds = models.FloatField(null=True)
    filler_count = models.PositiveIntegerField()
    filler_ratio = models.FloatField(null=True)
    pitch_mean_hz = models.FloatField(null=True)
    pitch_variance_hz2 = models.FloatField(null=True)
    pitch_sd_semitones = models.FloatField(null=True)
    volume_dbfs = models.FloatField(null=True)
    fillers = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "delivery metrics"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "recording"], name="analytics_delivery_once_per_run"
            )
        ]

    def __str__(self) -> str:
        return f"Delivery of {self.recording_id}"
