"""A real installation for a test: its own data folder, database and processes."""

import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg

ROOT = Path(__file__).resolve().parent.parent


class Installation:
    """The platform as a self-hoster runs it, on a free port of this machine."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.base_url = f"http://localhost:{self.port}"
        self.database_url, self._drop = _new_database(folder)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "interview_platform.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": self.database_url,
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def seed(self) -> dict[str, Any]:
        """Make the demo and return its sign-ins."""
        seeded: dict[str, Any] = json.loads(self.manage("seed_demo", "--json"))
        return seeded

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start one process of the platform in a group of its own."""
        log = (self.folder / "processes.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**self.environment, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self._processes.append(process)
        return process

    def start_web(self) -> subprocess.Popen[bytes]:
        """Start the web server as in production, and wait until it answers."""
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        process = self.start("-m", "interview_platform.server", "127.0.0.1", str(self.port))
        wait_for(self._answers, 60)
        return process

    def start_worker(self, lane: str = "media") -> subprocess.Popen[bytes]:
        """Start the cluster of a lane."""
        return self.start("manage.py", "qcluster", Q_CLUSTER_NAME=lane)

    def start_sweeper(self) -> subprocess.Popen[bytes]:
        """Start the sweeper."""
        return self.start("manage.py", "sweeper")

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, asked outside the product."""
        if self.database_url.startswith("sqlite"):
            with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as sqlite:
                return list(sqlite.execute(query))
        with psycopg.connect(self.database_url.replace("postgres://", "postgresql://")) as postgres:
            return list(postgres.execute(query))

    def log(self) -> str:
        """Return what the processes have said."""
        return (self.folder / "processes.log").read_text()

    def stop(self) -> None:
        """End every process, then drop the database."""
        for process in self._processes:
            kill_group(process)
        self._drop()

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def installation(folder: Path, **environment: str) -> Iterator[Installation]:
    """Yield an installation, and leave nothing running."""
    made = Installation(folder, **environment)
    try:
        yield made
    finally:
        made.stop()


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """End a process and all it started, at once."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def wait_for(condition: Callable[[], Any], seconds: float) -> Any:
    """Return the first true value of the condition; fail after the given time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {condition}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _new_database(folder: Path) -> tuple[str, Callable[[], None]]:
    """Return the address of an empty database of the kind under test, and how to drop it."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        return f"sqlite:///{folder / 'db.sqlite3'}", lambda: None
    name = f"installation_{secrets.token_hex(4)}"
    _postgres(given, f"CREATE DATABASE {name}")
    address = urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    if "//" not in address:  # urlunsplit drops the empty host
        address = address.replace("postgres:/", "postgres:///", 1)
    return address, lambda: _postgres(given, f"DROP DATABASE {name} WITH (FORCE)")


def _postgres(address: str, statement: str) -> None:
    url = address.replace("postgres://", "postgresql://")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
