"""From a setting to a loaded engine: one row per engine, one load per process."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any, TypeVar

# These modules import their libraries only when an engine is built.
from . import delivery_numpy, stt_pocketsphinx, vad_silero
from .base import EngineConfig, EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .base import DeliveryMeter, SpeechToText, VoiceActivity

    Builder = Callable[[EngineConfig], "Engine"]

__all__ = ["EngineConfig", "delivery_meter", "speech_to_text", "voice_activity"]

Engine = TypeVar("Engine")

# Best first: `auto` takes the first that can be built and speaks the language.
SPEECH_TO_TEXT: dict[str, Callable[[EngineConfig], SpeechToText]] = {
    "pocketsphinx": stt_pocketsphinx.build,
}
VOICE_ACTIVITY: dict[str, Callable[[EngineConfig], VoiceActivity]] = {
    "silero": vad_silero.build,
}
DELIVERY: dict[str, Callable[[EngineConfig], DeliveryMeter]] = {
    "numpy": delivery_numpy.build,
}

log = logging.getLogger(__name__)
_loaded: dict[object, Any] = {}
_loading = threading.Lock()


def speech_to_text(config: EngineConfig, language: str) -> SpeechToText:
    """Return the chosen speech-to-text engine for a language tag; raise EngineError."""
    if config.speech_to_text == "auto":
        candidates = _usable(config)
    else:
        candidates = [_load("speech_to_text", SPEECH_TO_TEXT, config.speech_to_text, config)]
    for engine in candidates:
        if engine.speaks(language):
            return engine
    names = ", ".join(engine.info.name for engine in candidates)
    raise EngineError(
        "language_not_supported", f"No engine of {names} speaks {language!r}.", permanent=True
    )


def voice_activity(config: EngineConfig) -> VoiceActivity:
    """Return the chosen voice activity engine; raise EngineError."""
    return _load("voice_activity", VOICE_ACTIVITY, config.voice_activity, config)


def delivery_meter(config: EngineConfig) -> DeliveryMeter:
    """Return the chosen delivery meter; raise EngineError."""
    return _load("delivery", DELIVERY, config.delivery, config)


def _usable(config: EngineConfig) -> list[SpeechToText]:
    """Load every engine that can be, best first; raise EngineError when none can."""
    engines = []
    for name in SPEECH_TO_TEXT:
        try:
            engines.append(_load("speech_to_text", SPEECH_TO_TEXT, name, config))
        except EngineError as error:
            log.info("speech to text: %s is not usable: %s", name, error)
    if not engines:
        raise EngineError("engine_unavailable", "No speech-to-text engine works.", permanent=True)
    return engines


def _load(
    setting: str, rows: Mapping[str, Builder[Engine]], name: str, config: EngineConfig
) -> Engine:
    """Build an engine once per process; raise EngineError for an unknown name."""
    if name not in rows:
        known = ", ".join(sorted(rows))
        raise EngineError(
            "unknown_engine", f"{setting}={name!r} is unknown; known: {known}.", permanent=True
        )
    with _loading:
        key = (setting, name, config)
        if key not in _loaded:
            _loaded[key] = rows[name](config)
        engine: Engine = _loaded[key]
        return engine
