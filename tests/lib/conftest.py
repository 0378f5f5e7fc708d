"""Fixtures of the kernel's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lib.concurrency import shared_database


@pytest.fixture
def shared_db(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that threads can really share."""
    with shared_database(tmp_path):
        yield
