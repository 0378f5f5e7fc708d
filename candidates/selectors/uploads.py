"""Finding uploads."""

from uuid import UUID

from django.db.models import Sum

from candidates.models import Recording, Segment, Session, Upload
from interview_platform.lib.errors import NotFound


def upload_in(session: Session, public_id: UUID) -> Upload:
    """Return an upload of the session.

    Raises:
        NotFound: the session has none with that id.
    """
    found = Upload.objects.filter(segment__recording__session=session, public_id=public_id)
    upload = found.select_related("segment__recording__session__invitation").first()
    if upload is None:
        raise NotFound("upload_not_found", "There is no such upload.")
    return upload


def recorded_ms(recording: Recording) -> int:
    """Return how long the take has recorded so far, by the server's clock, in milliseconds."""
    received = Upload.objects.filter(segment__recording=recording, last_byte_at__isnull=False)
    spans = [upload.last_byte_at - upload.segment.started_at for upload in
             received.select_related("segment") if upload.last_byte_at]  # fmt: skip
    return sum(int(span.total_seconds() * 1000) for span in spans)


def segment_count(recording: Recording) -> int:
    """Return how many segments the take has, which is the next one's index."""
    return Segment.objects.filter(recording=recording).count()


def received_bytes(recording: Recording) -> int:
    """Return how many bytes of the take are here, over all its segments."""
    uploads = Upload.objects.filter(segment__recording=recording)
    return uploads.aggregate(bytes=Sum("offset"))["bytes"] or 0
