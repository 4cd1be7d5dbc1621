from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.hardware.conftest import REPOSITORY


@pytest.fixture(scope="session")
def hanging_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that, preloaded, lets requests about some paths hang: see tests/runs/failing_fs.c."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("NO C COMPILER: gcc is needed to make a disk hang, so that is NOT tested here")
    library = tmp_path_factory.mktemp("disk") / "failing_fs.so"
    source = REPOSITORY / "tests" / "runs" / "failing_fs.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library
