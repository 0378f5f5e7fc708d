"""A worker that a broken parser has turned against its house; run by test_sandbox."""

import ctypes
import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

from interview_platform.engines.media.worker import _limit


def memory(arguments: dict[str, str]) -> object:
    return {"result": {"bytes": len(bytearray(1024**3))}}


def cpu(arguments: dict[str, str]) -> object:
    while True:
        pass


def sleep(arguments: dict[str, str]) -> object:
    time.sleep(60)
    return None


def deaf(arguments: dict[str, str]) -> object:
    Path(arguments["pid_file"]).write_text(str(os.getpid()))
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    return sleep(arguments)


def crash(arguments: dict[str, str]) -> object:
    return ctypes.string_at(0)


def disk(arguments: dict[str, str]) -> object:
    with Path(arguments["path"]).open("wb") as file:
        file.write(bytes(10_000_000))
    return None


def flood(arguments: dict[str, str]) -> object:
    while True:
        sys.stdout.write("x" * 1_000_000)


def garbage(arguments: dict[str, str]) -> object:
    return ["nonsense"]


def forged(arguments: dict[str, str]) -> object:
    return {"code": "__proto__", "message": "x" * 10_000}


def look(arguments: dict[str, str]) -> object:
    core = resource.getrlimit(resource.RLIMIT_CORE)
    modules = sorted({"django", "numpy"} & set(sys.modules))
    return {"result": {"environment": dict(os.environ), "core": core, "modules": modules}}


def main() -> None:
    request = json.load(sys.stdin)
    _limit(request["limits"])
    json.dump(globals()[request["job"]](request["arguments"]), sys.stdout)


if __name__ == "__main__":
    main()
