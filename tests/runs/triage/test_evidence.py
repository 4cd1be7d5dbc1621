"""What the end of one log tells: the kind of death, the fingerprint, the lines."""

from __future__ import annotations

import pytest

from spt_tui.runs.triage.cause import Cause, Weight
from spt_tui.runs.triage.evidence import PASSED_LINES, SAMPLE_LINES, SURVIVED_LINES, Evidence, evidence_in, last_words
from tests.runs.triage.logs import CUDA_MEMORY, TIME_LIMIT, WATCHDOG, bar, elastic_summary, traceback

WRITTEN_AT = 1_795_318_911.0
STEPS = "".join(f"step {step} loss 0.5\n" for step in range(SURVIVED_LINES + 1))


def told(log: str | bytes, begin: int = 0) -> Evidence:
    evidence = evidence_in(log.encode() if isinstance(log, str) else log, begin, WRITTEN_AT)
    assert evidence is not None
    return evidence


@pytest.mark.parametrize(
    ("log", "cause", "title"),
    [
        (traceback("ValueError: bad lr 0.3"), Cause.EXCEPTION, "ValueError: bad lr #"),
        (traceback("my.pkg.TrainError"), Cause.EXCEPTION, "TrainError"),
        (
            traceback("RuntimeError: Error(s) in loading state_dict for Net:\n\tMissing key(s): head"),
            Cause.EXCEPTION,
            "RuntimeError: Error(s) in loading state_dict for Net: Missing key(s): head",
        ),
        (traceback(CUDA_MEMORY), Cause.CUDA_MEMORY, "CUDA out of memory"),
        (traceback("RuntimeError: CUDA out of memory. Tried 1"), Cause.CUDA_MEMORY, "CUDA out of memory"),
        (traceback("MemoryError"), Cause.MEMORY, "out of memory on the host"),
        ("slurmstepd: error: Detected 1 oom_kill event in StepId=4.0.\n", Cause.MEMORY, "out of memory on the host"),
        ("srun: error: gpu031: task 3: Out Of Memory\n", Cause.MEMORY, "out of memory on the host"),
        (TIME_LIMIT, Cause.TIME_LIMIT, "time limit"),
        (
            "python: a.c:12: f: Assertion `n > 0' failed.\nAborted (core dumped)\n",
            Cause.ERROR,
            "python: a.c:#: f: Assertion `n > #' failed.",
        ),
        (
            "python: /lib/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by /x/a.so)\n"
            "srun: error: gpu031: task 3: Exited with exit code 1\n",
            Cause.ERROR,
            "python: <path>: version `GLIBCXX_3.4.29' not found (required by <path>)",
        ),
        (TIME_LIMIT.replace("TIME LIMIT", "PREEMPTION"), Cause.PREEMPTED, "preempted"),
        (TIME_LIMIT.replace("TIME LIMIT", "NODE FAILURE"), Cause.NODE_FAILURE, "node failure"),
        (TIME_LIMIT.replace("DUE TO TIME LIMIT ", ""), Cause.CANCELLED, "cancelled"),
        (WATCHDOG, Cause.NCCL_WATCHDOG, "NCCL watchdog timeout"),
        ("Fatal Python error: Segmentation fault\n\nThread 0x1:\n", Cause.SIGNAL, "SIGSEGV"),
        ("run.sh: line 3: 4711 Killed   python train.py\n", Cause.SIGNAL, "SIGKILL"),
        (
            "submitit INFO - Job has timed out. Ran 60 minutes\n"
            + traceback("UncompletedJobError: Job not requeued because: timed-out too many times."),
            Cause.TIME_LIMIT,
            "time limit",
        ),
        (traceback("lightning.SIGTERMException"), Cause.SIGNAL, "SIGTERM"),
        (
            traceback("RuntimeError: Expected all on the same device,\nbut found two devices"),
            Cause.EXCEPTION,
            "RuntimeError: Expected all on the same device, but found two devices",
        ),
        ("terminate called\n  what():  bad header 42\nAborted (core dumped)\n", Cause.ERROR, "bad header #"),
        ("srun: error: gpu031: task 3: Exited with exit code 137\n", Cause.SIGNAL, "SIGKILL"),
        ("[rank: 0] Child process with PID 42 terminated with code -11. Bye\n", Cause.SIGNAL, "SIGSEGV"),
        ("submitit WARNING - Caught signal SIGUSR2 on n1: this job is timed-out.\n", Cause.TIME_LIMIT, "time limit"),
        ("[rank: 0] Received SIGTERM: 15\n", Cause.SIGNAL, "SIGTERM"),
        (traceback("KeyboardInterrupt"), Cause.SIGNAL, "SIGINT (KeyboardInterrupt)"),
        ("[2026-11-22 03:41:51][main][ERROR] - cannot go on at 70\n", Cause.ERROR, "cannot go on at #"),
    ],
)
def test_kinds_of_death(log: str, cause: Cause, title: str) -> None:
    diagnosis = told("step 1\n" + log).diagnosis
    assert (diagnosis.cause, diagnosis.title) == (cause, title)


