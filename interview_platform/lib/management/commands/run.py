"""Run the whole platform in the foreground."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from interview_platform.lib.jobs import DEFAULT, MEDIA
from interview_platform.lib.processes import Child, supervise


class Command(BaseCommand):
    help = "Run the web server, one worker per lane and the sweeper until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address to listen on."""
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: Any, host: str, **options: Any) -> None:
        """Supervise the processes."""
        server = ["-m", "interview_platform.server", host, str(settings.PORT)]
        supervise(
            [
                Child("web", server),
                *(worker(lane) for lane in (MEDIA, DEFAULT)),
                Child("sweeper", ["manage.py", "sweeper"]),
            ]
        )


def worker(lane: str) -> Child:
    """Return the cluster of one lane; django-q reads its name from the environment at import."""
    return Child(f"{lane} worker", ["manage.py", "qcluster"], {"Q_CLUSTER_NAME": lane})
