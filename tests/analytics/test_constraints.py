"""What the database itself refuses, whatever the code above it does."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from analytics.models import AnalysisRun, Evaluation, VisionMetrics
from candidates.enums import Purpose
from candidates.models import Invitation, Recording
from tests import factories
from tests.factories import now

QUOTE = [{"quote": "the logs", "at": 3.2}]


@pytest.fixture
def origin(in_acme: None, invitation: Invitation, webm: bytes) -> dict[str, Any]:
    """Return what every result of an engine names."""
    recording: Recording = factories.record(factories.begin(invitation), webm)
    run = AnalysisRun.objects.create(
        company=recording.company, session=recording.session, created_at=now()
    )
    return {
        "company": recording.company,
        "run": run,
        "recording": recording,
        "engine": "test",
        "engine_version": "1",
        "input_hash": "0" * 64,
        "created_at": now(),
    }


@pytest.mark.django_db
def test_nothing_that_a_camera_shows_is_kept_of_a_hiring_session(origin: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        VisionMetrics.objects.create(**origin, purpose=Purpose.HIRING, face_ratio=1.0)
    VisionMetrics.objects.create(**origin, purpose=Purpose.PRACTICE, face_ratio=1.0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({"score": 70.0, "evidence": QUOTE}, True),
        ({"score": None, "not_scorable": "silence"}, True),
        ({"score": 70.0, "evidence": []}, False),
        ({"score": 101.0, "evidence": QUOTE}, False),
        ({"score": None}, False),
        ({"score": 70.0, "evidence": QUOTE, "not_scorable": "silence"}, False),
    ],
)
def test_a_score_has_evidence_or_there_is_a_reason_for_none(
    origin: dict[str, Any], values: dict[str, Any], allowed: bool
) -> None:
    if allowed:
        Evaluation.objects.create(**origin, criterion="relevance", **values)
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.create(**origin, criterion="relevance", **values)
