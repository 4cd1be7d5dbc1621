"""JAX's peak memory, asked of what stands in for JAX."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from spt_tui import probe_jax_peak_memory_mb


def device(stats: Callable[[], Any], platform: str = "gpu") -> SimpleNamespace:
    return SimpleNamespace(platform=platform, memory_stats=stats)


def holding(*mebibytes: float) -> list[SimpleNamespace]:
    return [device(partial(dict, peak_bytes_in_use=int(peak * 2**20))) for peak in mebibytes]


def refusal() -> Any:
    raise RuntimeError("INTERNAL: failed call to cuInit")


@pytest.mark.parametrize(
    ("devices", "peak"),
    [
        (lambda: holding(1.5), 1.5),
        (lambda: holding(1, 3, 2), 3.0),
        (lambda: [device(lambda: {"peak_bytes_in_use": 1 << 20}, "cpu")], 0.0),
        (lambda: [device(lambda: None), device(lambda: {}), device(refusal)], 0.0),
        (lambda: [], 0.0),
        (refusal, 0.0),
    ],
)
def test_the_peak(devices: Callable[[], Any], peak: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jax", SimpleNamespace(local_devices=devices))
    assert probe_jax_peak_memory_mb() == peak


def test_jax_is_not_loaded_to_answer() -> None:
    code = """
import sys
from spt_tui import probe_jax_peak_memory_mb

class Tell:
    def find_spec(name, *rest):
        assert name.partition(".")[0] != "jax"

sys.meta_path.insert(0, Tell)
assert probe_jax_peak_memory_mb() == 0.0
"""
    subprocess.run([sys.executable, "-c", code], check=True)
