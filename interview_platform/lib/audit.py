"""The audit trail's entrance.

Every service writes what it changed through `record`, in the transaction of the change. The rows
belong to `accounts`, which lies above this package, so it registers the writer when it is ready;
until then recording refuses, because a change without a trail must not happen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Target(Protocol):
    """A row that an entry can be about."""

    @property
    def public_id(self) -> Any: ...
    @property
    def company_id(self) -> int: ...


@dataclass(frozen=True)
class Actor:
    """Who did it: a person, or a part of the system.

    `kind` is user, candidate, staff or system; `id` the person's public id.
    """

    kind: str
    id: str = ""
    name: str = ""
    user_id: int | None = None


SYSTEM = Actor("system", name="system")


@dataclass(frozen=True)
class Entry:
    """One change, before it is a row."""

    action: str
    company_id: int
    target_type: str
    target_id: str
    actor: Actor
    at: datetime
    data: dict[str, Any]


class Unregistered(RuntimeError):
    """No app has offered to keep the trail."""


_writers: list[Callable[[Entry], None]] = []


def register_writer(writer: Callable[[Entry], None]) -> None:
    """Make `writer` the one that keeps entries."""
    _writers[:] = [writer]


def record(action: str, *, target: Target, actor: Actor, now: datetime, **data: Any) -> None:
    """Record one change of `target`.

    Raises:
        Unregistered: nobody keeps the trail.
    """
    if not _writers:
        raise Unregistered(action)
    _writers[0](
        Entry(
            action=action,
            company_id=target.company_id,
            target_type=type(target).__name__.lower(),
            target_id=str(target.public_id),
            actor=actor,
            at=now,
            data=data,
        )
    )
