from __future__ import annotations

import json
import time
from dataclasses import replace

from spt_tui.export.machine_look import MachineLook, look_at
from spt_tui.export.sample_object import look_object
from spt_tui.export.sample_text import COMMAND_LIMIT, NO_PROCESS, NOT_YET, UNTOLD, text_lines, time_text
from spt_tui.hardware.sample import Disk, DriverState, Gpu, GpuProcess, GpuState, Host, Job, Sample
from spt_tui.hardware.verdict import Kind, Verdict
from spt_tui.runs.run import Run, State

GIB = 1 << 30
AT = time.mktime((2026, 11, 23, 12, 41, 7, 0, 0, -1))
HOST = Host(
    "gpu031",
    cpu=41.4,
    cores=(41.4,) * 64,
    load=(18.25, 17.0, 2.0),
    mem_used=212 * GIB,
    mem_total=512 * GIB,
    swap_used=0,
    swap_total=8 * GIB,
    net_rx=12.5e6,
    net_tx=900.0,
    disk=Disk("/home/me/runs", 1200 * GIB, 10_000 * GIB),
    job=Job(cpus=8.0, cpu=98.2, mem_used=12 * GIB, mem_limit=64 * GIB, slurm_id="48213_3"),
)
BUSY = Gpu("GPU-a", 0, "H100", util=97, mem_used=61 * GIB, mem_total=80 * GIB, power=688.0, power_limit=700.0)
LOST = Gpu("GPU-b", 1, "H100", state=GpuState.LOST, age=60.0)
NO_VERDICT = Verdict(Kind.UNKNOWN)
RUN = Run("/runs/day/vicreg\udcff", "/runs", "day/vicreg\ufffd", "vicreg", State.RUNNING)


def lines_of(sample: Sample, verdict: Verdict = NO_VERDICT, runs: dict[int, Run] | None = None) -> list[str]:
    return text_lines(MachineLook(sample, verdict, runs=runs or {}))


def test_a_host_with_all_there_is_to_say() -> None:
    assert lines_of(Sample(AT, HOST, gpu_problem="no NVIDIA driver on this node")) == [
        "gpu031  2026-11-23 12:41:07",
        "cpu      41% of 64 cores, load 18.2 17.0 2.0",
        "memory   212G of 512G",
        "swap     0B of 8.0G",
        "job      48213_3, 98% of 8 cpus, memory 12.0G of 64.0G",
        "disk     1.2T free of 9.8T, /home/me/runs",
        "network  11.9M/s in, 900B/s out",
        "gpus     no NVIDIA driver on this node",
    ]


def test_a_host_that_can_say_nothing() -> None:
    host = Host("gpu031", job=Job(cpus=1.0), disk=Disk("/dead"))
    assert lines_of(Sample(AT, host))[1:] == [
        "cpu      -",
        "memory   -",
        "job      1 cpu",
        "disk     its file system does not say, /dead",
        "network  -",
        f"gpus     {NOT_YET}",
    ]


def test_columns_of_which_no_gpu_says_anything_are_left_out() -> None:
    heads, busy, lost, _, note = lines_of(Sample(AT, HOST, (BUSY, LOST)))[-5:]
    assert heads.split() == ["gpu", "name", "util", "memory", "power", "remarks"]
    assert busy.split() == ["0", "H100", "97%", "61.0G/80.0G", "688W/700W"]
    assert lost.split() == ["1", "H100", "-", "-", "-", "lost", "since", "12:40"]
    assert note == UNTOLD
    assert lines_of(Sample(AT, HOST, (replace(BUSY, processes=()),)))[-1] == NO_PROCESS


def test_errors_of_memory_have_columns_once_there_are_any() -> None:
    calm, broken = replace(BUSY, ecc_corrected=0, ecc_uncorrected=0), replace(LOST, ecc_uncorrected=2)
    assert not any("ecc" in line for line in lines_of(Sample(AT, HOST, (calm,))))
    assert any("ecc lost" in line for line in lines_of(Sample(AT, HOST, (calm, broken))))


def test_a_process_stands_with_its_run_and_the_beginning_of_its_command() -> None:
    users = (GpuProcess(7, 60 * GIB, "me", "python " + "x" * 200), GpuProcess(4_190_001))
    lines = lines_of(Sample(AT, HOST, (replace(BUSY, processes=users),)), runs={7: RUN})
    assert lines[-2].split()[:5] == ["0", "7", "me", "60.0G", RUN.id]
    assert lines[-2].endswith("x…") and len(lines[-2].split(RUN.id)[1].strip()) == COMMAND_LIMIT
    assert lines[-1].split() == ["0", "4190001", "-", "-", "-", "-"]


def test_a_verdict_says_what_to_do_below_it() -> None:
    verdict = Verdict(Kind.STARVED, "97% utilisation at 31% of the power limit")
    lines = lines_of(Sample(AT, HOST, (BUSY,)), verdict)
    place = next(number for number, line in enumerate(lines) if line.startswith("gpus"))
    assert lines[place] == f"gpus     {verdict.text}" and lines[place + 1] == f"         {verdict.advice}"


def test_a_time_that_is_none() -> None:
    assert time_text(float("nan")) == time_text(1e300) == "-"


def test_json_says_the_same_and_why_something_is_null() -> None:
    users = (GpuProcess(7, GIB, "me", "python", places=("/x\udcff",), slurm_id="48213_3"),)
    split = replace(BUSY, util=None, refused=(("util", "not supported"),), instances=(replace(LOST, processes=users),))
    sample = Sample(AT, HOST, (split,), driver=DriverState.READY)
    told = json.loads(json.dumps(look_object(MachineLook(sample, NO_VERDICT, frozenset({"GPU-a"}), {7: RUN}))))
    (gpu,) = told["gpus"]
    assert gpu["util"] is None and gpu["refused"] == {"util": "not supported"} and gpu["is_straggler"] is True
    (instance,) = gpu["instances"]
    assert instance["state"] == "lost" and instance["is_straggler"] is False
    assert instance["processes"] == [
        {
            "pid": 7,
            "mem_used": GIB,
            "user": "me",
            "command": "python",
            "slurm_id": "48213_3",
            "run_id": RUN.id,
            "run_name": "vicreg",
            "run_dir": "/runs/day/vicreg\\udcff",
        }
    ]
    assert told["host"]["job"]["cpus"] == 8.0 and told["host"]["load"] == [18.25, 17.0, 2.0]
    assert told["verdict"]["kind"] == "unknown" and told["driver"] == "ready"


def test_nan_has_a_name_in_json() -> None:
    sample = Sample(AT, replace(HOST, net_rx=float("nan")), (replace(BUSY, power=float("inf")),))
    told = look_object(look_at([sample]))
    assert told["host"]["net_rx"] == "NaN" and told["gpus"][0]["power"] == "Infinity"
    json.dumps(told, allow_nan=False)
