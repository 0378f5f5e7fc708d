"""The web process loads no engine and no client of somebody's service."""

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT

HEAVY = {"av", "boto3", "ctranslate2", "faster_whisper", "numpy", "onnxruntime", "openai",
         "pocketsphinx", "stripe"}  # fmt: skip
PROGRAM = """
import sys
import interview_platform.asgi
from django.urls import get_resolver
get_resolver().reverse_dict
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_the_web_process_stays_light(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "SECRET_KEY": "only-for-tests"}
    environment["DJANGO_SETTINGS_MODULE"] = "interview_platform.settings"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert {"django", "candidates"} <= loaded
    assert loaded & HEAVY == set()
