"""From sound to words and numbers: claim → call the engines → record."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from analytics.engine_config import engine_config
from analytics.models import AnalysisRun, DeliveryMetrics, EngineResult, Transcript
from analytics.services.runs import step_enqueue
from candidates import files
from candidates.announce import session_changed
from candidates.limits import answer_seconds
from candidates.models import Recording
from interview_platform.engines import media, registry
from interview_platform.engines.base import Delivery, EngineInfo, Span, Transcription, Word
from interview_platform.lib import ai, audit
from interview_platform.lib.audit import SYSTEM

if TYPE_CHECKING:
    from interview_platform.engines.base import Samples


MOST_OVERRUN_SECONDS = 600.0


class ConsentMissing(RuntimeError):
    """An engine was about to see a session whose person has not agreed to it."""

    permanent = True
    code = "no_ai_consent"


def transcript_create(*, run: AnalysisRun, recording: Recording, now: datetime) -> None:
    """Transcribe a recording and store its words once; then queue the delivery metrics.

    Silence has no speech spans, so it gets an empty transcript.

    Raises:
        ConsentMissing: the person refused AI analysis.
        EngineError: no engine could do it.
    """
    _require_consent(recording)
    if Transcript.objects.filter(run=run, recording=recording).exists():
        return
    samples, digest = _sound(recording)
    spans = _speech(recording, samples, digest)
    spoken = _words(recording, samples, spans, digest)
    row = Transcript(
        **_provenance(run, recording, spoken.engine, digest, now),
        language=spoken.language,
        text=spoken.text,
        words=[_word_json(word) for word in spoken.words],
        speech=[[span.start, span.end] for span in spans],
    )
    _record(row, "transcript.created", now, then="analytics.measure_delivery")


def delivery_measure(*, run: AnalysisRun, recording: Recording, now: datetime) -> None:
    """Measure how a transcribed answer was spoken and store it once.

    Raises:
        ConsentMissing: the person refused AI analysis.
        Transcript.DoesNotExist: the recording has no transcript of this run.
    """
    _require_consent(recording)
    transcript = Transcript.objects.get(run=run, recording=recording)
    samples, digest = _sound(recording)
    meter = registry.delivery_meter(engine_config())
    spans = [Span(start, end) for start, end in transcript.speech]
    words = [Word(w["w"], w["s"], w["e"], w["p"]) for w in transcript.words]
    purpose = _purpose("delivery", recording, digest)
    measured = ai.call(purpose, meter.info, lambda: meter.measure(samples, spans, words))
    row = DeliveryMetrics(
        **_provenance(run, recording, measured.engine, digest, now), **_numbers(measured)
    )
    _record(row, "delivery.measured", now)


def _require_consent(recording: Recording) -> None:
    """Refuse here too: every way to an engine passes this line."""
    if not recording.session.ai_analysis:
        raise ConsentMissing(str(recording.session.public_id))


def _sound(recording: Recording) -> "tuple[Samples, str]":
    """Return the recording's samples and their SHA-256, which names the engines' input."""
    with files.local_copy(recording.file) as path:
        samples = media.decode_audio(path, max_seconds=_most_seconds(recording))
    return samples, hashlib.sha256(samples.tobytes()).hexdigest()


def _most_seconds(recording: Recording) -> float:
    """Return how much sound there can be; a lying container must not claim hours."""
    measured = (recording.duration_ms or 0) / 1000
    answer = recording.answer
    limit = answer_seconds(answer.question, recording.session) if answer else measured
    return min(measured, limit + MOST_OVERRUN_SECONDS) + 1


def _speech(recording: Recording, samples: "Samples", digest: str) -> tuple[Span, ...]:
    detector = registry.voice_activity(engine_config())
    purpose = _purpose("voice_activity", recording, digest)
    return ai.call(purpose, detector.info, lambda: detector.spans(samples))


def _words(
    recording: Recording, samples: "Samples", spans: tuple[Span, ...], digest: str
) -> Transcription:
    language = recording.session.version.interview.language
    engine = registry.speech_to_text(engine_config(), language)
    purpose = _purpose("speech_to_text", recording, digest, language=language)
    return ai.call(
        purpose, engine.info, lambda: engine.transcribe(samples, spans, language=language)
    )


def _purpose(capability: str, recording: Recording, digest: str, **parameters: Any) -> ai.Purpose:
    return ai.Purpose(
        capability=capability,
        company_id=recording.company_id,
        subject=f"session:{recording.session.public_id}",
        input_hash=digest,
        parameters=parameters,
    )


def _provenance(
    run: AnalysisRun, recording: Recording, engine: EngineInfo, digest: str, now: datetime
) -> dict[str, Any]:
    return {
        "company_id": run.company_id,
        "run": run,
        "recording": recording,
        "engine": engine.name,
        "engine_version": engine.version,
        "model": engine.model,
        "degraded": engine.degraded,
        "note": engine.note,
        "input_hash": digest,
        "created_at": now,
    }


def _record(row: EngineResult, action: str, now: datetime, *, then: str = "") -> None:
    """Store a result once, with its trail, its message and the step that follows.

    A second worker on the same step meets the unique key and leaves the first one's row.
    """
    recording = row.recording
    try:
        with transaction.atomic():
            row.save()
            audit.record(action, target=row, actor=SYSTEM, now=now, engine=row.engine)
            if then:
                step_enqueue(then, row.run, recording, now)
            session_changed(recording.session)
    except IntegrityError:
        if not type(row).objects.filter(run=row.run, recording=recording).exists():
            raise


def _word_json(word: Word) -> dict[str, Any]:
    return {"w": word.text, "s": word.start, "e": word.end, "p": word.confidence}


def _numbers(measured: Delivery) -> dict[str, Any]:
    """Return the measurements as the row's columns."""
    numbers = asdict(measured)
    del numbers["engine"]
    numbers["fillers"] = [_word_json(word) for word in measured.fillers]
    return numbers
