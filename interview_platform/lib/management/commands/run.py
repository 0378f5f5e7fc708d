"""Run the whole platform in the foreground."""

import socket
import threading
import time
from contextlib import closing
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from interview_platform.lib.jobs import DEFAULT, MEDIA
from interview_platform.lib.processes import Child, supervise


class Command(BaseCommand):
    help = "Run the web server, one worker per lane and the sweeper until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address to listen on."""
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, host: str, **options: Any) -> None:
        """Supervise the processes."""
        _require_free(host, settings.PORT)
        threading.Thread(target=self._greet, args=(host,), daemon=True).start()
        server = ["-m", "interview_platform.server", host, str(settings.PORT)]
        supervise(
            [
                Child("web", server),
                *(worker(lane) for lane in (MEDIA, DEFAULT)),
                Child("sweeper", ["manage.py", "sweeper"]),
            ]
        )

    def _greet(self, host: str) -> None:
        """Say so when the server answers."""
        address = f"http://{host if host != '0.0.0.0' else '127.0.0.1'}:{settings.PORT}/healthz"  # noqa: S104
        for _ in range(120):
            try:
                with urlopen(address, timeout=2):
                    self.stdout.write(f"Ready at {settings.BASE_URL}")
                    return
            except OSError:
                time.sleep(0.5)


def _require_free(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on.

    Raises:
        CommandError: it is taken, or not this machine's.
    """
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or error
            raise CommandError(f"Cannot listen on {host}:{port}: {reason}. Set PORT.") from error


def worker(lane: str) -> Child:
    """Return the cluster of one lane; django-q reads its name from the environment at import."""
    return Child(f"{lane} worker", ["manage.py", "qcluster"], {"Q_CLUSTER_NAME": lane})
