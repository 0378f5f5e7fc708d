"""Whatever the child does, the parent lives and gets an error it knows."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from interview_platform.engines.base import EngineError
from interview_platform.engines.media import Limits, MediaError, assemble, decode_audio, sandbox

from .conftest import MEDIA

WEBM = MEDIA / "answer-chromium-vp8.webm"


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put the hostile worker in the place of the real one."""
    monkeypatch.setattr(sandbox, "WORKER", "tests.engines.hostile")

    def run(job: str, arguments: dict[str, str] | None = None, **limits: int) -> dict[str, Any]:
        return sandbox.run(job, arguments or {}, Limits(**limits))

    return run


@pytest.mark.parametrize(
    ("job", "limits", "code"),
    [
        ("memory", {"memory_bytes": 200 * 1024**2}, "unreadable"),
        ("cpu", {"cpu_seconds": 1}, "took_too_long"),
        ("sleep", {"wall_seconds": 1}, "took_too_long"),
        ("crash", {}, "unreadable"),
        ("flood", {"file_bytes": 3_000_000}, "unreadable"),
        ("garbage", {}, "unreadable"),
        ("forged", {}, "unreadable"),
    ],
)
def test_a_limit_ends_the_child_and_not_the_parent(
    hostile: Any,
    job: str,
    limits: dict[str, int],
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox, "GRACE_SECONDS", 100)  # the child must end by itself
    began = time.monotonic()

    with pytest.raises(MediaError) as caught:
        hostile(job, **limits)

    assert caught.value.code == code
    assert time.monotonic() - began < 10


def test_memory_within_the_limit_is_given(hostile: Any) -> None:
    assert hostile("memory", memory_bytes=2 * 1024**3) == {"bytes": 1024**3}


def test_a_file_stays_below_its_limit(hostile: Any, tmp_path: Path) -> None:
    path = tmp_path / "large"

    with pytest.raises(MediaError):
        hostile("disk", {"path": str(path)}, file_bytes=1_000_000)

    assert path.stat().st_size <= 1_000_000


def test_a_child_deaf_to_its_alarm_is_killed(
    hostile: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "GRACE_SECONDS", 0.5)
    pid_file = tmp_path / "pid"
    began = time.monotonic()

    with pytest.raises(MediaError) as caught:
        hostile("deaf", {"pid_file": str(pid_file)}, wall_seconds=1)

    assert (caught.value.code, caught.value.permanent) == ("took_too_long", False)
    assert time.monotonic() - began < 10
    assert not Path("/proc", pid_file.read_text()).exists()


def test_the_child_sees_no_secret_and_leaves_no_core(
    hostile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "do not tell")

    seen = hostile("look")

    assert "do not tell" not in str(seen)
    assert seen["core"] == [0, 0]
    assert seen["modules"] == []


def test_the_real_worker_obeys_too(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        decode_audio(WEBM, limits=Limits(file_bytes=10_000))

    assert caught.value.code == "too_large"


def test_libraries_that_do_not_load_are_not_the_files_fault(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        assemble([WEBM], tmp_path / "whole", limits=Limits(memory_bytes=60 * 1024**2))

    assert (caught.value.code, caught.value.permanent) == ("engine_unavailable", False)
    assert list(tmp_path.iterdir()) == []
