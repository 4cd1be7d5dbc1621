from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hardware.conftest import REPOSITORY
from tests.hardware.recorder.record_command import is_alive
from tests.hardware.recorder.recordings import read_recording, until


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


@pytest.fixture
def out(tmp_path: Path) -> Iterator[Path]:
    """A directory to record to; whoever records there has to end with the test's command."""
    folder = tmp_path / "out"
    yield folder
    pids = {header.pid for path in folder.glob("hw-*.jsonl") for header in read_recording(path).headers}
    until(lambda: not any(map(is_alive, pids)), 3)
