"""Voice activity with the Silero v6 network that faster-whisper ships, on onnxruntime."""

from __future__ import annotations

import importlib.util
import math
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .base import SAMPLE_RATE, EngineError, EngineInfo, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    import numpy.typing as npt

    from .base import EngineConfig, Samples

WINDOW = 512  # new samples per probability (32 ms), fixed by the network
CONTEXT = 64  # samples of the window before it, fixed by the network
STATE_SHAPE = (1, 1, 128)
BATCH = 1024  # windows per call: 33 s of sound, so that an hour does not fill the memory

# Speech begins at ENTER and ends only below LEAVE, so that a wavering voice is not chopped.
ENTER = 0.5
LEAVE = 0.35
MIN_SILENCE_SECONDS = 0.2
MIN_SPEECH_SECONDS = 0.1
PAD_SECONDS = 0.03


def build(config: EngineConfig) -> SileroVoiceActivity:
    """Load the network; raise EngineError when a part of it is not installed."""
    del config
    return SileroVoiceActivity(_model_path())


class SileroVoiceActivity:
    """Finds speech; holds no state between calls, so threads may share it."""

    def __init__(self, model: Path) -> None:
        """Load the ONNX file with one thread; raise EngineError without onnxruntime."""
        self._session = _session(model)
        self.info = EngineInfo(
            name="silero",
            version=metadata.version("onnxruntime"),
            model=f"{model.stem} of faster-whisper {metadata.version('faster-whisper')}",
            degraded=False,
        )

    def spans(self, samples: Samples) -> tuple[Span, ...]:
        """Return the stretches of speech in mono 16 kHz samples, in the order of time."""
        duration = len(samples) / SAMPLE_RATE
        runs = _runs(self._probabilities(samples))
        return tuple(_padded(_joined(runs), duration))

    def _probabilities(self, samples: Samples) -> Iterator[float]:
        """Yield one speech probability per 32 ms window."""
        import numpy as np

        hidden = cell = np.zeros(STATE_SHAPE, np.float32)
        windows = _windows(samples)
        for at in range(0, len(windows), BATCH):
            inputs = {"input": windows[at : at + BATCH], "h": hidden, "c": cell}
            output, hidden, cell = self._session.run(None, inputs)
            yield from output.ravel().tolist()


def _model_path() -> Path:
    """Locate the network without importing the package around it; raise EngineError."""
    package = importlib.util.find_spec("faster_whisper")
    for folder in (package and package.submodule_search_locations) or ():
        path = Path(folder) / "assets" / "silero_vad_v6.onnx"
        if path.is_file():
            return path
    raise EngineError("engine_unavailable", "The Silero network is not installed.", permanent=True)


def _session(model: Path) -> Any:
    """Open an inference session on one thread; raise EngineError without onnxruntime."""
    try:
        import onnxruntime
    except ImportError as error:
        raise EngineError("engine_unavailable", str(error), permanent=True) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(model), sess_options=options, providers=["CPUExecutionProvider"]
    )


def _windows(samples: Samples) -> npt.NDArray[np.float32]:
    """Cut samples of shape (n,) into overlapping network inputs of shape (windows, 576)."""
    import numpy as np

    count = math.ceil(len(samples) / WINDOW)
    if not count:
        return np.zeros((0, CONTEXT + WINDOW), np.float32)
    padded = np.zeros(CONTEXT + count * WINDOW, np.float32)
    padded[CONTEXT : CONTEXT + len(samples)] = samples
    return np.lib.stride_tricks.sliding_window_view(padded, CONTEXT + WINDOW)[::WINDOW]


def _runs(probabilities: Iterable[float]) -> Iterator[Span]:
    """Yield the raw runs of speech between entering and leaving the two thresholds."""
    step = WINDOW / SAMPLE_RATE
    start = None
    end = 0.0
    for index, probability in enumerate(probabilities):
        end = (index + 1) * step
        if start is None and probability >= ENTER:
            start = index * step
        elif start is not None and probability < LEAVE:
            yield Span(start, index * step)
            start = None
    if start is not None:
        yield Span(start, end)


def _joined(runs: Iterable[Span]) -> Iterator[Span]:
    """Bridge silences too short to be one, then drop runs too short to be speech."""
    last: Span | None = None
    for run in runs:
        if last and run.start - last.end < MIN_SILENCE_SECONDS:
            last = Span(last.start, run.end)
            continue
        if last and _long_enough(last):
            yield last
        last = run
    if last and _long_enough(last):
        yield last


def _long_enough(run: Span) -> bool:
    """Tell speech from a click."""
    return run.end - run.start >= MIN_SPEECH_SECONDS


def _padded(runs: Iterable[Span], duration: float) -> Iterator[Span]:
    """Widen each run by PAD_SECONDS inside the recording; silences stay positive."""
    for run in runs:
        yield Span(max(0.0, run.start - PAD_SECONDS), min(duration, run.end + PAD_SECONDS))
