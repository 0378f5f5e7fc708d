"""What machines make of answers: suggestions with evidence, never decisions."""

from django.db import models

from analytics.models.run import EngineResult, Provenance
from candidates.enums import Purpose


class VisionMetrics(EngineResult):
    """What a camera shows of a person who practises and asked for it; nobody else sees it.

    `purpose` repeats the session's, so that the database itself refuses it for hiring.
    """

    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.PRACTICE)
    face_ratio = models.FloatField()
    eye_contact_score = models.FloatField(null=True)
    smile_ratio = models.FloatField(null=True)
    posture_score = models.FloatField(null=True)
    expressions = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "vision metrics"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "recording"], name="analytics_vision_once_per_run"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose=Purpose.PRACTICE), name="analytics_vision_practice_only"
            ),
        ]

    def __str__(self) -> str:
        return f"Vision of {self.recording_id}"


class Evaluation(EngineResult):
    """One criterion of one answer: a score of 0 to 100 with its evidence, or why there is none.

    `evidence` is a list of {"quote": text, "at": seconds}; every quote stands in the transcript.
    """

    criterion = models.CharField(max_length=40)
    score = models.FloatField(null=True)
    not_scorable = models.CharField(max_length=40, blank=True)
    evidence = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "recording", "criterion"], name="analytics_evaluation_once_per_run"
            ),
            models.CheckConstraint(
                condition=models.Q(score=None) | models.Q(score__range=(0, 100)),
                name="analytics_evaluation_score_range",
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=False, not_scorable="")
                | models.Q(score=None) & ~models.Q(not_scorable=""),
                name="analytics_evaluation_score_or_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(score=None) | ~models.Q(evidence=[]),
                name="analytics_evaluation_score_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} of {self.recording_id}"


class Report(Provenance):
    """What one analysis of a session says as a whole; a later analysis makes another report."""

    content = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run"], name="analytics_report_once_per_run")
        ]

    def __str__(self) -> str:
        return f"Report of run {self.run_id}"
