"""Draft transcripts: close enough, in time, and never invented."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from interview_platform.engines import stt_pocketsphinx
from interview_platform.engines.base import (
    SAMPLE_RATE,
    EngineError,
    Span,
    SpeechToText,
    VoiceActivity,
)

from .conftest import MEDIA, Run
from .wer import normalise, word_error_rate

if TYPE_CHECKING:
    from interview_platform.engines.base import Samples


def test_most_words_are_right(run: Run) -> None:
    truth = (MEDIA / "answer.txt").read_text()

    assert word_error_rate(truth, run.transcription.text) <= 0.25


def test_the_text_is_the_words_without_any_markers(run: Run) -> None:
    words = [word.text for word in run.transcription.words]

    assert run.transcription.text == " ".join(words)
    assert all(re.fullmatch(r"[a-z'.-]+", word) for word in words)


def test_times_rise_and_lie_in_the_recording(run: Run, speech: Samples) -> None:
    words = run.transcription.words

    assert all(0 <= word.start < word.end <= len(speech) / SAMPLE_RATE for word in words)
    assert all(before.start <= after.start for before, after in pairwise(words))
    assert all(before.end <= after.end for before, after in pairwise(words))


def test_times_are_those_of_the_recording_not_of_a_piece(run: Run) -> None:
    # "Thirty percent" is said at 40 s of 47, as a listener hears.
    starts = [word.start for word in run.transcription.words if word.text == "percent"]

    assert starts == [pytest.approx(39.9, abs=1.0)]


def test_confidence_tells_right_from_wrong(run: Run) -> None:
    truth = set(normalise((MEDIA / "answer.txt").read_text()))
    words = run.transcription.words
    right = [word.confidence for word in words if word.text in truth]
    wrong = [word.confidence for word in words if word.text not in truth]

    assert all(0 <= word.confidence <= 1 for word in words if word.confidence is not None)
    assert np.median(np.array(right, float)) > np.median(np.array(wrong, float))


def test_other_threads_run_meanwhile(run: Run) -> None:
    assert run.longest_wait < 0.15 * run.seconds


def test_the_result_names_its_engine_and_language(run: Run) -> None:
    assert run.transcription.engine.name == "pocketsphinx"
    assert run.transcription.engine.degraded
    assert run.transcription.language == "en-US"


@pytest.mark.parametrize("level", [0.0, 0.001, 0.1], ids=["silence", "hiss", "noise"])
def test_no_voice_no_words(recognizer: SpeechToText, silero: VoiceActivity, level: float) -> None:
    draws = np.random.default_rng(3).normal(0, 1, 10 * SAMPLE_RATE)
    samples = (level * draws).astype(np.float32)

    found = recognizer.transcribe(samples, silero.spans(samples), language="en")

    assert (found.text, found.words) == ("", ())


def test_an_empty_recording_has_no_words(recognizer: SpeechToText) -> None:
    nothing = np.zeros(0, np.float32)

    assert recognizer.transcribe(nothing, (), language="en").words == ()
    assert recognizer.transcribe(nothing, (Span(0, 1),), language="en").words == ()


def test_nothing_outside_the_spans_is_decoded(recognizer: SpeechToText, speech: Samples) -> None:
    found = recognizer.transcribe(speech, (Span(5.54, 9.79),), language="en")

    assert "production" in found.text
    assert "engineer" not in found.text
    assert all(word.start >= 5.4 and word.end <= 9.9 for word in found.words)


def test_a_result_does_not_depend_on_what_came_before(
    recognizer: SpeechToText, speech: Samples
) -> None:
    first, loud = (Span(0.16, 3.0),), speech[20 * SAMPLE_RATE : 24 * SAMPLE_RATE] * 3

    before = recognizer.transcribe(speech, first, language="en")
    recognizer.transcribe(loud, (Span(0, 4),), language="en")

    assert recognizer.transcribe(speech, first, language="en") == before


def test_a_long_span_is_cut_into_short_pieces_that_cover_it(speech: Samples) -> None:
    pieces = stt_pocketsphinx._pieces(speech, (Span(0.5, 46.5),))

    assert all(piece.end - piece.start <= 15.0 for piece in pieces)
    assert pieces[0].start <= 0.5
    assert pieces[-1].end >= 46.5
    assert all(after.start == pytest.approx(before.end) for before, after in pairwise(pieces))


def test_a_long_span_is_cut_where_it_is_quiet() -> None:
    samples = np.ones(20 * SAMPLE_RATE, np.float32)
    samples[13 * SAMPLE_RATE : 13 * SAMPLE_RATE + 3200] = 0

    first, second = stt_pocketsphinx._pieces(samples, (Span(0, 20),))

    assert first.end == second.start == pytest.approx(13.1, abs=0.1)


def test_neighbours_share_a_piece_and_distant_spans_do_not() -> None:
    samples = np.zeros(30 * SAMPLE_RATE, np.float32)
    spans = (Span(1, 3), Span(3.3, 5), Span(8, 10), Span(10.3, 24))

    pieces = stt_pocketsphinx._pieces(samples, spans)

    assert [(round(p.start, 2), round(p.end, 2)) for p in pieces] == [
        (0.9, 5.1),
        (7.9, 10.1),
        (10.2, 24.1),
    ]


@pytest.mark.parametrize(("tag", "spoken"), [("en", True), ("EN_gb", True), ("de", False)])
def test_it_speaks_english(recognizer: SpeechToText, tag: str, spoken: bool) -> None:
    assert recognizer.speaks(tag) is spoken


def test_another_language_is_refused(recognizer: SpeechToText) -> None:
    with pytest.raises(EngineError) as caught:
        recognizer.transcribe(np.zeros(100, np.float32), (), language="fr")

    assert caught.value.code == "language_not_supported"
