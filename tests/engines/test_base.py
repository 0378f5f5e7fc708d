"""Errors keep what they know on their way between processes."""

import pickle

import pytest

from interview_platform.engines.base import EngineError
from interview_platform.engines.media import MediaError


@pytest.mark.parametrize("permanent", [True, False])
def test_an_engine_error_survives_pickling(permanent: bool) -> None:
    error = pickle.loads(pickle.dumps(EngineError("code", "words", permanent=permanent)))  # noqa: S301

    assert (error.code, str(error), error.permanent) == ("code", "words", permanent)


@pytest.mark.parametrize(("code", "permanent"), [("no_audio", True), ("took_too_long", False)])
def test_a_media_error_is_permanent_unless_it_took_too_long(code: str, permanent: bool) -> None:
    error = pickle.loads(pickle.dumps(MediaError(code, "words")))  # noqa: S301

    assert type(error) is MediaError
    assert (error.code, str(error), error.permanent) == (code, "words", permanent)
