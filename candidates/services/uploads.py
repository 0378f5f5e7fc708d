"""Receiving a segment, slice by slice (the domain's side of tus)."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from candidates import spool
from candidates.enums import RecordingState, UploadState
from candidates.limits import CONTAINER_BYTES, MAX_SEGMENTS, max_recording_bytes
from candidates.models import Recording, Segment, Upload
from candidates.selectors.uploads import received_bytes, segment_count
from candidates.services.guards import hold_running, require_running
from interview_platform.lib import audit
from interview_platform.lib.audit import Actor
from interview_platform.lib.errors import Conflict, Gone, Invalid


def upload_create(
    *,
    recording: Recording,
    index: int,
    start_ms: int,
    epoch: int,
    length: int | None,
    actor: Actor,
    now: datetime,
) -> Upload:
    """Begin the next segment of a take and return its upload; a repeat returns the one there is.

    Raises:
        Gone, Conflict: the session has ended, the take is closed, another page has taken over, or
            the segment is not the next one.
        Invalid: the length is more than the question allows.
    """
    _require_capturing(recording, now)
    if epoch != recording.session.epoch:
        raise Conflict("superseded", _("This interview goes on in another tab or device."))
    cap = _cap(recording)
    if length is not None and length > cap:
        raise Invalid("too_large", _("This recording is larger than its time allows."))
    try:
        with transaction.atomic():
            return _create(recording, index, start_ms, epoch, length, cap, actor, now)
    except IntegrityError as error:
        raise Conflict("segment_exists", _("This part is being received already.")) from error


def _require_capturing(recording: Recording, now: datetime) -> None:
    """Refuse bytes for a session that has ended, or for a take that was kept or discarded."""
    require_running(recording.session, now=now)
    if recording.state != RecordingState.CAPTURING:
        raise Conflict("recording_state", _("This recording is no longer open."))


def _create(
    recording: Recording,
    index: int,
    start_ms: int,
    epoch: int,
    length: int | None,
    cap: int,
    actor: Actor,
    now: datetime,
) -> Upload:
    hold_running(recording.session, now=now)
    begun = _begun(recording, index, epoch)
    if begun is not None:
        return begun
    if index != segment_count(recording) or index >= MAX_SEGMENTS:
        raise Conflict("segment_order", _("The parts of a recording follow one another."))
    segment = Segment.objects.create(
        company_id=recording.company_id,
        recording=recording,
        index=index,
        epoch=epoch,
        start_ms=start_ms,
        started_at=now,
    )
    upload = Upload.objects.create(
        company_id=recording.company_id,
        segment=segment,
        length=length,
        state=UploadState.COMPLETE if length == 0 else UploadState.RECEIVING,
        max_bytes=cap,
        created_at=now,
        expires_at=now + settings.LATE_BYTES_GRACE,
    )
    audit.record("segment.started", target=recording, actor=actor, now=now, index=index)
    return upload


def _begun(recording: Recording, index: int, epoch: int) -> Upload | None:
    """Return the upload that this very request began before, if its answer was lost."""
    return Upload.objects.filter(
        segment__recording=recording,
        segment__index=index,
        segment__epoch=epoch,
        offset=0,
        state=UploadState.RECEIVING,
    ).first()


def _cap(recording: Recording) -> int:
    """Return how many bytes the next segment may have: what the take's others leave."""
    if recording.answer is None:
        return settings.MAX_BODY_BYTES
    whole = max_recording_bytes(recording.answer.question, recording.session)
    return max(CONTAINER_BYTES, whole - received_bytes(recording))


def upload_append(
    *, upload: Upload, offset: int, body: bytes, length: int | None, now: datetime
) -> Upload:
    """Write bytes at the offset and return the upload, when they are durable.

    `length` is the upload's whole length, given when it becomes known. Bytes first, row second:
    after a crash in between the row does not know the bytes, and they are sent again.

    Raises:
        Conflict: the offset differs (its data has the right one), another request is writing, or
            the session has ended.
        Gone: the upload is over, or its invitation revoked.
        Invalid: more bytes than the upload may have.
    """
    _require_capturing(upload.segment.recording, now)
    with spool.writer(str(upload.public_id)) as descriptor:
        upload.refresh_from_db()
        _require_expected(upload, offset, now)
        _require_fitting(upload, offset + len(body), length)
        spool.put(descriptor, offset, body)
        whole = upload.length if length is None else length
        acknowledge(upload, offset + len(body), whole, _recorded_at(upload, now))
    return upload


def _require_expected(upload: Upload, offset: int, now: datetime) -> None:
    if upload.expires_at <= now:
        raise Gone("upload_expired", _("This upload has expired."))
    if offset != upload.offset:
        raise Conflict(
            "offset_mismatch", _("The upload is at another place."), data={"offset": upload.offset}
        )
    if upload.state != UploadState.RECEIVING:
        raise Gone("upload_complete", _("This upload is complete."))


def _require_fitting(upload: Upload, end: int, length: int | None) -> None:
    if length is not None and upload.length not in (None, length):
        raise Invalid("length_differs", _("The upload's length was given already."))
    whole = upload.length if length is None else length
    if end > upload.max_bytes or (whole is not None and not end <= whole <= upload.max_bytes):
        raise Invalid("too_large", _("This recording is larger than its time allows."))


def _recorded_at(upload: Upload, now: datetime) -> datetime | None:
    """Return when the newest byte was recorded, which is not when a former page's rest comes."""
    segment = upload.segment
    return now if segment.epoch == segment.recording.session.epoch else upload.last_byte_at


def acknowledge(upload: Upload, end: int, length: int | None, at: datetime | None) -> None:
    """Move the offset; reaching the length completes the upload. The only place that does either.

    Raises:
        Conflict: another request has moved it.
    """
    state = UploadState.COMPLETE if end == length else UploadState.RECEIVING
    moved = Upload.objects.filter(
        pk=upload.pk, offset=upload.offset, state=UploadState.RECEIVING
    ).update(offset=end, length=length, state=state, last_byte_at=at)
    if not moved:
        raise Conflict("upload_locked", _("Another request is writing this upload."))
    upload.offset, upload.length, upload.state, upload.last_byte_at = end, length, state, at
