"""What the sweeper does from time to time: short functions that only enqueue jobs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Run = Callable[[datetime], None]
_registered: list[tuple[timedelta, Run]] = []


def every(interval: timedelta) -> Callable[[Run], Run]:
    """Have the sweeper call the decorated function at its start and then every `interval`."""

    def register(run: Run) -> Run:
        _registered.append((interval, run))
        return run

    return register


@dataclass
class Rounds:
    """Remembers when each periodic function ran last in this process."""

    last: dict[Run, datetime] = field(default_factory=dict)

    def run_due(self, *, now: datetime) -> None:
        """Call every function whose interval has passed."""
        for interval, run in _registered:
            if now - self.last.get(run, datetime.min.replace(tzinfo=now.tzinfo)) >= interval:
                self.last[run] = now
                run(now)
