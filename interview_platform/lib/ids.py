"""Identifiers and secrets: how they are made, looked up and kept at rest."""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

TOKEN_BYTES = 24  # 192 bits, from the system's CSPRNG
KEY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes: read aloud, typed by hand


def new_token() -> str:
    """Return a URL-safe secret of 192 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_key(length: int = 12) -> str:
    """Return a short public key; names a thing, opens nothing."""
    return "".join(secrets.choice(KEY_ALPHABET) for _ in range(length))


def lookup_hash(value: str) -> str:
    """Return the keyed hash under which a secret is stored (HMAC-SHA-256, hex).

    Keyed, so that a stolen table cannot be searched for known values without the key.
    """
    return lookup_hashes(value)[0]


def lookup_hashes(value: str) -> list[str]:
    """Return the hashes under which a secret may be found: by today's key, then by former ones."""
    return [
        hmac.new(_derive("lookup", key), value.encode(), "sha256").hexdigest() for key in _keys()
    ]


def encrypt(value: str) -> bytes:
    """Return the value encrypted (Fernet: AES-128-CBC with HMAC-SHA-256)."""
    return _fernet().encrypt(value.encode())


def decrypt(sealed: bytes | memoryview) -> str:
    """Return the value that `encrypt` sealed.

    Raises:
        ValueError: sealed under another key, or altered.
    """
    try:
        return _fernet().decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise ValueError("sealed under another key, or altered") from error


def _derive(purpose: str, key: str) -> bytes:
    """Derive one key per purpose, so that no two uses share one."""
    return hashlib.sha256(f"interview-platform:{purpose}:{key}".encode()).digest()


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _fernet() -> MultiFernet:
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(_derive("encrypt", key))) for key in _keys()]
    )
