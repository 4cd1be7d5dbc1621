"""What the tests of this folder share."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from spt_tui.runs.curves import crew_choice, csv_tail, grid_crew
from spt_tui.runs.curves.grid_crew import GridCrew


@pytest.fixture(scope="session")
def failing_fs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that, preloaded, makes requests to the file system fail or hang."""
    if platform.system() != "Linux" or shutil.which("gcc") is None:
        pytest.skip("it needs Linux and gcc")
    library = tmp_path_factory.mktemp("library") / "failing_fs.so"
    source = Path(__file__).with_name("failing_fs.c")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> Iterator[GridCrew]:
    """Two children that read every metrics.csv, however small, in blocks of a few lines."""
    found = GridCrew(2)
    monkeypatch.setattr(grid_crew, "crew", found)
    monkeypatch.setattr(crew_choice, "LEAST_BYTES", 0)
    monkeypatch.setattr(crew_choice, "WORTH_STARTING", {True: 0, False: 0})
    for name, size in (("BLOCK_BYTES", 40), ("FIRST_BYTES", 1), ("LEAST_BYTES", 1)):
        monkeypatch.setattr(csv_tail, name, size)
    found.start()
    yield found
    found.close()
