"""One analysis of a session."""

import uuid

from django.db import models

from candidates.models import Session
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
