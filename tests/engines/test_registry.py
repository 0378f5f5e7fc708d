"""From settings to engines."""

from __future__ import annotations

from typing import Any

import pytest

from interview_platform.engines import registry
from interview_platform.engines.base import EngineConfig, EngineError, EngineInfo

CONFIG = EngineConfig()


class Polyglot:
    """Stands for an engine that speaks everything."""

    info = EngineInfo("polyglot", "1", "none", degraded=False)

    def speaks(self, language: str) -> bool:
        return True


def broken(config: EngineConfig) -> Any:
    raise EngineError("engine_unavailable", "not installed", permanent=True)


@pytest.fixture(autouse=True)
def _own_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests add rows and loaded engines without keeping them."""
    monkeypatch.setattr(registry, "SPEECH_TO_TEXT", dict(registry.SPEECH_TO_TEXT))
    monkeypatch.setattr(registry, "_loaded", dict(registry._loaded))


def test_engines_are_loaded_once() -> None:
    assert registry.voice_activity(CONFIG) is registry.voice_activity(EngineConfig())
    assert registry.speech_to_text(CONFIG, "en") is registry.speech_to_text(CONFIG, "en-GB")
    assert registry.delivery_meter(CONFIG) is registry.delivery_meter(CONFIG)


def test_auto_names_the_draft_engine_as_degraded() -> None:
    info = registry.speech_to_text(CONFIG, "en").info

    assert (info.name, info.degraded) == ("pocketsphinx", True)
    assert "draft" in info.note.lower()
    assert info.version


def test_auto_passes_over_an_engine_that_cannot_be_built() -> None:
    registry.SPEECH_TO_TEXT = {"broken": broken, **registry.SPEECH_TO_TEXT}

    assert registry.speech_to_text(CONFIG, "en").info.name == "pocketsphinx"


def test_auto_passes_over_an_engine_that_does_not_speak_the_language() -> None:
    registry.SPEECH_TO_TEXT["polyglot"] = lambda config: Polyglot()  # type: ignore[assignment, return-value]

    assert registry.speech_to_text(CONFIG, "en").info.name == "pocketsphinx"
    assert registry.speech_to_text(CONFIG, "de").info.name == "polyglot"


def test_a_named_engine_never_falls_back() -> None:
    registry.SPEECH_TO_TEXT["broken"] = broken

    with pytest.raises(EngineError) as caught:
        registry.speech_to_text(EngineConfig(speech_to_text="broken"), "en")

    assert caught.value.code == "engine_unavailable"


def test_auto_without_any_usable_engine_says_so() -> None:
    registry.SPEECH_TO_TEXT = {"broken": broken}

    with pytest.raises(EngineError) as caught:
        registry.speech_to_text(CONFIG, "en")

    assert caught.value.code == "engine_unavailable"


@pytest.mark.parametrize("name", ["auto", "pocketsphinx"])
def test_a_language_nobody_speaks_is_a_permanent_error(name: str) -> None:
    with pytest.raises(EngineError, match="pocketsphinx") as caught:
        registry.speech_to_text(EngineConfig(speech_to_text=name), "de")

    assert (caught.value.code, caught.value.permanent) == ("language_not_supported", True)


@pytest.mark.parametrize(
    ("setting", "load", "known"),
    [
        ("speech_to_text", lambda c: registry.speech_to_text(c, "en"), "pocketsphinx"),
        ("voice_activity", registry.voice_activity, "silero"),
        ("delivery", registry.delivery_meter, "numpy"),
    ],
)
def test_an_unknown_name_names_the_setting_and_the_known_names(
    setting: str, load: Any, known: str
) -> None:
    with pytest.raises(EngineError) as caught:
        load(EngineConfig(**{setting: "nonesuch"}))

    assert (caught.value.code, caught.value.permanent) == ("unknown_engine", True)
    assert all(part in str(caught.value) for part in (setting, "nonesuch", known))