@pytest.mark.parametrize("log", ["", "step 1 loss 0.5\n", bar(50), "\x00\xff" * 99, "0 errors so far\n"])
def test_a_log_without_an_error_tells_nothing(log: str) -> None:
    assert evidence_in(log.encode(), 0, WRITTEN_AT) is None


@pytest.mark.parametrize(
    ("log", "title"),
    [
        (traceback("ValueError: 1") + "srun: error: gpu1: task 0: Exited with exit code 1\n", "ValueError: #"),
        (traceback("ValueError: 1") + "[rank: 0] Received SIGTERM: 15\nAborted (core dumped)\n", "ValueError: #"),
        (traceback("ValueError: 1") + traceback("ChildFailedError: rank 3"), "ValueError: #"),
        (traceback("ValueError: 1") + "Exception ignored in: <f>\n" + traceback("TypeError: 2"), "ValueError: #"),
        (
            traceback("ValueError: 1")
            + "\nDuring handling of the above exception, another exception occurred:\n\n"
            + traceback("KeyError: 'x'"),
            "KeyError: 'x'",
        ),
        (traceback("ValueError: 1") + "retrying\n" + TIME_LIMIT, "time limit"),
        (WATCHDOG + "terminate called\nAborted (core dumped)\n", "NCCL watchdog timeout"),
        (bar(30) + traceback("ValueError: 1"), "ValueError: #"),
        (traceback("ValueError: 1") + "wandb: loss ▁▂▃\n" * 2 * SURVIVED_LINES, "ValueError: #"),
        (
            "Fatal Python error: Segmentation fault\n\n"
            + ("Thread 0x7f (most recent call first):\n" + '  File "/a.py", line 3 in f\n' * 9) * 20,
            "SIGSEGV",
        ),
        (
            traceback("RuntimeError: DataLoader worker (pid 7) is killed by signal: Killed. ")
            + "\nThe above exception was the direct cause of the following exception:\n\n"
            + traceback("RuntimeError: DataLoader worker (pid(s) 7) exited unexpectedly"),
            "RuntimeError: DataLoader worker (pid #) is killed by signal: Killed.",
        ),
        (
            traceback("DistBackendError: NCCL error in: P.cpp:1970, unhandled cuda error, NCCL version 2.20.5")
            + "ncclUnhandledCudaError: Call to CUDA function failed.\nLast error:\nCuda failure 2 'out of memory'\n",
            "CUDA out of memory",
        ),
        (traceback("ValueError: 1", "[rank3]: "), "ValueError: #"),
    ],
)
def test_what_follows_from_an_error_does_not_hide_it(log: str, title: str) -> None:
    assert told(log).diagnosis.title == title


def test_an_error_that_was_survived_is_not_what_it_died_of() -> None:
    log = traceback("ValueError: 1").encode()
    assert evidence_in(log + STEPS.encode(), 0, WRITTEN_AT) is None
    killed = log + STEPS.encode() + b"Killed\n"
    found = evidence_in(killed, 0, WRITTEN_AT)
    assert found is not None and found.diagnosis.title == "SIGKILL"


@pytest.mark.parametrize(
    "log",
    [
        "/src/a.py:3: UserWarning: Error in cache\n  warnings.warn('Error in cache')\n",
        "[2026-11-22 03:41:51,500][main][WARNING] - Error 7, trying again\n",
        "Connection refused, trying again\n" + "step 1 loss 0.5\n" * (PASSED_LINES + 1),
    ],
)
def test_what_only_warns_or_was_passed_is_not_what_it_died_of(log: str) -> None:
    assert evidence_in(log.encode(), 0, WRITTEN_AT) is None
    assert told(log + "Killed\n").diagnosis.title == "SIGKILL"


def test_a_warning_of_something_grave_counts_if_nothing_else_is_said() -> None:
    log = "WARNING: CUDA out of memory, trying less\n"
    assert told(log).diagnosis.title == "CUDA out of memory"
    assert told(log + traceback("ConnectionResetError")).diagnosis.title == "ConnectionResetError"


def test_an_error_before_the_job_began_again_is_not_what_it_died_of() -> None:
    start = "submitit INFO (2026-11-22 03:38:55,836) - Starting with JobEnvironment(job_id=7_0, global_rank=0(4))\n"
    requeued = start + traceback("ValueError: 1") + TIME_LIMIT.replace("TIME LIMIT", "JOB REQUEUE") + start
    assert evidence_in(requeued.encode() + b"step 1\n", 0, WRITTEN_AT) is None
    assert told(requeued + "Killed\n").diagnosis.title == "SIGKILL"
    assert told(start + traceback("ValueError: 1")).diagnosis.title == "ValueError: #"
    assert evidence_in((traceback("ValueError: 1") + start).encode(), 70_000, WRITTEN_AT) is None
    assert told(TIME_LIMIT.replace("TIME LIMIT", "PREEMPTION")).diagnosis.title == "preempted"


