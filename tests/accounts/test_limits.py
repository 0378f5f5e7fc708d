"""Passwords cannot be tried out, and hashing them cannot stop the house."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.backends import WRONG_TRIES
from accounts.models import User
from accounts.services.companies import company_sign_up
from accounts.views import SIGN_UPS
from interview_platform.lib.errors import LimitReached
from tests.factories import PASSWORD, now
from tests.lib.concurrency import shared_database, together

SIGN_IN, SIGN_UP = reverse("accounts:sign-in"), reverse("accounts:sign-up")
ADMIN = reverse("admin:login")
HERE, THERE = "192.0.2.1", "192.0.2.2"
WRONG = "not the one"


def sign_in(
    name: str, password: str = WRONG, *, address: str = HERE, page: str = SIGN_IN, **more: Any
) -> HttpResponse:
    """Answer one try, from a browser of its own."""
    form = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address).post(page, form, **more)  # type: ignore[return-value]


@pytest.mark.django_db
class TestSignIn:
    def test_an_address_has_ten_wrong_tries(self, alice: User, bob: User) -> None:
        tries = [sign_in(f"nobody-{n}").status_code for n in range(WRONG_TRIES)]
        assert tries == [422] * 10
        assert sign_in(bob.email, PASSWORD).status_code == 429
        assert sign_in(bob.email, PASSWORD, address=THERE).status_code == 302

    def test_a_name_has_ten_wrong_tries_from_wherever(self, alice: User, bob: User) -> None:
        names = [alice.email, alice.email.upper()]
        for n in range(WRONG_TRIES):
            assert sign_in(names[n % 2], address=f"192.0.2.{10 + n}").status_code == 422
        assert sign_in(alice.email, PASSWORD).status_code == 429
        assert sign_in(bob.email, PASSWORD).status_code == 302

    def test_an_address_that_is_refused_does_not_shut_names(self, alice: User) -> None:
        for n in range(WRONG_TRIES):
            sign_in(f"nobody-{n}")
        for _ in range(WRONG_TRIES):
            assert sign_in(alice.email).status_code == 429
        assert sign_in(alice.email, PASSWORD, address=THERE).status_code == 302

    def test_a_success_does_not_count(self, alice: User) -> None:
        for _ in range(2 * WRONG_TRIES):
            assert sign_in(alice.email, PASSWORD).status_code == 302

    def test_the_back_office_counts_too(self, staff: User) -> None:
        for _ in range(WRONG_TRIES):
            assert sign_in(staff.email, page=ADMIN).status_code == 200
        assert sign_in(staff.email, PASSWORD, page=ADMIN).status_code == 429

    def test_without_a_request_only_the_name_counts(self, alice: User) -> None:
        for _ in range(WRONG_TRIES):
            assert authenticate(None, username=alice.email, password=WRONG) is None
        with pytest.raises(LimitReached):
            authenticate(None, username=alice.email, password=PASSWORD)
        assert authenticate(None, username="somebody", password=WRONG) is None

    def test_the_answer_says_what_to_do(self) -> None:
        for _ in range(WRONG_TRIES):
            sign_in("nobody")
        text = sign_in("nobody").content.decode()
        assert "That was tried too often in a short time." in text
        assert "Try again in a little while." in text
        answer = sign_in("nobody", headers={"accept": "application/json"})
        assert answer.json()["retry_after"] == 60  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_an_address_signs_up_five_companies_a_minute() -> None:
    def sign_up(number: int, name: str = "Peter", address: str = HERE) -> int:
        form = {"company_name": "Initech", "name": name, "password": "a long enough sentence"}
        email = {"email": f"peter-{number}@example.org"}
        return Client(REMOTE_ADDR=address).post(SIGN_UP, form | email).status_code

    assert [sign_up(number, name="") for number in range(SIGN_UPS)] == [422] * 5  # no try yet
    assert [sign_up(number) for number in range(SIGN_UPS + 1)] == [302] * 5 + [429]
    assert User.objects.count() == SIGN_UPS
    assert sign_up(99, address=THERE) == 302


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many hashes were at work when each began."""
    begun: list[int] = []
    running, lock, hash_it = [0], Lock(), User.set_password

    def slow(user: User, raw: str | None) -> None:
        with lock:
            running[0] += 1
            begun.append(running[0])
        time.sleep(0.02)
        hash_it(user, raw)
        with lock:
            running[0] -= 1

    monkeypatch.setattr(User, "set_password", slow)
    return begun


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Eight threads, as the web process has."""

    def test_tries_at_the_same_moment_count(self, tmp_path: Path, hashes: list[int]) -> None:
        def eight() -> list[int]:
            return [sign_in("nobody").status_code for _ in range(8)]

        with shared_database(tmp_path):
            answers = [code for codes in together(*[eight] * 8) for code in codes]
        assert sorted(answers) == [422] * WRONG_TRIES + [429] * (64 - WRONG_TRIES)
        assert len(hashes) == WRONG_TRIES

    def test_two_hashes_at_most(self, tmp_path: Path, hashes: list[int]) -> None:
        runs: list[Callable[[], object]] = []
        for n in range(4):
            runs += [partial(authenticate, None, username=f"nobody-{n}", password=WRONG)]
            runs += [partial(sign_up, n)]
        with shared_database(tmp_path):
            results = together(*runs)
        assert not [result for result in results if isinstance(result, Exception)]
        assert len(hashes) == 8
        assert max(hashes) == 2


def sign_up(number: int) -> User:
    """Return the owner of a new company."""
    return company_sign_up(
        company_name="Initech",
        name="Peter",
        email=f"peter-{number}@example.org",
        password=PASSWORD,
        now=now(),
    )
