"""Domain errors: a kind, a code and the words for a person, no transport.

Views and contracts turn a kind into their own status; nothing below them knows HTTP.
"""

from enum import StrEnum
from typing import Any, ClassVar


class Kind(StrEnum):
    """What sort of failure it is; each transport maps these, and only these."""

    INVALID = "invalid"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    GONE = "gone"
    LIMIT = "limit"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """An expected failure. `fields` names the inputs at fault, `data` what a client may need."""

    kind: ClassVar[Kind] = Kind.INVALID

    def __init__(
        self,
        code: str,
        message: Any,
        *,
        fields: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.fields = fields or {}
        self.data = data or {}


class Invalid(DomainError):
    """The input cannot be taken as it is."""

    kind = Kind.INVALID


class NotFound(DomainError):
    """There is no such thing, or it is not this caller's."""

    kind = Kind.NOT_FOUND


class Forbidden(DomainError):
    """The caller may know of the thing but not do this to it."""

    kind = Kind.FORBIDDEN


class Conflict(DomainError):
    """The thing is no longer in a state that allows this."""

    kind = Kind.CONFLICT


class Gone(DomainError):
    """The thing was there and has ended: expired, revoked or used."""

    kind = Kind.GONE


class LimitReached(DomainError):
    """A limit of the plan, of size or of rate."""

    kind = Kind.LIMIT


class Unavailable(DomainError):
    """It may work later."""

    kind = Kind.UNAVAILABLE
