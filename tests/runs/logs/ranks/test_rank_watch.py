import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from spt_tui.runs.logs.ranks import rank_watch
from spt_tui.runs.logs.ranks.presence import missing_ranks, silent_ranks, world_size
from spt_tui.runs.logs.ranks.rank_watch import RankReport, RankWatch
from spt_tui.runs.logs.streams import Found, LogStream
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from tests.runs.logs.ranks.rank_logs import TEN, at, stream, write

CUDA = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB"
WATCHDOG = "[rank0]:[E1122 09:59:00.000000 ProcessGroupNCCL.cpp:616] [Rank 0] NCCL watchdog caught a timeout"


def traceback(raised: str) -> tuple[str, ...]:
    return ("Traceback (most recent call last):", '  File "train.py", line 1, in <module>', "    step()", raised)


def run_in(state: State, **hparams: int | str) -> Run:
    return Run("/r", "/", "r", "r", state, hparams=Record(hparams), created_at=TEN)


def look(streams: Sequence[LogStream], state: State = State.FAILED, **hparams: int | str) -> RankReport:
    return RankWatch().look(run_in(state, **hparams), Found(tuple(streams)))


def logs(folder: Path, *of_ranks: Sequence[str]) -> list[LogStream]:
    return [stream(write(folder / f"{n}_log.err", *lines, changed=60), n) for n, lines in enumerate(of_ranks)]


def test_the_first_error_by_its_time(tmp_path: Path) -> None:
    late = [f"{at(20)} step", *traceback("ValueError: late"), f"{at(21)} end"]
    early = [f"{at(10)} step", *traceback(CUDA), f"{at(11)} end"]
    report = look(logs(tmp_path, late, early, [f"{at(5)} all is well"]))
    failed = report.first_failed
    assert failed and (failed.rank, failed.line, failed.at, failed.is_timed) == (1, CUDA, TEN + 10, True)
    assert report.errors == 2 and report.ranks == (0, 1, 2)


def test_what_follows_from_others_is_not_first(tmp_path: Path) -> None:
    others = [f"{at(1)} step", WATCHDOG, "slurmstepd: error: *** STEP 1.0 ON a CANCELLED AT 2026-11-22T10:00:02 ***"]
    cause = [f"{at(30)} step", *traceback("RuntimeError: boom")]
    failed = look(logs(tmp_path, others, others, cause)).first_failed
    assert failed and failed.rank == 2 and failed.line == "RuntimeError: boom"


def test_a_consequence_is_better_than_nothing(tmp_path: Path) -> None:
    failed = look(logs(tmp_path, ["ok"], [WATCHDOG])).first_failed
    assert failed and failed.rank == 1 and failed.kind == "nccl"


def test_logs_without_times_are_told_apart_by_their_last_change(tmp_path: Path) -> None:
    streams = [
        stream(write(tmp_path / "0", *traceback("ValueError: a"), changed=50), 0),
        stream(write(tmp_path / "1", *traceback("ValueError: b"), changed=20), 1),
    ]
    failed = look(streams).first_failed
    assert failed and failed.rank == 1 and not failed.is_timed


def test_a_log_of_all_ranks_says_whose_error_it_is(tmp_path: Path) -> None:
    shared = [f"[rank3]: {line}" for line in traceback("ValueError: of three")]
    streams = [*logs(tmp_path, ["a"], ["b"]), stream(write(tmp_path / "slurm-1.out", *shared), None)]
    failed = look(streams).first_failed
    assert failed and failed.rank == 3 and failed.line.endswith("ValueError: of three")


def test_no_error_no_rank(tmp_path: Path) -> None:
    assert look(logs(tmp_path, ["a"], ["b"])).first_failed is None
    assert look([]) == RankReport()


def test_what_may_end_nothing_ends_no_run_that_goes_on(tmp_path: Path) -> None:
    streams = logs(tmp_path, ["ERROR: cannot reach the tracker"], ["fine"])
    assert look(streams).first_failed and not look(streams, State.RUNNING).first_failed
    streams = logs(tmp_path, ["fine"], traceback(CUDA))
    assert look(streams, State.RUNNING).first_failed and not look(streams, State.COMPLETED).first_failed


