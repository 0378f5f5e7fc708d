"""Draft transcripts, offline and without a key: PocketSphinx with the model in its wheel."""

from __future__ import annotations

import re
import threading
from importlib import metadata
from typing import TYPE_CHECKING, Any

from .base import SAMPLE_RATE, EngineError, EngineInfo, Span, Transcription, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .base import EngineConfig, Samples

MAX_PIECE_SECONDS = 15.0
JOIN_GAP_SECONDS = 0.4  # a sentence decoded whole is understood better than its halves
PAD_SECONDS = 0.1
CUT_WINDOW_SECONDS = 3.0  # where the quietest spot of a long span is looked for
CUT_FRAME = SAMPLE_RATE // 20

FRAMES_PER_SECOND = 100  # of the recognizer's word times
# The decoder holds the interpreter's lock while it works; between two chunks of 0.1 s
# (50 ms of work at most) other threads, such as a heartbeat, get their turn.
CHUNK = SAMPLE_RATE // 10

NOT_A_WORD = re.compile(r"^[<\[+]")  # <sil>, <s>, [SPEECH], [NOISE], ++UH++
VARIANT = re.compile(r"\(\d+\)$")  # "read(2)" is another pronunciation of "read"


def build(config: EngineConfig) -> PocketSphinx:
    """Load the recognizer; raise EngineError when it is not installed."""
    del config
    return PocketSphinx()


class PocketSphinx:
    """Recognizes American English; one decoder, used by one thread at a time."""

    def __init__(self) -> None:
        """Load model and dictionary (0.3 s); raise EngineError without pocketsphinx."""
        self._decoder = _decoder()
        self._turn = threading.Lock()
        self.info = EngineInfo(
            name="pocketsphinx",
            version=metadata.version("pocketsphinx"),
            model="en-us",
            degraded=True,
            note="Draft transcript (basic engine): wrong words are likely.",
        )

    def speaks(self, language: str) -> bool:
        """Accept English in any region; only American pronunciations are modelled."""
        return re.split("[-_]", language)[0].lower() == "en"

    def transcribe(
        self, samples: Samples, spans: Sequence[Span], *, language: str, phrases: Sequence[str] = ()
    ) -> Transcription:
        """Transcribe mono 16 kHz samples inside the spans only.

        Silence outside them would be turned into words. Raises EngineError when the language
        is not English.
        """
        if not self.speaks(language):
            raise EngineError("language_not_supported", f"Not {language!r}.", permanent=True)
        # An unknown word would need its pronunciation, which a spelling does not give, and the
        # decoder cannot forget a word: one recording's terms would colour all later ones.
        del phrases
        with self._turn:
            # What is known of the last voice and its noise would make results depend on order.
            self._decoder.reinit_feat()
            words = tuple(self._words(samples, spans))
        text = " ".join(word.text for word in words)
        return Transcription(text, words, language, self.info)

    def _words(self, samples: Samples, spans: Sequence[Span]) -> Iterator[Word]:
        """Yield the words of every piece, in the order of time."""
        last = 0.0
        for piece in _pieces(samples, spans):
            for word in self._decode(samples, piece):
                if word.start >= last:
                    last = word.start
                    yield word

    def _decode(self, samples: Samples, piece: Span) -> Iterator[Word]:
        """Feed one piece to the decoder in short chunks and read its words."""
        pcm = _pcm16(samples[_index(piece.start) : _index(piece.end)])
        if not pcm:
            return
        self._feed(pcm)
        if self._decoder.hyp() is None:  # nothing was recognized, so there are no segments
            return
        for segment in self._decoder.seg():
            if not NOT_A_WORD.match(segment.word):
                yield _word(segment, piece)

    def _feed(self, pcm: bytes) -> None:
        """Decode one utterance; an error must not leave it open for the next one."""
        self._decoder.start_utt()
        try:
            for at in range(0, len(pcm), 2 * CHUNK):
                self._decoder.process_raw(pcm[at : at + 2 * CHUNK])
        finally:
            self._decoder.end_utt()


def _decoder() -> Any:
    """Create a quiet decoder; raise EngineError without pocketsphinx."""
    try:
        from pocketsphinx import Decoder
    except ImportError as error:
        raise EngineError("engine_unavailable", str(error), permanent=True) from error
    return Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")


def _word(segment: Any, piece: Span) -> Word:
    """Translate a decoder segment into a word with times of the recording."""
    start = piece.start + segment.start_frame / FRAMES_PER_SECOND
    end = piece.start + (segment.end_frame + 1) / FRAMES_PER_SECOND
    confidence = min(1.0, max(0.0, float(segment.prob)))  # linear already, not a logarithm
    return Word(
        VARIANT.sub("", segment.word), round(start, 3), round(min(end, piece.end), 3), confidence
    )


def _pcm16(samples: Samples) -> bytes:
    """Convert floats in -1..1 to signed 16-bit little-endian bytes."""
    return (samples * 32767).clip(-32768, 32767).astype("<i2").tobytes()


def _index(seconds: float) -> int:
    """Return the sample index of a time."""
    return round(seconds * SAMPLE_RATE)


def _pieces(samples: Samples, spans: Sequence[Span]) -> list[Span]:
    """Turn spans into padded pieces of at most MAX_PIECE_SECONDS that do not overlap."""
    short = [part for span in spans for part in _cut(samples, span)]
    return _pad(list(_join(short)), len(samples) / SAMPLE_RATE)


def _cut(samples: Samples, span: Span) -> Iterator[Span]:
    """Cut a long span at quiet spots, so that few words are torn."""
    longest = MAX_PIECE_SECONDS - 2 * PAD_SECONDS
    start = span.start
    while span.end - start > longest:
        at = _quietest(samples, start + longest - CUT_WINDOW_SECONDS, start + longest)
        yield Span(start, at)
        start = at
    yield Span(start, span.end)


def _quietest(samples: Samples, start: float, end: float) -> float:
    """Return the middle of the 50 ms with the least energy between two times."""
    import numpy as np

    window = samples[_index(start) : _index(end)]
    frames = window[: len(window) // CUT_FRAME * CUT_FRAME].reshape(-1, CUT_FRAME)
    if not len(frames):
        return end
    quiet = int(np.square(frames).sum(axis=1).argmin())
    return start + (quiet + 0.5) * CUT_FRAME / SAMPLE_RATE


def _join(spans: Iterable[Span]) -> Iterator[Span]:
    """Join neighbours across short silences as long as the piece stays short enough."""
    last: Span | None = None
    for span in spans:
        if last and _belong_together(last, span):
            last = Span(last.start, span.end)
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def _belong_together(first: Span, second: Span) -> bool:
    """Tell whether two spans may be decoded as one piece."""
    near = second.start - first.end <= JOIN_GAP_SECONDS
    return near and second.end - first.start <= MAX_PIECE_SECONDS - 2 * PAD_SECONDS


def _pad(spans: list[Span], duration: float) -> list[Span]:
    """Widen each span by PAD_SECONDS, but at most to the middle of the silence beside it."""
    ends = [0.0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans[1:]), duration]
    return [
        Span(
            max(span.start - PAD_SECONDS, min(span.start, (before + span.start) / 2)),
            min(span.end + PAD_SECONDS, max(span.end, (span.end + after) / 2)),
        )
        for span, before, after in zip(spans, ends, starts, strict=False)
    ]
