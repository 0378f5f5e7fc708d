"""Names of stored files, and copying between spool, storage and scratch space.

Storage is whatever django-storages is set to; nothing else knows. A name carries its content's
hash, so two workers on the same step write the same file or different ones, never over each other.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from candidates.models import Recording, Session

CHUNK = 1024 * 1024


def folder_of(session: Session) -> str:
    """Return where everything stored of a session lies."""
    return f"{session.company.public_id}/{session.public_id}"


def store(path: Path, recording: Recording, stem: str, suffix: str) -> tuple[str, str]:
    """Put a local file durably into storage; return its name and its SHA-256 in hex."""
    digest = hash_of(path)
    folder = f"{folder_of(recording.session)}/{recording.public_id}"
    name = f"{folder}/{stem}-{digest[:16]}{suffix}"
    if not _holds(name, path.stat().st_size):
        with path.open("rb") as source:
            name = default_storage.save(name, File(source))
        _sync(name)
    return name, digest


def hash_of(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _holds(name: str, size: int) -> bool:
    """Say whether a former try has stored this already, whole."""
    return default_storage.exists(name) and default_storage.size(name) == size


def _sync(name: str) -> None:
    """Bring a locally stored file, and the folders that name it, to the disk."""
    path = _local_path(name)
    if path is None:  # a remote storage has answered for its own durability
        return
    root = Path(settings.MEDIA_ROOT)
    for part in (path, *(parent for parent in path.parents if parent.is_relative_to(root))):
        descriptor = os.open(part, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_all(session: Session) -> None:
    """Delete everything stored of a session, whether a row names it or not."""
    _remove_folder(folder_of(session))


def _remove_folder(folder: str) -> None:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    for inner in folders:
        _remove_folder(f"{folder}/{inner}")
    default_storage.delete(folder)  # an empty folder; nothing, where storage has no folders


@contextmanager
def local_copy(name: str) -> Iterator[Path]:
    """Yield a path to read a stored file from; a remote one is copied for the time being."""
    path = _local_path(name)
    if path is not None:
        yield path
        return
    with scratch() as folder:
        copy = folder / Path(name).name
        with default_storage.open(name, "rb") as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)
        yield copy


def _local_path(name: str) -> Path | None:
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder that is gone afterwards."""
    parent = Path(settings.DATA_DIR) / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=parent) as folder:
        yield Path(folder)
