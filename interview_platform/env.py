"""Read the environment; nothing else in the project does."""

import os
import secrets
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def secret(name: str) -> str:
    """Return the secret of that name from the environment, else one generated once per DATA_DIR.

    A fresh clone must start without any set-up and must not share a key with another clone,
    so the first start writes a random key that only its owner can read.
    """
    given: str = env.str(name, default="")
    if given:
        return given
    path = DATA_DIR / f"{name.lower()}.secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()
