"""Bytes on their way in: one file per upload, appended durably by one writer at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from interview_platform.lib.errors import Conflict


def path_of(name: str) -> Path:
    """Return where the upload of that name is spooled."""
    return Path(settings.SPOOL_DIR) / f"{name}.part"


@contextmanager
def writer(name: str) -> Iterator[int]:
    """Open the upload's file for writing and yield its descriptor, alone.

    Raises:
        Conflict: somebody else is writing it.
    """
    path = path_of(name)
    fresh = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        if fresh:
            _sync_folder(path.parent)
        yield descriptor
    finally:
        os.close(descriptor)  # which also gives the lock back


def put(descriptor: int, offset: int, body: bytes) -> None:
    """Write the bytes at the offset, cut whatever lay behind, and wait until they are durable.

    What lies behind the acknowledged offset is the torn rest of a write that never was answered.
    """
    view = memoryview(body)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view, offset = view[written:], offset + written
    os.ftruncate(descriptor, offset)
    os.fsync(descriptor)


def seal(name: str, size: int) -> Path:
    """Cut the finished upload's file to its acknowledged size and return its path.

    Raises:
        Conflict: somebody is writing it.
        FileNotFoundError: there is no such file.
    """
    path = path_of(name)
    if not path.exists():
        raise FileNotFoundError(path)
    with writer(name) as descriptor:
        os.ftruncate(descriptor, size)
        os.fsync(descriptor)
    return path


def remove(name: str) -> None:
    """Forget the upload's bytes, once they are safe elsewhere."""
    path_of(name).unlink(missing_ok=True)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Conflict("upload_locked", "Another request is writing this upload.") from error


def _sync_folder(folder: Path) -> None:
    """Make the new file's name durable too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
