"""Run the sweeper's loop."""

import logging
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from interview_platform.lib.jobs.periodic import Rounds
from interview_platform.lib.jobs.sweep import sweep

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Free the jobs of dead workers and wake sleeping lanes, every few seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep until a signal says stop."""
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        rounds = Rounds()
        while not stop.wait(settings.SWEEP_SECONDS):
            self._round(rounds)

    def _round(self, rounds: Rounds) -> None:
        """Do one round; a database that is away now must not end the loop."""
        close_old_connections()
        try:
            sweep(now=timezone.now())
            rounds.run_due(now=timezone.now())
        except Exception:
            logger.exception("a sweep failed; the next one follows")
