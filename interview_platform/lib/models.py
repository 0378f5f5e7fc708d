"""Infrastructure rows: jobs, engine calls, live events. They carry a company id but no tenant
scope, because workers, the sweeper and the fan-out serve all companies."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    PARKED = "parked", _("Failed")


class Job(models.Model):
    """One unit of background work; the broker's queue only wakes a worker to look here.

        queued → running → done
          ↑        ├→ queued   (a retry after a pause, or its worker died)
          └ parked ┘           (three tries, or an error that no retry mends; restarted by hand)

    A running job is held by a lease that its worker renews; `claim` is the worker's ticket,
    `worker` the host and process that had it last.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    lane = models.CharField(max_length=20)
    key = models.CharField(max_length=200, unique=True)
    company_id = models.BigIntegerField(db_index=True)
    subject = models.CharField(max_length=100, blank=True, db_index=True)
    kwargs = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    claim = models.UUIDField(null=True, blank=True)
    worker = models.CharField(max_length=100, blank=True)
    error = models.TextField(blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=JobState.values), name="lib_job_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=JobState.RUNNING)
                | models.Q(lease_until__isnull=False, claim__isnull=False),
                name="lib_job_running_has_lease",
            ),
        ]
        indexes = [models.Index(fields=["lane", "state", "run_after"], name="lib_job_due")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name} {self.public_id}"


class AiCall(models.Model):
    """One call of an engine: what was asked of whom, and what came of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company_id = models.BigIntegerField(db_index=True)
    subject = models.CharField(max_length=100, blank=True, db_index=True)
    capability = models.CharField(max_length=40)
    engine = models.CharField(max_length=60)
    engine_version = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=120, blank=True)
    degraded = models.BooleanField(default=False)
    input_hash = models.CharField(max_length=64, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=60)
    detail = models.TextField(blank=True)
    milliseconds = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.capability} by {self.engine}: {self.outcome}"


class LiveEvent(models.Model):
    """Say "look again": something under this topic has changed. Short-lived, carries no content."""

    topic = models.CharField(max_length=100)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.topic
