"""Keep a set of child processes alive until a signal says stop."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

STOP_SECONDS = 15.0
RESTART_SECONDS = 1.0


@dataclass
class Child:
    """One process: its name, its Python arguments and what its environment adds."""

    name: str
    arguments: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, in a group of its own so that Ctrl-C reaches only the supervisor."""
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            env={**os.environ, **self.environment},
            start_new_session=True,
        )

    def died(self) -> bool:
        """Say whether it has ended by itself."""
        return self.process is not None and self.process.poll() is not None

    def ask_to_end(self) -> None:
        """Let it end its work and its own children: a cluster whose children die first hangs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """End it, and whatever it started, at once."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)


def supervise(children: list[Child]) -> None:
    """Start the children, start again those that die, and stop all on SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    for child in children:
        child.start()
    while not stop.wait(RESTART_SECONDS):
        for child in children:
            if child.died():
                logger.error("%s ended and is started again", child.name)
                child.start()
    _stop_all(children)


def _stop_all(children: list[Child]) -> None:
    """Ask every child to end, and insist after a while."""
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        if child.process is not None:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
