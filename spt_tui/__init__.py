"""spt-tui: a terminal browser for machine-learning training runs, and the library under it.

The names below are imported when they are first used, so that `import spt_tui` costs nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than the first picture
if TYPE_CHECKING:
    from typing import Any

    from spt_tui.hardware.recorder.hw_monitor import HWMonitor
    from spt_tui.hardware.run_log import RunLog
    from spt_tui.hardware.sampler import Sampler
    from spt_tui.hardware.summary.build import build_resource_summary
    from spt_tui.hardware.summary.jax_memory import probe_jax_peak_memory_mb
    from spt_tui.hardware.summary.resource_summary import ResourceSummary
    from spt_tui.runs.registry.registry import Registry, open_registry
    from spt_tui.runs.registry.run_record import RunRecord
    from spt_tui.runs.run import Run, State
    from spt_tui.runs.scan import scan
    from spt_tui.runs.scanner import Progress, RunScanner, Update

_HOME = {
    "HWMonitor": "spt_tui.hardware.recorder.hw_monitor",
    "Progress": "spt_tui.runs.scanner",
    "Registry": "spt_tui.runs.registry.registry",
    "ResourceSummary": "spt_tui.hardware.summary.resource_summary",
    "Run": "spt_tui.runs.run",
    "RunLog": "spt_tui.hardware.run_log",
    "RunRecord": "spt_tui.runs.registry.run_record",
    "RunScanner": "spt_tui.runs.scanner",
    "Sampler": "spt_tui.hardware.sampler",
    "State": "spt_tui.runs.run",
    "Update": "spt_tui.runs.scanner",
    "build_resource_summary": "spt_tui.hardware.summary.build",
    "open_registry": "spt_tui.runs.registry.registry",
    "probe_jax_peak_memory_mb": "spt_tui.hardware.summary.jax_memory",
    "scan": "spt_tui.runs.scan",
}

__all__ = [
    "HWMonitor",
    "Progress",
    "Registry",
    "ResourceSummary",
    "Run",
    "RunLog",
    "RunRecord",
    "RunScanner",
    "Sampler",
    "State",
    "Update",
    "__version__",
    "build_resource_summary",
    "open_registry",
    "probe_jax_peak_memory_mb",
    "scan",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
