"""Our readings beside those of nvitop's `Device` API, of the same scenario.

Not compared: the power limit, which nvitop takes from the setting and we from what is enforced; processes of a board
that is split by MIG, which we leave to its parts; and those behind a multi-process server, which nvitop does not list.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.hardware.conftest import REPOSITORY, Probe, Reading, environment

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("nvitop") is None,
    reason="NVITOP IS NOT INSTALLED (pip install nvitop): readings are NOT compared with it",
)


def nvitop(library: Path, scenario: Path) -> list[Reading]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hardware.nvidia.nvitop_probe"],
        env=environment(library, scenario),
        cwd=REPOSITORY,
        capture_output=True,
        timeout=30,
        check=True,
    )
    readings: list[Reading] = json.loads(done.stdout)
    return readings


def comparable(ours: Reading, theirs: Reading) -> dict[str, Any]:
    """Of our reading what nvitop's has, in its form."""
    same = {name: ours[name] for name in theirs}
    same["processes"] = [[user["pid"], user["mem_used"]] for user in ours["processes"] or ()]
    if "instances" in theirs:
        same["instances"] = [comparable(*pair) for pair in zip(ours["instances"], theirs["instances"], strict=True)]
    return same


@pytest.mark.parametrize("name", ["everything", "mig", "consumer_not_supported", "eight_gpus"])
def test_the_same_scenario_reads_the_same(
    probe: Probe, nvml_library: Path, scenario: Callable[[str], Path], name: str
) -> None:
    first_tick = "\nclock time 3600\n"
    kept = scenario(name).read_text()
    theirs = nvitop(nvml_library, scenario(kept + first_tick))
    *_, last = probe(kept + first_tick, rounds=2, pause=0.2, slow=0.1, whole=1)
    for our, their in zip(last["gpus"], theirs, strict=True):
        ours = comparable(our, their)
        for rate in ("nvlink_rx", "nvlink_tx"):
            assert ours.pop(rate) == pytest.approx(their.pop(rate), rel=0.1)
        assert all(user in ours["processes"] or their["instances"] for user in their.pop("processes"))
        del ours["processes"]
        assert ours == their
