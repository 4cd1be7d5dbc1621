"""Real runs, and runs as a test wants them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from spt_tui.demo.sample import unpack
from spt_tui.runs.metrics import FILE_NAME, Metrics, MetricsReader
from spt_tui.runs.run import Run
from spt_tui.runs.scan import scan


@pytest.fixture(scope="session")
def real_runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Run, Metrics]]:
    """hparam `exp_name` -> each real run of the sample, with its metrics."""
    into = tmp_path_factory.mktemp("sample")
    unpack(str(into), time.time())
    found = {}
    for run in scan(str(into / "runs")):
        metrics = MetricsReader(str(Path(run.dir) / FILE_NAME)).poll()
        assert metrics is not None
        found[str(run.hparams["exp_name"])] = (run, metrics)
    return found
