from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import textual._wait

from tests.trees import real_runs


@pytest.fixture(autouse=True)
def _quick_pilot(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Pilot waits for idleness in steps of 20 ms; finer steps make a suite of key presses five times as quick.
    monkeypatch.setattr(textual._wait, "SLEEP_GRANULARITY", 0.002)
    monkeypatch.setattr(textual._wait, "SLEEP_IDLE", 0.0005)
    yield


@pytest.fixture(scope="session")
def real_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sixteen real runs, for tests that only read."""
    return real_runs(tmp_path_factory.mktemp("real")) / "runs"
