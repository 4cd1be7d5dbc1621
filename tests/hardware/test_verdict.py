from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.hardware.judge import judge
from spt_tui.hardware.remark import Level
from spt_tui.hardware.sample import GpuProcess, GpuState, Job, Sample
from spt_tui.hardware.straggler import stragglers
from spt_tui.hardware.thresholds import ONE_LOOK
from spt_tui.hardware.verdict import Kind
from spt_tui.hardware.verdict_rules import RULES
from tests.hardware.readings import GIB, HOST, gpu, sample, steady

EIGHT_CPUS = replace(HOST, job=Job(cpus=8.0, cpu=99.2, mem_used=100 * GIB, mem_limit=256 * GIB))
NOON = time.mktime((2026, 11, 23, 12, 0, 0, 0, 0, -1))
CASES: dict[str, list[Sample]] = {
    "lost: GPU 1 since 12:41": [
        replace(each, time=each.time - 1000.0 + NOON + 41 * 60) for each in steady(gpu(0), gpu(1, state=GpuState.LOST))
    ],
    "needs reset: GPUs 0 and 1": steady(*(gpu(index, state=GpuState.NEEDS_RESET) for index in range(2)), gpu(2)),
    "throttled: GPU 1, hot (hw) at 88C of 90C": steady(
        gpu(0, throttle=("power brake",)), gpu(1, temp=88, throttle=("power cap", "hot (hw)"))
    ),
    "throttled: 4 GPUs, power brake at 66C of 90C": steady(*(gpu(i, throttle=("power brake",)) for i in range(4))),
    "hot: GPU 0 at 88C of 90C": steady(gpu(0, temp=88), gpu(1)),
    "straggler: GPU 5 idles at 0%, the others work at 97%": steady(*(gpu(i, util=97 * (i != 5)) for i in range(8))),
    "looks stuck: 100% utilisation at 17% of the power limit, no memory traffic": steady(
        *(gpu(index, util=100, mem_util=0, power=119.0) for index in range(4))
    ),
    "looks starved: 97% utilisation at 31% of the power limit": steady(gpu(0, power=217.0), gpu(1, power=217.0)),
    "looks waiting for data: GPUs at 20% while the job's 8 cpus are at 99%": steady(gpu(0, util=20), host=EIGHT_CPUS),
    "looks waiting for data: GPUs at 20% while the 4 cpus are at 99%": steady(
        gpu(0, util=20), host=replace(HOST, cpu=99.0)
    ),
    "looks waiting: GPUs at 40% and cpus at 41%": steady(gpu(0, util=30), gpu(1, util=50)),
    "power capped: GPU 0 at 99% of the limit, clocks at 1410 of 1980 MHz": steady(
        gpu(0, power=693.0, sm_clock=1410, sm_clock_max=1980)
    ),
    "idle: 2 GPUs held, 1% utilisation": steady(gpu(0, util=1), gpu(1, util=1)),
    "working: 97% utilisation at 95% of the power limit, 1 GPU unused": steady(
        gpu(0, power=665.0), gpu(1, util=0, mem_used=4 << 20)
    ),
    "working: 97% utilisation": steady(gpu(0, power=None)),
    "unused: nothing runs on 1 GPU": steady(gpu(0, util=0, mem_used=4 << 20, processes=())),
    "unknown": steady(),
}


@pytest.mark.parametrize("text", CASES)
def test_the_verdict_gives_its_reason(text: str) -> None:
    verdict = judge(CASES[text])
    assert verdict.text == text
    assert verdict.seconds == 30.0
    assert verdict.advice or verdict.kind.level is Level.NOTE


def test_every_rule_has_a_case_and_every_kind_a_rule() -> None:
    judged = {judge(samples).kind for samples in CASES.values()} | {Kind.OUT_OF_MEMORY}
    assert judged == set(Kind)
    assert [kind for kind, _ in RULES] == [kind for kind in Kind if kind in dict(RULES)]


def test_nothing_is_known_without_samples() -> None:
    assert judge([]).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("least", "most", "text"),
    [
        (98.0, 98.0, "the job has 98% of its memory in use"),
        (80.0, 90.0, "the job has 90% of its memory in use, full in 30s"),
        (90.0, 90.0, None),
        (40.0, 70.0, None),
        (92.0, 90.0, None),
    ],
)
def test_a_job_s_memory_is_looked_at_as_it_fills(least: float, most: float, text: str | None) -> None:
    course = steady(gpu(0), seconds=30.0)
    step = (most - least) / (len(course) - 1)
    shares = [least + step * at for at in range(len(course))]
    hosts = [replace(HOST, job=Job(mem_used=round(percent * GIB), mem_limit=100 * GIB)) for percent in shares]
    verdict = judge([replace(each, host=host) for each, host in zip(course, hosts, strict=True)])
    assert (verdict.text == f"looks like out of memory soon: {text}") if text else verdict.kind is Kind.WORKING


