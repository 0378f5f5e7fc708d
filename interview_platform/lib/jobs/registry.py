"""Task names and the functions behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

DEFAULT = "default"
MEDIA = "media"


@dataclass(frozen=True)
class Task:
    """A named function that runs in a lane, inside the scope of the job's company."""

    name: str
    lane: str
    run: Callable[..., None]


_tasks: dict[str, Task] = {}


def task(name: str, *, lane: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register the decorated function, which takes ids as keywords, under `name`."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        if name in _tasks:
            raise ValueError(f"two tasks are named {name}")
        _tasks[name] = Task(name, lane, run)
        return run

    return register


def find(name: str) -> Task:
    """Return the task of that name.

    Raises:
        LookupError: no app registers it.
    """
    try:
        return _tasks[name]
    except KeyError:
        raise LookupError(f"no task is named {name!r}") from None


def registered() -> Mapping[str, Task]:
    """Return every task by name."""
    return MappingProxyType(_tasks)
