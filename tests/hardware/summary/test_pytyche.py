"""`--compat pytyche` says what pytyche 0.2.1 says, of whatever files."""

from __future__ import annotations

import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.hardware.summary.pytyche import LINE_LIMIT, PytycheSummary, pytyche_summary
from tests.hardware.summary.files import CPU_TEXTS, DMON_TEXTS, GOLDEN, GPU_TEXTS, RECORDED, write_files
from tests.hardware.summary.reference import ABSENT, load_reference


@pytest.mark.parametrize("case", sorted(GOLDEN))
def test_golden(case: str, tmp_path: Path) -> None:
    assert pytyche_summary(**write_files(tmp_path, GOLDEN[case])).to_dict() == GOLDEN[case]["out"]


def test_what_its_own_monitor_summed_up() -> None:
    ours = pytyche_summary(RECORDED / "hw_metrics.csv", RECORDED / "cpu_metrics.csv", RECORDED / "hw_dmon.csv")
    assert ours.to_dict() == json.loads((RECORDED / "resource_summary.json").read_text())


def test_files_that_are_not_there_are_its_zeros(tmp_path: Path) -> None:
    assert pytyche_summary(tmp_path / "gone", None, tmp_path / "gone" / "too") == PytycheSummary()


def test_it_stops_at_what_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "hw_metrics.csv"
    path.write_bytes(b"2026/11/22 03:30:00.000, 0, 10, 0, 81559, 100.0, 60, 1980, 2619\n\xff\n")
    with pytest.raises(UnicodeDecodeError):
        pytyche_summary(path, None)


def test_a_line_without_end_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "hw_metrics.csv"
    row = "t, 50, 1, 40000, 81559, 300, 60, 1980, 2619\n"
    path.write_text(row + "x" * (2 * LINE_LIMIT) + "," * 9 + "\n" + row)
    assert pytyche_summary(path, None).peak_vram_mb == 40000


def without_nan(figures: dict[str, float]) -> dict[str, Any]:
    return {name: "NaN" if math.isnan(value) else value for name, value in figures.items()}


@settings(max_examples=100, deadline=None)
@given(st.none() | GPU_TEXTS, st.none() | CPU_TEXTS, st.none() | DMON_TEXTS, st.sampled_from([0.0, 12.34]))
def test_the_same_as_the_real_one(gpu: str | None, cpu: str | None, dmon: str | None, jax: float) -> None:
    reference = load_reference()
    if reference is None:
        pytest.skip(ABSENT)
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(Path(folder), {"gpu": gpu, "cpu": cpu, "dmon": dmon})
        theirs = reference.build_resource_summary(paths["gpu"], paths["cpu"], paths["dmon"])
        ours = pytyche_summary(**paths)
    ours.jax_peak_bytes_mb = theirs.jax_peak_bytes_mb = jax
    assert without_nan(ours.to_dict()) == without_nan(theirs.to_dict())
    assert list(ours.to_dict()) == list(theirs.to_dict())


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "hw_metrics.csv")
    with pytest.raises(OSError, match="not a regular file"):
        pytyche_summary(tmp_path / "hw_metrics.csv", None)
