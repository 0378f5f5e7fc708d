"""The child process: limits itself, then parses. JSON comes on stdin and leaves on stdout."""

from __future__ import annotations

import errno
import json
import resource
import signal
import sys
from typing import TYPE_CHECKING, Any

from .errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Mapping

OUT_OF_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE})


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    _limit(request["limits"])
    json.dump(_answer(request["job"], request["arguments"]), sys.stdout)


def _limit(limits: Mapping[str, int]) -> None:
    """Give up, for good, what the job does not need."""
    for kind, value in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (value, value))
    # Ends this process even when its parent is gone.
    signal.alarm(limits["wall_seconds"])


def _answer(job: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Do the job; errors become codes, so that no traceback is parsed by anybody."""
    try:
        return {"result": _job(job, arguments)}
    except MediaError as error:
        return {"code": error.code, "message": str(error)}
    except MemoryError:
        return {"code": "too_large", "message": "The recording needs too much memory."}
    except Exception as error:  # a parser may fail in any way
        return {"code": _code(error), "message": f"{type(error).__name__}: {error}"}


def _code(error: Exception) -> str:
    """Tell a full disk, or libraries that do not load, from a broken file."""
    number = getattr(error, "errno", None)
    if isinstance(error, ImportError) or number in OUT_OF_ROOM:
        return "engine_unavailable"
    return "too_large" if number == errno.EFBIG else "unreadable"


def _job(job: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Load the parsers, which now obey the limits, and run one of the two jobs."""
    from . import decode, join

    if job == "assemble":
        return join.assemble(**arguments)
    return decode.decode(**arguments)


if __name__ == "__main__":
    main()
