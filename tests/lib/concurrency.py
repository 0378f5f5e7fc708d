"""Several threads on one database, whichever it is.

SQLite's in-memory database locks whole tables between threads, which the real file does not; so
such tests move to a file, opened as the product opens it.
"""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

from django.db import connection, connections


@contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """Let every thread that asks for the database get the same real one."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    path = folder / "shared.sqlite3"
    with sqlite3.connect(path) as copy:
        memory.backup(copy)
    copy.close()
    connection.connection = None
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.connection = memory


def forget_connection() -> None:
    """Let this thread connect anew; it may know a database that an earlier test used."""
    connection.connection = None


def together(*runs: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment, a thread each; return results, or the exceptions raised."""
    gate = Barrier(len(runs))

    def one(run: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            gate.wait(10)
            return run()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(runs)) as pool:
        return list(pool.map(one, runs))
