"""That the program which measures readers of GPUs measures what it says."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.hardware import NODE
from tests.bench.hardware_side import EVERYTHING, MACHINE, NVITOP, QUICK
from tests.hardware.conftest import REPOSITORY, build, environment


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("nvml"))


@pytest.mark.parametrize("side", [QUICK, EVERYTHING, MACHINE, NVITOP])
def test_a_side_asks_all_eight_gpus(library: Path, tmp_path: Path, side: str) -> None:
    if side == NVITOP and not importlib.util.find_spec("nvitop"):
        pytest.skip("NVITOP IS NOT INSTALLED (pip install nvitop)")
    scenario, log = tmp_path / "eight.txt", tmp_path / "calls"
    scenario.write_text(NODE)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.hardware_side", side, "2"],
        env=environment(library, scenario, NVML_STUB_LOG=str(log)),
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    figures = json.loads(done.stdout)
    assert 0 < figures["cpu_seconds"] < 1
    calls = log.read_text()
    assert all(calls.count(f"nvmlDeviceGetUtilizationRates {gpu} rc=0") >= 5 for gpu in range(8))
