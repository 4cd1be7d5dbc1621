"""What JAX says of its own memory."""

from __future__ import annotations

import sys
from typing import Any

MEBIBYTE = 1 << 20
_PLATFORMS = frozenset({"gpu", "cuda", "rocm"})
_REFUSALS = (RuntimeError, AttributeError, TypeError, ValueError, OSError)
"""What JAX raises where a backend fails, or is another than the one expected."""


def probe_jax_peak_memory_mb() -> float:
    """MiB of arrays that JAX held at its peak on the GPU where it held most: not the pool in which they lie.

    0.0 where JAX cannot say, without a GPU for one. A process that has not loaded JAX holds none of its memory: JAX is
    not loaded, nor a GPU taken, to answer.
    """
    jax = sys.modules.get("jax")
    if jax is None:
        return 0.0
    try:
        devices = [device for device in jax.local_devices() if device.platform in _PLATFORMS]
    except _REFUSALS:
        return 0.0
    return max(map(_peak_bytes, devices), default=0) / MEBIBYTE


def _peak_bytes(device: Any) -> int:
    try:
        return int((device.memory_stats() or {}).get("peak_bytes_in_use", 0))
    except _REFUSALS:
        return 0
