"""Ends of logs as the programs write them, and the runs that have them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.trees import write_run


def traceback(raised: str, prefix: str = "") -> str:
    """One of two frames, with `raised` as its last line."""
    lines = [
        "Traceback (most recent call last):",
        '  File "/src/train.py", line 9, in <module>',
        "    main()",
        '  File "/src/train.py", line 138, in main',
        "    step()",
        "    ^^^^^^",
        *raised.splitlines(),
    ]
    return "".join(f"{prefix}{line}\n" for line in lines)


WATCHDOG = (
    "[rank1]:[E1122 10:30:00.123 ProcessGroupNCCL.cpp:616] [Rank 1] Watchdog caught collective operation timeout: "
    "WorkNCCL(SeqNum=12, OpType=ALLREDUCE, NumelIn=25, NumelOut=25, Timeout(ms)=1800000) ran for 1800044 milliseconds "
    "before timing out.\n"
)
CUDA_MEMORY = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 3 has 79.10 GiB in all."
TIME_LIMIT = "slurmstepd: error: *** JOB 48213 ON gpu031 CANCELLED AT 2026-11-22T12:00:00 DUE TO TIME LIMIT ***\n"


def elastic_summary(rank: int, told: str) -> str:
    """What torchrun ends with: the `rank` that failed first, and what is `told` of it, after another one."""
    failures = "".join(
        f"{head}\n[{place}]:\n  time      : 2026-11-22_10:00:01\n  host      : gpu{number:03d}\n"
        f"  rank      : {number} (local_rank: 1)\n  exitcode  : 1 (pid: 3356)\n  error_file: <N/A>\n"
        f"  traceback : {text}\n"
        for place, (head, number, text) in enumerate(
            [("Failures:", rank + 1, "To enable it see"), ("Root Cause (first observed failure):", rank, told)]
        )
    )
    return traceback(f"torch.distributed.elastic.multiprocessing.errors.ChildFailedError: \n===\n{failures}===")


def bar(steps: int) -> str:
    """A progress bar as tqdm draws it: no line end."""
    return "".join(f"\rEpoch 3: {step}/{steps} [00:00<00:00, 9.9it/s]" for step in range(steps))


def dead_run(root: Path, name: str, logs: Mapping[str, str | bytes], **fields: Any) -> Path:
    """A failed run with submitit's logs: `3.err` -> what rank 3 wrote there."""
    sweep, task = fields.pop("sweep", "77"), name.rpartition("_")[2]
    output = root.parent / "out" / task
    folder = output.parent / f"{sweep}_{task}" / ".submitit"
    folder.mkdir(parents=True, exist_ok=True)
    output.mkdir(parents=True, exist_ok=True)
    for log, text in logs.items():
        rank, kind = log.split(".")
        raw = text.encode() if isinstance(text, str) else text
        (folder / f"{sweep}_{task}_{rank}_log.{kind}").write_bytes(raw)
    hparams = {"output_dir": str(output), "slurm": {"task_id": task}, **fields.pop("hparams", {})}
    common = {"status": "failed", "tags": [f"sweep:{sweep}"], "created_at": 1.0}
    return write_run(root / name, **{**common, **fields}, hparams=hparams)
