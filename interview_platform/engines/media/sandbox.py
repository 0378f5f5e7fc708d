"""Runs the parsing of strangers' files in a child process with little memory, time and room.

A bomb or a crash ends the child and not the worker. The child limits itself before it loads any
parser (see `worker`) and inherits no secret by its environment, but it is the same user on the same
machine: this is a fence against accidents of parsing, not against code that took the child over.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..base import EngineError
from .errors import CODES, MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORKER = "interview_platform.engines.media.worker"
ROOT = Path(__file__).resolve().parents[3]
ANSWER_BYTES = 64 * 1024
GRACE_SECONDS = 5.0  # the child's own alarm comes first
OUT_OF_TIME = frozenset({-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL})


@dataclass(frozen=True)
class Limits:
    """What one job may use: bytes of address space and of each file, seconds of CPU and wall.

    Decoding an hour of sound or copying an hour of video takes some 10 s and 0.2 GB of
    address space; the rest is room for slow and shared machines.
    """

    memory_bytes: int = 512 * 1024**2
    file_bytes: int = 4 * 1024**3
    cpu_seconds: int = 180
    wall_seconds: int = 300


def run(job: str, arguments: Mapping[str, object], limits: Limits) -> dict[str, Any]:
    """Let the worker do one job and return its answer.

    Raises MediaError, or EngineError (not permanent) when this machine lacks room for the job.
    """
    request = {"job": job, "arguments": arguments, "limits": asdict(limits)}
    with tempfile.TemporaryFile() as answer:
        with _child(answer) as child:
            _hand_over(child, json.dumps(request).encode(), limits.wall_seconds + GRACE_SECONDS)
        answer.seek(0)
        return _result(answer.read(ANSWER_BYTES), child.returncode)


@contextmanager
def _child(answer: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Start the worker; whatever happens, it is gone afterwards."""
    child = subprocess.Popen(
        # -P: nothing is ever imported from the folder this happens to run in.
        [sys.executable, "-P", "-m", WORKER],
        stdin=subprocess.PIPE,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
        start_new_session=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def _environment() -> dict[str, str]:
    """Return all the child gets to see: no secret of the platform is among it."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": tempfile.gettempdir(),
    }


def _hand_over(child: subprocess.Popen[bytes], request: bytes, seconds: float) -> None:
    """Send the request and wait for the end; raise MediaError when it does not come."""
    try:
        child.communicate(request, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise _too_long() from error


def _result(answer: bytes, status: int) -> dict[str, Any]:
    """Read the worker's answer; a child that died without one is a MediaError too."""
    if status in OUT_OF_TIME:
        raise _too_long()
    try:
        message = json.loads(answer)
    except ValueError as error:
        raise MediaError("unreadable", f"The reader died (status {status}).") from error
    if not isinstance(message, dict) or not isinstance(message.get("result"), dict):
        raise _reported(message)
    result: dict[str, Any] = message["result"]
    return result


def _reported(message: object) -> EngineError:
    """Turn the worker's own report into the error to raise."""
    code = message.get("code") if isinstance(message, dict) else None
    if code == "engine_unavailable":  # the machine's fault, not the file's
        return EngineError("engine_unavailable", "The media reader has no room.", permanent=False)
    if not isinstance(message, dict) or code not in CODES:
        return MediaError("unreadable", "The reader gave no proper answer.")
    return MediaError(str(code), str(message.get("message", ""))[:500])


def _too_long() -> MediaError:
    """Return the error of a job that used up its time."""
    return MediaError("took_too_long", "Reading the recording took too long.")
