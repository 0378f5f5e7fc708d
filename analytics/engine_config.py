"""Which engines the settings choose."""

from django.conf import settings

from interview_platform.engines.base import EngineConfig


def engine_config() -> EngineConfig:
    """Return the chosen engines."""
    return EngineConfig(speech_to_text=settings.SPEECH_TO_TEXT)
