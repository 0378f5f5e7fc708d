"""Secrets: hard to guess, found by a keyed hash, sealed at rest."""

import base64
import hashlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from interview_platform.lib import ids


def test_a_token_has_at_least_128_bits() -> None:
    tokens = {ids.new_token() for _ in range(500)}
    assert len(tokens) == 500
    for token in tokens:
        assert len(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))) * 8 >= 128


def test_a_token_uses_the_whole_alphabet() -> None:
    """A fixed or counted part would show as a position that never varies."""
    columns = zip(*(ids.new_token() for _ in range(300)), strict=True)
    assert all(len(set(column)) > 40 for column in columns)


def test_a_key_is_readable_and_not_a_secret() -> None:
    keys = {ids.new_key() for _ in range(300)}
    assert len(keys) == 300
    assert set("".join(keys)) <= set(ids.KEY_ALPHABET)
    assert not set(ids.KEY_ALPHABET) & set("01ilo")
    assert 12 * math.log2(len(ids.KEY_ALPHABET)) > 50


def test_the_lookup_hash_depends_on_the_key(settings: Settings) -> None:
    settings.SECRET_KEY = "one"
    first = ids.lookup_hash("token")
    assert first == ids.lookup_hash("token")
    assert first != hashlib.sha256(b"token").hexdigest()
    settings.SECRET_KEY = "two"
    assert ids.lookup_hash("token") != first


def test_what_was_hashed_under_a_former_key_is_found(settings: Settings) -> None:
    settings.SECRET_KEY = "old"
    stored = ids.lookup_hash("token")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["older", "old"]
    assert stored in ids.lookup_hashes("token")
    assert ids.lookup_hashes("token")[0] == ids.lookup_hash("token") != stored


@given(st.text())
def test_what_is_sealed_opens_again(value: str) -> None:
    sealed = ids.encrypt(value)
    assert ids.decrypt(sealed) == value
    assert ids.decrypt(memoryview(sealed)) == value
    assert len(value) < 4 or value.encode() not in sealed


def test_sealing_twice_differs() -> None:
    assert ids.encrypt("token") != ids.encrypt("token")


def test_another_key_opens_nothing(settings: Settings) -> None:
    settings.SECRET_KEY = "one"
    sealed = ids.encrypt("token")
    settings.SECRET_KEY = "two"
    with pytest.raises(ValueError, match="another key"):
        ids.decrypt(sealed)


def test_a_former_key_still_opens(settings: Settings) -> None:
    settings.SECRET_KEY = "one"
    sealed = ids.encrypt("token")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "two", ["one"]
    assert ids.decrypt(sealed) == "token"


@pytest.mark.parametrize("at", [0, 12, 40, -1])
def test_altered_bytes_open_nothing(at: int) -> None:
    sealed = bytearray(ids.encrypt("token"))
    sealed[at] ^= 1
    with pytest.raises(ValueError, match="altered"):
        ids.decrypt(bytes(sealed))
