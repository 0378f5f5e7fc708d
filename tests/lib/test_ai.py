"""Every engine call is outside any transaction, and logged whatever comes of it."""

import pytest
from django.db import transaction

from interview_platform.engines.base import EngineError, EngineInfo
from interview_platform.lib import ai
from interview_platform.lib.models import AiCall

pytestmark = pytest.mark.django_db

ENGINE = EngineInfo(name="parrot", version="2.1", model="grey", degraded=True)
PURPOSE = ai.Purpose("speech_to_text", 7, "session:x", "ab" * 32, {"language": "en"})


def fail(error: Exception) -> str:
    raise error


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_no_engine_runs() -> None:
    ran: list[int] = []
    with pytest.raises(ai.InsideTransaction), transaction.atomic():
        ai.call(PURPOSE, ENGINE, lambda: ran.append(1))
    assert ran == []
    assert not AiCall.objects.exists()


def test_a_test_cases_own_transaction_does_not_hide_the_products() -> None:
    with pytest.raises(ai.InsideTransaction), transaction.atomic():
        ai.call(PURPOSE, ENGINE, lambda: None)


def test_a_good_call_is_returned_and_logged() -> None:
    assert ai.call(PURPOSE, ENGINE, lambda: "hello") == "hello"
    row = AiCall.objects.get()
    assert (row.outcome, row.detail) == ("ok", "")
    assert (row.engine, row.engine_version, row.model) == ("parrot", "2.1", "grey")
    assert row.degraded is True
    assert (row.company_id, row.subject, row.capability) == (7, "session:x", "speech_to_text")
    assert (row.input_hash, row.parameters) == ("ab" * 32, {"language": "en"})
    assert row.milliseconds >= 0


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (EngineError("model_missing", "no such model", permanent=True), "model_missing"),
        (ZeroDivisionError("by nought"), "ZeroDivisionError"),
        (EngineError("x" * 100, "y" * 5000, permanent=False), "x" * 60),
    ],
)
def test_a_failure_is_raised_and_logged(error: Exception, outcome: str) -> None:
    with pytest.raises(type(error)):
        ai.call(PURPOSE, ENGINE, lambda: fail(error))
    row = AiCall.objects.get()
    assert row.outcome == outcome
    assert row.detail == str(error)[:2000]
    assert row.engine == "parrot"
