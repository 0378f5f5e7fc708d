"""What every engine takes and returns: Protocols, frozen results, one error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import numpy.typing as npt

    # Mono, SAMPLE_RATE Hz, shape (n,), values in -1..1.
    Samples = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000


class EngineError(Exception):
    """An engine could not do its work; `permanent` says that a retry makes no sense."""

    def __init__(self, code: str, message: str, *, permanent: bool) -> None:
        """Keep the stable `code` for programs and the message for people."""
        super().__init__(message)
        self.code = code
        self.permanent = permanent

    def __reduce__(self) -> tuple[Callable[..., EngineError], tuple[Any, ...]]:
        """Survive the way between processes, which would otherwise lose the keyword."""
        return partial(type(self), permanent=self.permanent), (self.code, str(self))


@dataclass(frozen=True)
class EngineConfig:
    """Names of the chosen engines; `auto` takes the best one that is really usable."""

    speech_to_text: str = "auto"
    voice_activity: str = "silero"
    delivery: str = "numpy"


@dataclass(frozen=True)
class EngineInfo:
    """Who made a result, so that it can be stored beside every number."""

    name: str
    version: str
    model: str
    degraded: bool
    note: str = ""


@dataclass(frozen=True)
class Word:
    """One spoken word; times are seconds in the recording, confidence is 0..1."""

    text: str
    start: float
    end: float
    confidence: float | None


@dataclass(frozen=True)
class Span:
    """A stretch of speech, in seconds from the start of the recording."""

    start: float
    end: float


@dataclass(frozen=True)
class Transcription:
    """What was said, as text and as timed words in the order of time."""

    text: str
    words: tuple[Word, ...]
    language: str
    engine: EngineInfo


@dataclass(frozen=True)
class Delivery:
    """How it was said; a figure that the recording does not carry is None.

    Rates are words per minute of the whole recording (speech) and of the voiced spans
    (articulation). Pauses are silences between two spans. Filler figures are a lower bound.
    """

    duration_seconds: float
    speech_seconds: float
    word_count: int
    speech_rate_wpm: float | None
    articulation_rate_wpm: float | None
    pause_count: int
    pause_ratio: float | None
    longest_pause_seconds: float | None
    filler_count: int
    filler_ratio: float | None
    pitch_mean_hz: float | None
    pitch_variance_hz2: float | None
    pitch_sd_semitones: float | None
    volume_dbfs: float | None
    fillers: tuple[Word, ...]
    engine: EngineInfo


class SpeechToText(Protocol):
    """Turns speech into timed words."""

    @property
    def info(self) -> EngineInfo:
        """Name the engine behind the results."""

    def speaks(self, language: str) -> bool:
        """Tell whether a language tag such as `en` or `en-GB` is understood."""

    def transcribe(
        self, samples: Samples, spans: Sequence[Span], *, language: str, phrases: Sequence[str] = ()
    ) -> Transcription:
        """Transcribe only what lies in the spans; phrases are terms that may be expected.

        Raises EngineError.
        """


class VoiceActivity(Protocol):
    """Finds where somebody speaks."""

    @property
    def info(self) -> EngineInfo:
        """Name the engine behind the results."""

    def spans(self, samples: Samples) -> tuple[Span, ...]:
        """Return the disjoint stretches of speech in the order of time."""


class DeliveryMeter(Protocol):
    """Measures how somebody speaks."""

    @property
    def info(self) -> EngineInfo:
        """Name the engine behind the results."""

    def measure(self, samples: Samples, spans: Sequence[Span], words: Sequence[Word]) -> Delivery:
        """Measure rates, pauses, fillers, pitch and volume of one recording."""