def test_a_job_that_takes_much_at_its_start_is_not_about_to_run_out() -> None:
    def filled(*percents: float) -> Kind:
        hosts = [replace(HOST, job=Job(mem_used=round(each * GIB), mem_limit=100 * GIB)) for each in percents]
        return judge([sample(gpu(0), host=host, time=1000.0 + 3 * at) for at, host in enumerate(hosts)]).kind

    assert filled(5, 20, 40, 60, 75, 86, 90) is Kind.WORKING
    assert filled(75, 80, 85, 90, 90, 90, 90, 90) is Kind.WORKING
    assert filled(84, 85, 86, 87, 88, 89, 90) is Kind.OUT_OF_MEMORY


def test_a_framework_that_takes_all_of_a_gpu_s_memory_is_well() -> None:
    filling = [sample(gpu(0, mem_used=(70 + at // 4) * GIB), time=1000.0 + at) for at in range(0, 31, 2)]
    assert judge(filling).kind is judge(steady(gpu(0, mem_used=79 * GIB))).kind is Kind.WORKING


def test_a_gpu_that_draws_a_desktop_waits_for_nothing() -> None:
    desktop = gpu(0, util=14, mem_used=GIB // 2, processes=(GpuProcess(812, GIB // 3, "ana", "Xorg"),))
    assert judge(steady(desktop)).kind is Kind.WORKING
    assert judge(steady(replace(desktop, mem_used=9 * GIB))).kind is Kind.WAITING


def test_a_moment_is_no_ground_for_a_guess() -> None:
    moment = [sample(gpu(0, util=40))]
    assert (judge(moment).kind, judge(moment, ONE_LOOK).kind) == (Kind.WORKING, Kind.WAITING)


def test_only_the_last_half_minute_counts() -> None:
    idle = [sample(gpu(0, util=0), time=float(at)) for at in range(0, 970, 2)]
    verdict = judge([*idle, *steady(gpu(0))])
    assert (verdict.kind, verdict.seconds) == (Kind.WORKING, 30.0)


def test_a_moment_s_rest_is_no_straggler_and_one_look_has_but_a_moment() -> None:
    moment = [sample(gpu(0, util=0), gpu(1), gpu(2))]
    assert judge(moment).kind is Kind.WORKING
    assert judge(moment, ONE_LOOK).kind is Kind.STRAGGLER


def test_a_reason_that_the_driver_gives_for_a_moment_is_not_said() -> None:
    calm = steady(gpu(0))
    assert judge([*calm[:-1], replace(calm[-1], gpus=(gpu(0, throttle=("hot (hw)",)),))]).kind is Kind.WORKING


def test_the_energy_counter_is_believed_rather_than_a_moment_s_power() -> None:
    assert judge(steady(gpu(0, power=690.0, mean_power=210.0))).text.endswith("at 30% of the power limit")


def process(pid: int, command: str | None = None, slurm_id: str | None = None) -> tuple[GpuProcess, ...]:
    return (GpuProcess(pid, 60 * GIB, "ana", command, slurm_id=slurm_id),)


TRAIN = "python train.py"
JOBS: dict[str, tuple[list[dict[str, Any]], set[str]]] = {
    "one of three": ([{"util": 3}, {}, {}], {"GPU-0"}),
    "one of two": ([{"util": 3}, {}], {"GPU-0"}),
    "its fellows rest as well": ([{"util": 3}, {"util": 30}, {"util": 97}, {"util": 30}], set()),
    "alone": ([{"util": 0}], set()),
    "without a process": ([{"util": 0, "mem_used": 0, "processes": ()}, {}, {}], set()),
    "its processes are hidden, its memory is not": ([{"util": 0, "processes": ()}, {}, {}], {"GPU-0"}),
    "ranks of one command": (
        [
            {"util": 0, "processes": process(7, f"{TRAIN} --local_rank=0")},
            {"processes": process(8, f"{TRAIN} --local_rank=1")},
        ],
        {"GPU-0"},
    ),
    "tasks of a sweep": (
        [{"util": 0, "processes": process(7, f"{TRAIN} --lr 0.1")}, {"processes": process(8, f"{TRAIN} --lr 0.2")}],
        set(),
    ),
    "two SLURM jobs of one command": (
        [{"util": 0, "processes": process(7, TRAIN, "48213_1")}, {"processes": process(8, TRAIN, "48213_2")}],
        set(),
    ),
    "a process on both": (
        [{"util": 0, "processes": process(7, "a")}, {"processes": (*process(7, "a"), *process(8, "b"))}],
        {"GPU-0"},
    ),
    "does not answer": ([{"state": GpuState.LATE, "age": 40.0}, {}, {}], set()),
}


@pytest.mark.parametrize("case", JOBS)
def test_a_straggler_is_told_by_those_that_share_its_job(case: str) -> None:
    fields, marked = JOBS[case]
    assert stragglers(steady(*(gpu(index, **each) for index, each in enumerate(fields)))) == marked


@given(
    st.lists(st.sampled_from(GpuState), max_size=4),
    st.one_of(st.none(), st.integers(0, 100)),
    st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)),
    st.lists(st.floats(-1e9, 1e12), max_size=4),
)
def test_it_judges_whatever_a_recording_holds(
    states: list[GpuState], util: int | None, power: float | None, moments: list[float]
) -> None:
    gpus = [gpu(index, state=state, util=util, power=power) for index, state in enumerate(states)]
    assert "\n" not in judge([sample(*gpus, time=at) for at in moments]).text
