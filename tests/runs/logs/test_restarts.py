from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.logs.restarts import NEAR, Restart, Sign, evidence_of, restarts_in, starts_in
from spt_tui.runs.logs.tail import LogTail
from tests.trees import MANIFEST, real_runs

START = b"submitit INFO (2022-07-12 04:21:41,214) - Starting with JobEnvironment(job_id=60601445, hostname=learnfair0293, local_rank=0(2), node=0(1), global_rank=%d(2))"  # noqa: E501
REQUEUED = b"submitit INFO (2022-07-12 04:18:45,912) - Requeued job 60601445 (3 remaining timeouts)"
LEAVING = b"submitit INFO (2022-07-12 04:18:45,913) - Exiting gracefully after preemption/timeout."
CANCELLED = b"slurmstepd: error: *** JOB 38544509 ON learnfair0463 CANCELLED AT 2021-03-28T01:13:17 DUE TO %s ***"
REQUEUE, PREEMPTION = CANCELLED % b"JOB REQUEUE", CANCELLED % b"PREEMPTION"
TIME_LIMIT = CANCELLED % b"TIME LIMIT"
BANNER = b"\x1b[32m03:42:47\x1b[0m | [RegistryLogger] run_id=e2f6 run_dir=/data/runs/e2f6"
RESTORED = b"Restored all states from the checkpoint at /data/runs/e2f6/checkpoints/last.ckpt"
WORK = b"step 10 loss 2.28"


def told(*lines: bytes, first: int = 0, started: tuple[bytes, ...] = ()) -> tuple[Restart, ...]:
    said = [(number, says) for number, line in enumerate(lines, first) if (says := evidence_of(line))]
    return restarts_in(said, first + len(lines), started)


def test_the_first_start_is_no_restart() -> None:
    assert told(START % 0, BANNER, WORK, WORK) == ()
    assert told(START % 0, START % 1, BANNER, BANNER) == ()  # the ranks of one start


def test_submitit_starts_the_same_rank_again() -> None:
    assert told(START % 0, WORK, START % 0) == (Restart(2, "started again"),)
    assert told(WORK, START % 0, started=(b"0",)) == (Restart(1, "started again"),)
    assert told(WORK, START % 1, started=(b"0",)) == ()


def test_a_requeue_by_submitit_is_marked_where_it_starts_again() -> None:
    lines = (START % 0, WORK, REQUEUED, LEAVING, START % 0, BANNER, RESTORED)
    assert told(*lines) == (Restart(4, "requeued"),)


def test_no_line_after_the_end_is_no_restart_yet() -> None:
    assert told(WORK, REQUEUE, LEAVING) == ()
    assert told(WORK, REQUEUE, LEAVING, WORK) == (Restart(3, "requeued"),)


def test_a_preempted_job_need_not_come_back() -> None:
    assert told(WORK, PREEMPTION, b"Traceback (most recent call last):") == ()
    assert told(WORK, PREEMPTION, WORK, BANNER) == (Restart(3, "preempted"),)
    assert told(WORK, CANCELLED % b"NODE FAILURE", RESTORED) == (Restart(2, "node failed"),)
    assert told(WORK, TIME_LIMIT, WORK) == ()


def test_a_resumed_run_began_at_its_loggers_banner() -> None:
    lines = (BANNER, *[WORK] * 20, BANNER, *[WORK] * 10, RESTORED)
    assert told(*lines) == (Restart(21, "resumed from a checkpoint"),)


def test_slurms_count_of_restarts() -> None:
    assert told(WORK, b"  SLURM_RESTART_COUNT  = '0'") == ()
    assert told(WORK, b"  SLURM_RESTART_COUNT  = '2'", b"SLURM_RESTART_COUNT = 2") == (Restart(1, "requeued"),)


def test_lightnings_requeue() -> None:
    assert told(b"requeing job 4711...", WORK) == (Restart(1, "requeued"),)
    assert told(b"requeing job failed", WORK) == ()


def test_two_restarts_and_lines_before_the_first_one() -> None:
    again = (REQUEUE, *[WORK] * 3, BANNER)
    assert told(*again, *again, first=-7) == (Restart(-3, "requeued"), Restart(2, "requeued"))


def test_an_end_long_before_is_not_why_it_starts_now() -> None:
    lines = (PREEMPTION, *[WORK] * (NEAR + 5), BANNER)
    assert told(*lines) == ()


def test_starts_are_found_in_the_head_of_a_file() -> None:
    head = START % 0 + b"\n" + WORK + b"\n" + START % 12
    assert starts_in(head) == ((0, b"0"), (len(START % 0) + len(WORK) + 2, b"12"))


@pytest.mark.parametrize("line", [b"", WORK, b"DUE TO PREEMPTION", b"Requeued job", b"JobEnvironment(", b"\xff" * 9999])
def test_other_lines_say_nothing(line: bytes) -> None:
    assert evidence_of(line) is None


@given(
    st.lists(
        st.sampled_from([START % 0, START % 1, REQUEUED, REQUEUE, PREEMPTION, BANNER, RESTORED, WORK]), max_size=30
    )
)
def test_restarts_are_of_lines_and_in_order(lines: list[bytes]) -> None:
    told_of = [restart.line for restart in told(*lines)]
    assert told_of == sorted(told_of)
    assert all(0 < line < len(lines) or evidence_of(lines[line]) is not None for line in told_of)


def test_the_real_run_that_was_resumed_and_one_that_was_not(tmp_path: Path) -> None:
    tree = real_runs(tmp_path)
    view = LogTail(str(tree / MANIFEST["resumed"] / "train.err")).poll()
    assert view is not None
    (restart,) = view.restarts
    assert restart.reason == "resumed from a checkpoint"
    assert "[RegistryLogger] run_id=" in view.lines[restart.line]
    plain = LogTail(str(tree / MANIFEST["plain"] / "train.err")).poll()
    assert plain is not None and plain.restarts == ()


def test_every_sign_is_said_by_some_line() -> None:
    lines = (START % 0, REQUEUED, LEAVING, BANNER, RESTORED)
    assert {says.sign for line in lines if (says := evidence_of(line))} == set(Sign)
