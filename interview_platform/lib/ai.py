"""The one way to call an engine: outside any transaction, timed, and logged as an AiCall row."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils import timezone

from interview_platform.engines.base import EngineError, EngineInfo
from interview_platform.lib.models import AiCall
from interview_platform.lib.transactions import in_transaction

R = TypeVar("R")


class InsideTransaction(RuntimeError):
    """An engine was called while a transaction was open; locks would outlast the call."""


@dataclass(frozen=True)
class Purpose:
    """What an engine is called for, and on whose behalf."""

    capability: str
    company_id: int
    subject: str
    input_hash: str
    parameters: dict[str, Any] = field(default_factory=dict)


def call(purpose: Purpose, engine: EngineInfo, run: Callable[[], R]) -> R:
    """Return what `run` returns, and log the call whatever comes of it.

    Raises:
        InsideTransaction: a transaction is open.
        EngineError: the engine failed.
    """
    if in_transaction():
        raise InsideTransaction(purpose.capability)
    started = time.monotonic()
    try:
        result = run()
    except Exception as error:
        outcome = error.code if isinstance(error, EngineError) else type(error).__name__
        _log(purpose, engine, started, outcome, str(error))
        raise
    _log(purpose, engine, started, "ok", "")
    return result


def _log(purpose: Purpose, engine: EngineInfo, started: float, outcome: str, detail: str) -> None:
    AiCall.objects.create(
        company_id=purpose.company_id,
        subject=purpose.subject,
        capability=purpose.capability,
        engine=engine.name,
        engine_version=engine.version,
        model=engine.model,
        degraded=engine.degraded,
        input_hash=purpose.input_hash,
        parameters=purpose.parameters,
        outcome=outcome[:60],
        detail=detail[:2000],
        milliseconds=round((time.monotonic() - started) * 1000),
        created_at=timezone.now(),
    )
