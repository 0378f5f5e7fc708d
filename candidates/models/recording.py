"""What was recorded, piece by piece."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from candidates.enums import MediaKind, RecordingState, UploadState
from candidates.models.session import Answer, Session
from interview_platform.lib.tenancy import TenantModel


class Recording(TenantModel):
    """One take: what the recorder made between start and keep, in ordered segments.

        capturing → captured → ready
             │          └────→ rejected   (the bytes are not usable; they are kept)
             └───────────────→ discarded  (recorded again)

    `problem` says in a code (see candidates.problems) why it was rejected, or what is odd about a
    usable one. `declared_ms` is how long the recorder says it recorded, `duration_ms` what was
    measured.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="recordings")
    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, related_name="takes", null=True, blank=True
    )
    take = models.PositiveSmallIntegerField(default=1)
    media = models.CharField(max_length=10, choices=MediaKind, default=MediaKind.VIDEO)
    state = models.CharField(
        _("state"), max_length=10, choices=RecordingState, default=RecordingState.CAPTURING
    )
    problem = models.CharField(_("problem"), max_length=40, blank=True)
    file = models.CharField(_("file"), max_length=300, blank=True)
    mime = models.CharField(max_length=60, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    declared_ms = models.PositiveIntegerField(null=True, blank=True)
    duration_ms = models.PositiveIntegerField(_("duration (ms)"), null=True, blank=True)
    width = models.PositiveSmallIntegerField(null=True, blank=True)
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(_("started"))
    captured_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "take"], name="candidates_recording_take_once"
            ),
            models.UniqueConstraint(
                fields=["answer"],
                condition=models.Q(state__in=[RecordingState.CAPTURED, RecordingState.READY]),
                name="candidates_recording_one_kept_take",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RecordingState.values),
                name="candidates_recording_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RecordingState.READY)
                | models.Q(duration_ms__isnull=False, ready_at__isnull=False) & ~models.Q(file=""),
                name="candidates_recording_ready_is_playable",
            ),
        ]

    def __str__(self) -> str:
        return f"Recording {self.public_id}"


class Segment(TenantModel):
    """One run of the browser's recorder: a complete file of its own, uploaded as it grows.

    `original` is the stored name of the untouched bytes, `sha256` their hash.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="segments")
    index = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField()
    start_ms = models.PositiveIntegerField(default=0)
    original = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["recording", "index"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "index"], name="candidates_segment_index")
        ]

    def __str__(self) -> str:
        return f"Segment {self.index} of {self.recording_id}"


class Upload(TenantModel):
    """The tus upload that fills one segment.

        receiving → complete

    `offset` counts bytes that are on disk; what lies behind it in the file was never acknowledged.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    segment = models.OneToOneField(Segment, on_delete=models.CASCADE, related_name="upload")
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    offset = models.PositiveBigIntegerField(default=0)
    length = models.PositiveBigIntegerField(null=True, blank=True)
    max_bytes = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    last_byte_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offset__lte=models.F("max_bytes")),
                name="candidates_upload_within_cap",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=UploadState.values), name="candidates_upload_state"
            ),
        ]

    def __str__(self) -> str:
        return f"Upload {self.public_id}"
