"""A sample of a machine as JSON-ready values, under the names of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from spt_tui.export.machine_look import MachineLook
from spt_tui.export.table import path_text, plain_value
from spt_tui.hardware.history import gpu_key
from spt_tui.hardware.sample import Gpu, GpuProcess
from spt_tui.hardware.verdict import Verdict
from spt_tui.runs.run import Run


def look_object(look: MachineLook) -> dict[str, Any]:
    """Everything that is known; `null` is "cannot say", and of a GPU `refused` says why by the name of the field."""
    gpus = [_gpu_object(gpu, look) for gpu in look.sample.gpus]
    return {**_plain(look.sample), "gpus": gpus, "verdict": verdict_object(look.verdict)}


def verdict_object(verdict: Verdict) -> dict[str, Any]:
    """The verdict, and whether it is a guess."""
    return {
        "kind": verdict.kind.value,
        "text": verdict.text,
        "reason": verdict.reason or None,
        "advice": verdict.advice or None,
        "gpus": list(verdict.gpus),
        "is_guess": verdict.kind.is_guess,
        "seconds": verdict.seconds,
    }


def _gpu_object(gpu: Gpu, look: MachineLook) -> dict[str, Any]:
    processes = None if gpu.processes is None else [_process_object(process, look.runs) for process in gpu.processes]
    return {
        **_plain(gpu),
        "refused": dict(gpu.refused),
        "is_straggler": gpu_key(gpu) in look.straggling,
        "processes": processes,
        "instances": [_gpu_object(instance, look) for instance in gpu.instances],
    }


def _process_object(process: GpuProcess, runs: Mapping[int, Run]) -> dict[str, Any]:
    """A process with its run in place of the directories that it was told by."""
    run = runs.get(process.pid)
    told = _plain(process)
    del told["places"]
    named = {"run_id": run.id, "run_name": run.name, "run_dir": path_text(run.dir)} if run else {}
    return {**told, "run_id": None, "run_name": None, "run_dir": None, **named}


def _plain(value: Any) -> Any:
    """Frozen values as JSON knows them."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.value if isinstance(value, Enum) else plain_value(value)