def test_a_log_that_is_still_written_is_seldom_read_again(tmp_path: Path) -> None:
    watch, streams = RankWatch(), logs(tmp_path, ["fine"], ["fine"])
    assert watch.look(run_in(State.RUNNING), Found(tuple(streams))).first_failed is None
    streams = logs(tmp_path, ["fine"], traceback(CUDA))
    assert watch.look(run_in(State.RUNNING), Found(tuple(streams))).first_failed is None
    assert watch.look(run_in(State.FAILED), Found(tuple(streams))).first_failed


def test_of_one_rank_nothing_is_read(tmp_path: Path) -> None:
    assert look(logs(tmp_path, traceback(CUDA))).first_failed is None


def test_many_logs_are_read_a_few_at_a_time_and_again_only_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rank_watch, "TAILS_AT_ONCE", 3)
    streams = logs(tmp_path, *(["fine"] for _ in range(7)), traceback(CUDA))
    run, watch = run_in(State.FAILED), RankWatch()
    reports = [watch.look(run, Found(tuple(streams))) for _ in range(3)]
    assert [report.is_complete for report in reports] == [False, False, True]
    assert reports[1].first_failed is None and reports[2].first_failed
    changed = [replace(each, size=each.size + 1) for each in streams]
    assert watch.look(run, Found(tuple(changed))) == replace(reports[2], is_complete=False)
    while not watch.look(run, Found(tuple(changed))).is_complete:
        pass
    streams = changed
    for each in streams:
        os.unlink(each.path)
    assert watch.look(run, Found(tuple(streams))) == reports[2]
    assert watch.look(run, Found(tuple(streams[:7]))).first_failed is None


def quiet(**written: float) -> list[LogStream]:
    return [LogStream(f"{n}", "", f"/{n}", "out", int(n[1:]), None, 1, TEN + at) for n, at in written.items()]


def test_a_rank_is_silent_that_stops_before_the_others() -> None:
    assert silent_ranks(quiet(r0=3600, r1=3599, r2=3595, r3=1800)) == {3: 1800}


def test_where_only_one_rank_prints_nobody_is_silent() -> None:
    assert silent_ranks(quiet(r0=3600, r1=10, r2=11, r3=12)) == {}


@pytest.mark.parametrize(("size", "silent"), [(1, {}), (50, {1: 3600})])
def test_of_two_ranks_one_may_have_nothing_to_report(size: int, silent: dict[int, float]) -> None:
    streams = [replace(stream, size=size if stream.rank else 100) for stream in quiet(r0=3600, r1=0)]
    assert silent_ranks(streams) == silent


def test_any_log_of_a_rank_counts() -> None:
    assert silent_ranks([*quiet(r0=3600, r1=0), *quiet(r1=3590)]) == {}
    assert silent_ranks(quiet(r0=50, r1=0)) == {}
    assert silent_ranks(quiet(r0=50)) == {}


@pytest.mark.parametrize(
    ("hparams", "world"),
    [
        ({}, 3),
        ({"trainer.devices": 4, "trainer.num_nodes": 2}, 8),
        ({"trainer.devices": "auto"}, 3),
        ({"trainer.devices": "-1"}, 3),
        ({"trainer.devices": 1}, 3),
        ({"world_size": 16}, 16),
        ({"trainer.devices": 8, "trainer.num_nodes": 3}, 24),
        ({"slurm.ntasks_per_node": 8, "slurm.nodes": 4}, 32),
        ({"world_size": True}, 3),
        ({"world_size": 10**9}, 3),
    ],
)
def test_how_many_ranks_there_are(hparams: dict[str, int | str], world: int) -> None:
    assert world_size(Record(hparams), quiet(r0=1, r2=1)) == world


def test_one_log_a_node_is_that_of_its_launcher() -> None:
    hparams = Record({"trainer.devices": 8, "trainer.num_nodes": 2})
    assert world_size(hparams, quiet(r0=1, r1=1)) == 2
    assert world_size(Record({"trainer.devices": 8}), quiet(r0=1)) == 1


def test_ranks_without_a_log_are_missing() -> None:
    assert missing_ranks(quiet(r0=1, r2=1), 4) == (1, 3)
    assert missing_ranks(quiet(r0=1, r1=1), 2) == ()
    assert missing_ranks([], 4) == ()
    assert look(quiet(r0=1, r2=1), world_size=4).missing == (1, 3)
