"""Workers die in the middle of a transcription; the work is done once all the same."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import ROOT, Installation, installation, kill_group, wait_for
from tests.speech import speech_webm

pytestmark = [pytest.mark.cluster, pytest.mark.timeout(240)]

WITHIN_SECONDS = 60
RUNNING = """
    SELECT worker FROM lib_job WHERE name = 'analytics.transcribe' AND state = 'running'
"""
DONE = "SELECT id FROM lib_job WHERE name = 'analytics.measure_delivery' AND state = 'done'"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Installation]:
    """Return an installation with one answer to transcribe and nobody at work yet."""
    with installation(tmp_path) as made:
        made.seed()
        subprocess.run(
            [sys.executable, "-m", "tests.cluster.record_one", speech_webm(tmp_path / "a.webm")],
            cwd=ROOT,
            env=made.environment,
            check=True,
        )
        yield made


def test_a_worker_killed_in_mid_transcription_costs_no_work(platform: Installation) -> None:
    platform.start_worker()
    platform.start_sweeper()
    worker = in_mid_transcription(platform)
    os.kill(worker, signal.SIGKILL)
    assert_done_once(platform, since=time.monotonic())


def test_a_cluster_killed_in_mid_transcription_costs_no_work(platform: Installation) -> None:
    cluster = platform.start_worker()
    sweeper = platform.start_sweeper()
    in_mid_transcription(platform)
    kill_group(cluster)
    kill_group(sweeper)
    platform.start_worker()
    platform.start_sweeper()
    assert_done_once(platform, since=time.monotonic())


def in_mid_transcription(platform: Installation) -> int:
    """Wait until the transcription has run for a moment; return its worker's process id."""
    rows = wait_for(lambda: platform.sql(RUNNING), 60)
    time.sleep(1.5)
    assert platform.sql(RUNNING) == rows, "it ended before it could be killed"
    return int(rows[0][0].split(":")[1])


def assert_done_once(platform: Installation, *, since: float) -> None:
    """Check that the work ends in time, with exactly one transcript that was tried twice."""
    wait_for(lambda: platform.sql(DONE), WITHIN_SECONDS - (time.monotonic() - since))
    print(f"done {time.monotonic() - since:.1f} s after a worker was there")  # noqa: T201
    assert platform.sql("SELECT count(*) FROM analytics_transcript") == [(1,)]
    assert platform.sql("SELECT count(*) FROM analytics_deliverymetrics") == [(1,)]
    query = "SELECT attempts FROM lib_job WHERE name = 'analytics.transcribe'"
    assert platform.sql(query) == [(2,)]
