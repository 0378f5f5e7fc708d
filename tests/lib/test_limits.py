"""How often a thing may happen, counted exactly."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from interview_platform.lib import limits
from interview_platform.lib.errors import Kind, LimitReached


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The present, to be moved: in a minute that no other test counts in."""
    present = [60.0 * secrets.randbelow(10**9)]
    monkeypatch.setattr(limits, "time", lambda: present[0])
    return present


def allowed(key: str = "a", *, limit: int = 3) -> bool:
    """Say whether one more hit is allowed."""
    try:
        limits.hit(key, limit=limit, seconds=60)
    except LimitReached:
        return False
    return True


def test_the_one_after_the_limit_is_refused(clock: list[float]) -> None:
    assert [allowed() for _ in range(5)] == [True, True, True, False, False]
    assert allowed("b")


def test_the_refusal_says_when_to_come_back(clock: list[float]) -> None:
    clock[0] += 20.5
    with pytest.raises(LimitReached) as caught:
        limits.hit("a", limit=0, seconds=60)
    error = caught.value
    assert (error.kind, error.code) == (Kind.LIMIT, "too_many_requests")
    assert error.data == {"retry_after": 40}


def test_the_next_window_starts_anew(clock: list[float]) -> None:
    start = clock[0]
    for seconds in (59.5, 60):
        clock[0] = start + seconds
        assert [allowed() for _ in range(4)] == [True, True, True, False]


def test_what_is_taken_back_does_not_count(clock: list[float]) -> None:
    limits.take_back("a", seconds=60)  # nothing there
    for _ in range(5):
        assert allowed(limit=1)
        limits.take_back("a", seconds=60)
    assert allowed(limit=1)
    assert not allowed(limit=1)


def test_threads_are_counted_exactly(clock: list[float]) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: allowed(limit=10), range(400)))
    assert answers.count(True) == 10


def test_the_cache_holds_no_name(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    add = Mock(return_value=True)
    monkeypatch.setattr(cache, "add", add)
    limits.hit("alice@example.org \x00 ü", limit=1, seconds=60)
    name = add.call_args.args[0]
    assert "alice" not in name
    assert name.isascii()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_address_stands_for_one_visitor(given: str, expected: str) -> None:
    assert limits.address_of(RequestFactory(REMOTE_ADDR=given).get("/")) == expected
