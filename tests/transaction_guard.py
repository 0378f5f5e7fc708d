"""Makes any network, subprocess or file call inside a transaction raise, in every test.

Locks last as long as their transaction, so one that waits for a disk, a socket or a parser stops
everybody. Python's audit events see such calls wherever they come from.
"""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from interview_platform.lib.transactions import in_transaction

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class CalledInsideTransactionError(RuntimeError):
    """The product did something slow while it held locks."""


def install() -> None:
    """Watch from now on; audit hooks cannot be removed."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "subprocess.Popen"} and in_transaction():
        raise CalledInsideTransactionError(f"{event}: {arguments[:2]}")
    if event == "open" and _is_data(*arguments[:3]) and in_transaction():
        raise CalledInsideTransactionError(f"open: {arguments[0]}")


def _is_data(path: Any, mode: Any, flags: Any) -> bool:
    """Say whether the file is data of the product, or is being written anywhere."""
    if not isinstance(path, (str, bytes)):
        return False
    name = os.fsdecode(path)
    if "__pycache__" in name or name.startswith(("/dev/", "/proc/")):
        return False
    writing = bool(isinstance(flags, int) and flags & WRITING)
    return writing or Path(name).is_relative_to(settings.DATA_DIR)