def test_the_lines_are_cleaned_and_few() -> None:
    log = (
        "\n".join(["\x1b[31mx\x1b]0;t\x07\x9b2J"] * 3)
        + "\n"
        + traceback("ValueError: \x1b[1mred\x1b[0m\x07" + "y" * 9000)
    )
    lines = told(log).lines
    assert len(lines) <= SAMPLE_LINES and all(line.isprintable() and len(line) <= 500 for line in lines)
    assert lines[-1].startswith("ValueError: red␇yy") and not any("^" in line for line in lines)


def test_escapes_are_no_part_of_the_fingerprint() -> None:
    link = "\x1b]8;id=7;file:///src/train.py\x1b\\train\x1b]8;;\x07"
    assert told(traceback(f"ValueError: \x1b[1m{link} is bad")).diagnosis.title == "ValueError: train is bad"


def test_the_place_is_that_of_the_first_line_of_the_error() -> None:
    log = "step 1 \N{SNOWMAN}\r\nstep 2\r" + traceback("ValueError: 1")
    found = told(log, begin=1000)
    assert log.encode()[found.offset - 1000 :].startswith(b"Traceback")


def test_an_error_far_from_the_end_is_found_too() -> None:
    log = traceback("ValueError: 1") + ("x" * 400 + "\n") * 60
    found = told(log)
    assert found.diagnosis.title == "ValueError: #" and found.offset == 0


def test_the_time_is_the_line_s_own_or_that_of_the_last_write() -> None:
    assert told("[2026-11-22 03:41:51,500][main][ERROR] - no\n").at % 60 == 51.5
    assert told("[2026-11-22 03:41:50,000] ok\n" + traceback("ValueError: 1")).at == WRITTEN_AT
    later = "[2026-11-22 03:41:50,000] ok\n" + traceback("ValueError: 1") + "waiting\n" * 20
    assert told(later).at % 60 == 50


def test_the_last_words_of_a_log_without_an_error() -> None:
    log = "".join(f"step {step}\n\n" for step in range(9)).encode() + bar(3).encode()
    found = last_words(log, 100, WRITTEN_AT)
    assert found is not None and found.diagnosis.cause is Cause.NONE
    assert [line[:6] for line in found.lines] == ["step 5", "step 6", "step 7", "step 8", "Epoch "]
    assert log[found.offset - 100 :].startswith(b"step 5")
    assert last_words(b"\n \n", 0, WRITTEN_AT) is None


def test_slurm_names_the_node() -> None:
    assert told(TIME_LIMIT).node == "gpu031"
    assert told("srun: error: nid[1\x1b: task 0\nsrun: error: nid1: task 3: Out Of Memory\n").node == "nid1"


def test_in_a_log_of_all_ranks_the_first_one_counts() -> None:
    log = WATCHDOG + "".join(traceback(f"ValueError: {rank}", f"[rank{rank}]: ") for rank in (3, 0, 3))
    found = told(log + "[rank0]: more\n")
    assert (found.rank, found.lines[-1]) == (3, "[rank3]: ValueError: 3")
    assert told(traceback("ValueError: 1", "[rank3]: ")).rank == 3
    assert told("srun: error: gpu031: task 3: Out Of Memory\n").rank == 3
    assert told(WATCHDOG).rank == 1 and told(TIME_LIMIT).rank is None


@pytest.mark.parametrize(
    ("log", "title"),
    [
        (traceback("ValueError: 1") + elastic_summary(5, "To enable it see"), "ValueError: #"),
        (elastic_summary(5, "Signal 9 (SIGKILL) received by PID 3356"), "SIGKILL"),
        (elastic_summary(5, traceback("ValueError: 1").replace("\n", "\n  ")), "ValueError: #"),
        (elastic_summary(5, "To enable it see"), "ChildFailedError"),
    ],
)
def test_torchrun_names_the_rank_that_failed_first(log: str, title: str) -> None:
    found = told(log)
    assert (found.diagnosis.title, found.rank, found.node) == (title, 5, "gpu005")


def test_the_rank_that_an_error_names_is_its_own() -> None:
    found = told(traceback("ValueError: 1", "[rank3]: ") + elastic_summary(5, "To enable it see"))
    assert (found.rank, found.node) == (3, None)


def test_weights_are_in_order() -> None:
    logs = ["ERROR no\n", "Received SIGTERM: 15\n", "Killed\n", WATCHDOG, TIME_LIMIT]
    assert [told(log).diagnosis.weight for log in logs] == [*Weight][1:]
    waiting = traceback("DistStoreError: Timed out after 901 seconds waiting for clients. 7/8 joined.")
    assert told(waiting).diagnosis.weight is Weight.TIMED_OUT
