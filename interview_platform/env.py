"""Read the environment; nothing else in the project does."""

import os
import secrets
from pathlib import Path
from typing import Any

import environ

BASE_DIR = Path(__file__).resolve().parent.parent


class Env(environ.Env):
    """Reads variables, and ends the process in words where one cannot be understood."""

    def get_value(self, var: str, *arguments: Any, **named: Any) -> Any:
        """Return the variable's value, cast."""
        try:
            return super().get_value(var, *arguments, **named)
        except (ValueError, TypeError) as error:
            raise unusable(var, str(error)) from error


def unusable(name: str, why: str) -> SystemExit:
    """Return the end of a process that cannot run with this variable."""
    given = os.environ.get(name, "")
    return SystemExit(f"{name}={given!r} cannot be used: {why}. See .env.example.")


env = Env()
Env.read_env(BASE_DIR / ".env")


def data_dir() -> Path:
    """Return the folder of all data, made for its owner only.

    Raises:
        SystemExit: it cannot be made or written.
    """
    folder = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable("DATA_DIR", error.strerror or str(error)) from error
    if not os.access(folder, os.W_OK):
        raise unusable("DATA_DIR", "it cannot be written")
    return folder


def database(default: str) -> dict[str, Any]:
    """Return Django's settings of the database at DATABASE_URL.

    Raises:
        SystemExit: the address is of no database that we know.
    """
    settings: dict[str, Any] = env.db_url("DATABASE_URL", default=default)
    if "ENGINE" not in settings:
        raise unusable("DATABASE_URL", "it must begin with sqlite:/// or postgres://")
    return settings


DATA_DIR = data_dir()


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
