"""Fixtures of the tests about people."""

import secrets

import pytest

from interview_platform.lib import limits


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the clock of all limits in a minute that no other test counts in.

    The counters are not cleared: Redis, where the suite runs on it, serves other tests as well.
    """
    minute = 60.0 * secrets.randbelow(10**9)
    monkeypatch.setattr(limits, "time", lambda: minute)
