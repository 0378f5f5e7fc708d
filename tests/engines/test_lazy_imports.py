"""The web process may import the package's surface without paying for its libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ["numpy", "av", "onnxruntime", "pocketsphinx", "faster_whisper", "ctranslate2", "django"]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("module", ["", ".base", ".registry", ".media", ".media.sniff"])
def test_importing_loads_no_heavy_library(module: str) -> None:
    code = (
        f"import sys, interview_platform.engines{module}\n"
        f"print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []
