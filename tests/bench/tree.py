"""A tree of any number of runs as stable-pretraining's logger leaves them, written fast enough to be thrown away.

Below `runs/<day>/<time>/<id>` each run has a sidecar of some thirty hparams and twenty metrics, a summary.json and a
metrics.csv of `ROWS` sparse rows; the bodies of the latter are those of a few `Curves`. The same size gives the same
runs. Times lie in the past: nothing looks recently used but the live runs, whose heartbeat is touched at the end.

The tree lies in memory where the system has a place for that, so that the program is measured and not the disk.
"""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

ROWS = 100
EPOCH_ROWS = 10
"""Rows an epoch; the last one is the evaluation's."""
VARIANTS = 12
TRAIN = ("fit/loss", "fit/top1", "fit/invariance", "fit/variance", "fit/covariance", "fit/grad_norm", "rankme",
         "train/feature_std", "linear_probe/loss", "linear_probe/top1", "knn/top1", "lr-AdamW")  # fmt: skip
EVAL = ("eval/loss", "eval/top1", "eval/top5", "eval/knn_top1", "eval/knn_top5", "eval/rankme", "eval/lidar")
METRICS = (*TRAIN, *EVAL, "epoch")
HEADER = (*sorted((*TRAIN, "epoch", "step")), *EVAL)
"""As the logger leaves it: sorted names of the first row, then those that came later."""

METHODS = ("simclr", "byol", "vicreg", "dino", "mae", "barlow_twins")
DATASETS = ("imagenet100", "cifar10", "inet1k", "galaxy10")
BACKBONES = ("resnet18", "resnet50", "vit_tiny_patch16_224", "vit_small_patch16_224")
SWEEP_TASKS = 32
SWEEP_SHARE = 0.7
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 2 << 30
"""Bytes that must be free there."""
FATES = (("completed", 0.93), ("failed", 0.03), ("dead", 0.02), ("live", 0.01), ("nan", 0.01))
"""What becomes of runs, and of how many; `dead` says it is running and is not, `nan` completed with a NaN loss."""


@dataclass(frozen=True, slots=True)
class Curves:
    """The content of one metrics.csv, and what the JSON files say of it."""

    csv: bytes
    summary: str
    """JSON: last value per metric."""
    stats: str
    """JSON: last, min, max, count per metric."""
    step: int
    epoch: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A written tree."""

    root: Path
    """What the browser is given."""
    live: tuple[Path, ...]
    """Directories of the runs that are alive as long as their heartbeat is touched."""

    def keep_alive(self) -> None:
        """Make the live runs alive for the next three minutes; they write nothing."""
        for run_dir in self.live:
            os.utime(run_dir / "heartbeat")


@contextmanager
def temporary_tree(runs: int) -> Iterator[Tree]:
    """A tree of so many runs, removed afterwards."""
    with temporary_place() as place:
        yield write_tree(place, runs)


@contextmanager
def temporary_place() -> Iterator[Path]:
    """A directory that is removed afterwards."""
    in_memory = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED
    place = Path(tempfile.mkdtemp(prefix="spt-bench-", dir=MEMORY if in_memory else None))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def write_tree(place: Path, runs: int) -> Tree:
    """Write so many runs below `place`."""
    rng = random.Random(runs)
    names, weights = zip(*FATES, strict=True)
    fates = rng.choices(names, weights, k=runs)
    tasks = [task for _ in range(runs) for task in _next_tasks(rng)][:runs]
    now = time.time()
    live = []
    for number, (fate, task) in enumerate(zip(fates, tasks, strict=True)):
        began = now - 7_300 - (runs - number) * 1_500
        run_dir = _write_run(place, rng, fate, task, now - 7_300 if fate == "live" else began)
        if fate == "live":
            live.append(run_dir)
    tree = Tree(place / "runs", tuple(live))
    tree.keep_alive()
    return tree


def _next_tasks(rng: random.Random) -> list[tuple[int, int] | None]:
    """A run alone, or the (sweep, task) of a sweep's runs."""
    if rng.random() > SWEEP_SHARE / SWEEP_TASKS / (1 - SWEEP_SHARE):
        return [None]
    sweep = rng.randrange(40_000, 90_000)
    return [(sweep, task) for task in range(SWEEP_TASKS)]


def _write_run(place: Path, rng: random.Random, fate: str, task: tuple[int, int] | None, began: float) -> Path:
    run_id = f"{rng.getrandbits(48):012x}"
    run_dir = place / time.strftime("runs/%Y%m%d/%H%M%S", time.gmtime(began)) / run_id
    run_dir.mkdir(parents=True)
    whole = fate in ("completed", "nan")
    curves = _curves(rng.randrange(VARIANTS), ROWS if whole else ROWS // 2, fate == "nan")
    ended = began + rng.uniform(600, 7_000)
    identity = {"schema_version": 1, "run_id": run_id, "run_dir": str(run_dir)}
    sidecar = {**identity, **_story(rng, fate, task, began, ended)}
    sidecar["checkpoint_path"] = str(run_dir / "checkpoints" / "last.ckpt")
    summary = {**identity, "updated_at": ended, "step": curves.step, "epoch": curves.epoch}
    files = {
        "metrics.csv": curves.csv,
        "sidecar.json": _json(sidecar, "summary", curves.summary),
        "summary.json": _json(summary, "metrics", curves.stats),
        "hparams.yaml": "".join(f"{key}: {value}\n" for key, value in sidecar["hparams"].items()).encode(),
        "run_meta.json": json.dumps({"run_dir": str(run_dir), "run_id": run_id}).encode(),
        "heartbeat": b"",
    }
    if task is None:
        files["train.err"] = _log(curves)
    for name, content in files.items():
        _write(run_dir / name, content, ended)
    (run_dir / "checkpoints").mkdir()
    _write(run_dir / "checkpoints" / "last.ckpt", b"", ended)
    for place in (run_dir / "checkpoints", run_dir, run_dir.parent):
        os.utime(place, (ended, ended))
    return run_dir


def _json(fields: dict[str, Any], last: str, content: str) -> bytes:
    """`fields`, and one more whose content is JSON already: to indent the same hundred numbers again takes long."""
    return json.dumps({**fields, last: None}, indent=2).removesuffix("null\n}").encode() + content.encode() + b"\n}"


def _write(path: Path, content: bytes, at: float) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(descriptor, content)
    os.utime(descriptor, (at, at))
    os.close(descriptor)


def _story(rng: random.Random, fate: str, task: tuple[int, int] | None, began: float, ended: float) -> dict[str, Any]:
    """The sidecar's fields but for the identity and the summary."""
    method, dataset, backbone = rng.choice(METHODS), rng.choice(DATASETS), rng.choice(BACKBONES)
    running = fate in ("live", "dead")
    sweep = {"slurm.task_id": task[1], "slurm.job_id": f"{task[0]}_{task[1]}"} if task else {}
    return {
        "status": "running" if running else "completed" if fate == "nan" else fate,
        "created_at": began,
        "ended_at": None if running else ended,
        "updated_at": ended,
        "tags": [method, dataset, backbone, *([f"sweep:{task[0]}"] if task else [])],
        "notes": "",
        "hparams": {**_hparams(rng, method, dataset, backbone), **sweep},
        "checkpoint_path": None,
    }


def _hparams(rng: random.Random, method: str, dataset: str, backbone: str) -> dict[str, Any]:
    return {
        "seed": rng.randrange(1_000), "method": method, "exp_name": f"{method}_{dataset}", "compile": False,
        "backbone.name": backbone, "backbone.pretrained": False, "backbone.drop_path_rate": 0.1,
        "backbone.img_size": 224, "optim.name": "AdamW", "optim.lr": 10 ** rng.uniform(-5, -1),
        "optim.weight_decay": 10 ** rng.uniform(-6, -2), "optim.betas.0": 0.9, "optim.betas.1": 0.999,
        "optim.scheduler.name": "LinearWarmupCosineAnnealing", "optim.scheduler.warmup_epochs": 10,
        "data.name": dataset, "data.batch_size": 64 << rng.randrange(5), "data.num_workers": 8,
        "data.transform.min_scale": 0.08, "loss.name": "NTXent", "loss.temperature": rng.uniform(0.05, 0.5),
        "projector.dims.0": 2_048, "projector.dims.1": 256, "trainer.max_epochs": 100,
        "trainer.precision": "16-mixed", "trainer.devices": 1, "trainer.gradient_clip_val": None,
        "trainer.log_every_n_steps": 1, "trainer.strategy": "auto", "trainer.accumulate_grad_batches": 1,
    }  # fmt: skip


@lru_cache(maxsize=4 * VARIANTS)
def _curves(variant: int, rows: int, nan: bool) -> Curves:
    """One of the few courses that runs take."""
    logged = list(_rows(random.Random(variant), rows, nan))
    lines = [HEADER, *(tuple(str(row.get(name, "")) for name in HEADER) for row in logged)]
    values = {name: [float(row[name]) for row in logged if name in row] for name in METRICS}
    return Curves(
        b"".join(",".join(line).encode() + b"\r\n" for line in lines),
        json.dumps({name: seen[-1] for name, seen in values.items()}, indent=2),
        json.dumps({name: _stats(seen) for name, seen in values.items()}, indent=2),
        int(logged[-1]["step"]),
        int(logged[-1]["epoch"]),
    )


def _stats(values: list[float]) -> dict[str, float]:
    return {"last": values[-1], "min": min(values), "max": max(values), "count": len(values)}


def _rows(rng: random.Random, rows: int, nan: bool) -> Iterator[dict[str, float | int]]:
    """Training rows, and at each epoch's end an evaluation's at the same step."""
    pace = {name: rng.uniform(0.5, 5) for name in METRICS}
    step = 0
    for number in range(rows):
        epoch, place = divmod(number, EPOCH_ROWS)
        evaluates = place == EPOCH_ROWS - 1
        row: dict[str, float | int] = {"epoch": epoch, "step": step - evaluates}
        for name in EVAL if evaluates else TRAIN:
            row[name] = _value(rng, name, pace[name] * number / ROWS, nan and number > ROWS / 3)
        step += not evaluates
        yield row


def _value(rng: random.Random, name: str, progress: float, nan: bool) -> float:
    if nan and "loss" in name:
        return math.nan
    falls = any(word in name for word in ("loss", "variance", "grad", "lr"))
    level = 3 * math.exp(-progress) if falls else 1 - math.exp(-progress)
    return round(max(0.0, level * (1 + rng.gauss(0, 0.03))), 9)


def _log(curves: Curves) -> bytes:
    """What the training script printed, coloured as loguru colours it."""
    line = "\x1b[32m12:00:{:02d}\x1b[0m | \x1b[1mINFO \x1b[0m | \x1b[1mstep {} loss {:.4f}\x1b[0m\n"
    return "".join(line.format(step % 60, step, math.exp(-step / 50)) for step in range(curves.step)).encode()
