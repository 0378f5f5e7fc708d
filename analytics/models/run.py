"""One analysis of a session, and what all its results say of their origin."""

import uuid

from django.db import models

from candidates.models import Recording, Session
from interview_platform.lib.tenancy import TenantModel


class AnalysisRun(TenantModel):
    """Groups the jobs of one analysis of a session. A re-analysis is a new run, with new rows.

    Its progress is that of its jobs (their `subject` is the session's public id).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="analysis_runs")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "version"], name="analytics_run_version"),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="analytics_run_version_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"Analysis {self.version} of {self.session_id}"


class Provenance(TenantModel):
    """A result that names the engine, the version and the input it came from. Never overwritten."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(AnalysisRun, on_delete=models.CASCADE, related_name="+")
    engine = models.CharField(max_length=60)
    engine_version = models.CharField(max_length=60)
    model = models.CharField(max_length=120, blank=True)
    degraded = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    input_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class EngineResult(Provenance):
    """A result about one recording."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
