"""Names of stored files, and copying between spool, storage and scratch space.

Storage is whatever django-storages is set to; nothing else knows.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from candidates.models import Recording, Segment

CHUNK = 1024 * 1024


def original_name(segment: Segment) -> str:
    """Return where a segment's untouched bytes are kept."""
    return f"{_folder(segment.recording)}/original-{segment.index:03}.bin"


def playable_name(recording: Recording, suffix: str) -> str:
    """Return where the joined, seekable file is kept."""
    return f"{_folder(recording)}/recording{suffix}"


def _folder(recording: Recording) -> str:
    return f"{recording.company.public_id}/{recording.session.public_id}/{recording.public_id}"


def store(path: Path, name: str) -> str:
    """Put a local file into storage under exactly that name, and return its SHA-256 in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
        source.seek(0)
        default_storage.delete(name)
        default_storage.save(name, File(source))
    return digest.hexdigest()


def remove(name: str) -> None:
    """Delete a stored file; one that is gone already is fine."""
    default_storage.delete(name)


@contextmanager
def local_copy(name: str) -> Iterator[Path]:
    """Yield a path to read a stored file from; a remote one is copied for the time being."""
    with scratch() as folder:
        try:
            yield Path(default_storage.path(name))
        except NotImplementedError:
            path = folder / Path(name).name
            with default_storage.open(name, "rb") as source, path.open("wb") as target:
                shutil.copyfileobj(source, target, CHUNK)
            yield path


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder that is gone afterwards."""
    parent = Path(settings.DATA_DIR) / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=parent) as folder:
        yield Path(folder)
