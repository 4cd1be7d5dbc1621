import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.logs.error_kinds import ERROR_KINDS, NEEDLES, error_kind
from spt_tui.runs.logs.errors import errors_in
from spt_tui.runs.logs.traceback import Raised, raised_of, traceback_at, tracebacks

LINES = [
    ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB", "cuda out of memory"),
    ("RuntimeError: CUDA error: out of memory", "cuda out of memory"),
    ("RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", "cuda out of memory"),
    ("RuntimeError: CUDA driver error: out of memory", "cuda out of memory"),
    ("Cuda failure 2 'out of memory'", "cuda out of memory"),
    (
        "jaxlib.XlaRuntimeError: RESOURCE_EXHAUSTED: Out of memory while trying to allocate 1 bytes",
        "cuda out of memory",
    ),
    ("numpy._core._exceptions._ArrayMemoryError: Unable to allocate 12.0 GiB for an array", "out of memory"),
    ("RuntimeError: DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes", "out of memory"),
    ("slurmstepd: error: Detected 1 oom_kill event in StepId=48213.0.", "out of memory"),
    ("slurmstepd: error: Exceeded job memory limit", "out of memory"),
    ("RuntimeError: DataLoader worker: OSError: [Errno 12] Cannot allocate memory", "out of memory"),
    ("Out of memory: Killed process 4711 (python)", "out of memory"),
    ("slurmstepd: error: *** JOB 48213 ON gpu031 CANCELLED AT 2026-11-22T10:00:00 DUE TO TIME LIMIT ***", "time limit"),
    ("python: src/net.c:12: forward: Assertion `n > 0' failed.", "assertion"),
    ("Loss.cu:242: nll_loss: block: [0,0,0], thread: [5,0,0] Assertion `t >= 0 && t < n` failed.", "assertion"),
    ("Assertion failed: (n > 0), function main, file net.c, line 12.", "assertion"),
    ("python: /lib64/libc.so.6: version `GLIBC_2.34' not found (required by python)", "library"),
    ("python: error while loading shared libraries: libcudnn.so.8: cannot open shared object file", "library"),
    ("error: Detected 1 oom_kill event in StepId=1.0. Some of the step tasks have been OOM Killed.", "out of memory"),
    ("submitit INFO (2026-11-22 10:00:00) - Job has timed out. Ran 60 minutes", "time limit"),
    ("submitit WARNING - Caught signal SIGUSR2 on gpu031: this job is timed-out.", "time limit"),
    ("slurmstepd: error: *** JOB 7 ON n CANCELLED AT 2026-11-22T10:00:00 DUE TO PREEMPTION ***", "preempted"),
    ("[rank3]:[E1122 10:00:00 ProcessGroupNCCL.cpp:616] Watchdog caught collective operation timeout", "nccl"),
    ("gpu031:123:456 [0] NCCL WARN Call to ibv_poll_cq failed", "nccl"),
    ("torch.distributed.DistBackendError: NCCL error in: ProcessGroupNCCL.cpp:1970", "nccl"),
    ("RuntimeError: CUDA error: device-side assert triggered", "cuda"),
    ("NVRM: Xid (PCI:0000:1b:00): 79, GPU has fallen off the bus.", "cuda"),
    ("OSError: [Errno 28] No space left on device", "disk"),
    ("OSError: [Errno 116] Stale file handle", "disk"),
    ("Segmentation fault (core dumped)", "segfault"),
    ("torch.distributed.elastic: failed (exitcode: -11) Signal 11 (SIGSEGV) received by PID 9", "segfault"),
    ("BrokenPipeError: [Errno 32] Broken pipe", "connection lost"),
    ("slurmstepd: error: *** STEP 48213.0 ON gpu031 CANCELLED AT 2026-11-22T10:00:00 ***", "cancelled"),
    ("Killed", "signal"),
    ("/bin/bash: line 1: 4711 Killed    python train.py", "signal"),
    ("srun: error: gpu031: task 3: Killed", "signal"),
    ("Fatal Python error: Aborted", "signal"),
    ("Child process with PID 42 terminated with code -11. Forcefully terminating all other processes", "signal"),
    ("srun: error: gpu031: task 3: Exited with exit code 137", "signal"),
    ("submitit WARNING - Caught signal SIGUSR1 on gpu031: this job is preempted.", "preempted"),
    ("srun: error: gpu031: task 3: Exited with exit code 1", "slurm"),
    ("Detected KeyboardInterrupt, attempting graceful shutdown ...", "interrupted"),
    ("[2026-11-22 10:00:00,123][__main__][ERROR] - about to fail", "error"),
    ("ValueError: loss is nan", "error"),
    ("Error executing job with overrides: ['lr=0.1']", "error"),
    ("slurm_script: line 9: python: command not found", "error"),
    ("Could not override 'optim.lrr'.", "error"),
    ("zmq.error.ZMQError: Address already in use", "error"),
    ("Traceback (most recent call last):", "traceback"),
]

WELL = [
    "Epoch 12: 64%|######    | 641/1000 [02:11<01:14, 4.9it/s]",
    "gpu031:123:456 [0] NCCL INFO Connected all rings",
    "GPU available: True (cuda), used: True",
    "val/mean_error 0.12, error_rate=0.3, error bar 0.1, Error rate: 0.5",
    "submitit WARNING - Bypassing signal SIGTERM",
    "submitit WARNING - Bypassing signal SIGCONT",
    "the skilled reader, killedby, Killedx",
    "using MeanSquaredErrors and ExceptionGroups",
    "CUDNN_STATUS_SUCCESS",
    "peak memory 61.2 GiB",
    "in-memory cache, 9 rooms",
]

PLAIN = """\
Traceback (most recent call last):
  File "train.py", line 3, in <module>
    main()
    ^^^^^^
  File "train.py", line 2, in main
    raise ValueError("loss is nan")
ValueError: loss is nan
""".splitlines()

CHAINED = [
    *PLAIN,
    "",
    "During handling of the above exception, another exception occurred:",
    "",
    "Traceback (most recent call last):",
    '  File "fit.py", line 9, in fit',
    "    raise RuntimeError from error",
    "my.errors.TrainingFailed",
]


@pytest.mark.parametrize(("line", "name"), LINES)
def test_lines_are_of_their_kind(line: str, name: str) -> None:
    kind = error_kind(line)
    assert kind is not None and kind.name == name


@pytest.mark.parametrize("line", WELL)
def test_what_is_well_is_no_error(line: str) -> None:
    assert error_kind(line) is None


@pytest.mark.parametrize(("line", "name"), LINES)
def test_needles_leave_out_no_line_that_its_pattern_finds(line: str, name: str) -> None:
    kinds = [kind for kind in ERROR_KINDS if kind.pattern.search(line)]
    assert kinds[0].name == name, "so it was by its needles, too"
    assert all(any(needle in line for needle in kind.needles) for kind in kinds)
    assert any(needle in line for needle in NEEDLES)


def test_every_kind_is_tried_here() -> None:
    assert {kind.name for kind in ERROR_KINDS} == {name for _, name in LINES}
    assert len({kind.name for kind in ERROR_KINDS}) == len(ERROR_KINDS)


def test_a_traceback_from_head_to_exception() -> None:
    lines = ["before", *PLAIN, "after", "  indented"]
    (found,) = tracebacks(lines)
    assert (found.first, found.last, found.rank) == (1, 7, None)
    assert found.raised == Raised("ValueError", "loss is nan")


def test_chained_tracebacks_are_one() -> None:
    (found,) = tracebacks(["x", *CHAINED, "y"])
    assert found.last == len(CHAINED)
    assert [raised.type for raised in found.chain] == ["ValueError", "my.errors.TrainingFailed"]


def test_two_that_are_not_chained_are_two() -> None:
    assert [found.first for found in tracebacks([*PLAIN, "", "hello", *PLAIN])] == [0, 9]


def test_ranks_that_write_between_each_other_are_told_apart() -> None:
    zero, one = ([f"[rank{rank}]: {line}" for line in PLAIN] for rank in (0, 1))
    mixed = [line for pair in zip(zero, one, strict=True) for line in pair]
    first, second = traceback_at(mixed, 0), traceback_at(mixed, 1)
    assert first is not None and second is not None
    assert (first.rank, first.last, second.rank, second.last) == (0, 12, 1, 13)
    assert first.raised == second.raised == Raised("ValueError", "loss is nan")


def test_labels_of_srun_are_ranks() -> None:
    (found,) = tracebacks([f"3: {line}" for line in PLAIN])
    assert found.rank == 3 and found.raised == Raised("ValueError", "loss is nan")


def test_a_progress_bar_in_between_is_not_the_exception() -> None:
    (found,) = tracebacks([*PLAIN[:3], "Epoch 12:  64%|###", *PLAIN[3:]])
    assert found.last == len(PLAIN) and found.raised == Raised("ValueError", "loss is nan")


@pytest.mark.parametrize("prefix", ["", "[rank3]: "])
def test_a_group_of_exceptions_is_the_first_of_them(prefix: str) -> None:
    lines = [
        "  + Exception Group Traceback (most recent call last):",
        '  |   File "a.py", line 1, in <module>',
        "  |     main()",
        "  | ExceptionGroup: two (2 sub-exceptions)",
        "  +-+---------------- 1 ----------------",
        "    | Exception Group Traceback (most recent call last):",
        '    |   File "a.py", line 7, in work',
        "    |     raise inner",
        "    | BaseExceptionGroup: inner (1 sub-exception)",
        "    +-+---------------- 1 ----------------",
        "      | Traceback (most recent call last):",
        '      |   File "a.py", line 9, in load',
        "      |     read()",
        "      | OSError: [Errno 5] Input/output error",
        "      +------------------------------------",
        "    +---------------- 2 ----------------",
        "    | ValueError: x",
        "    +------------------------------------",
        "later",
    ]
    (error,) = errors_in([prefix + line for line in lines])
    found = error.traceback
    assert found is not None and (error.first, error.last) == (0, len(lines) - 2)
    assert found.chain[0] == Raised("ExceptionGroup", "two (2 sub-exceptions)")
    assert found.raised == Raised("OSError", "[Errno 5] Input/output error") and error.kind.name == "disk"


@pytest.mark.parametrize("kept", range(1, len(PLAIN)))
def test_a_cut_traceback_raises_nothing_and_ends_in_its_last_line(kept: int) -> None:
    (found,) = tracebacks(PLAIN[:kept])
    assert found.raised is None and found.last == kept - 1


@pytest.mark.parametrize(
    ("line", "raised"),
    [
        ("KeyboardInterrupt", Raised("KeyboardInterrupt", "")),
        (
            "torch._dynamo.exc.CompilerFailed: backend='inductor'",
            Raised("torch._dynamo.exc.CompilerFailed", "backend='inductor'"),
        ),
        ("socket.timeout: timed out", Raised("socket.timeout", "timed out")),
        ("mine.f.<locals>.Bad: x", Raised("mine.f.<locals>.Bad", "x")),
        ("Epoch 3: done", None),
        ("done", None),
        ("", None),
    ],
)
def test_the_line_of_an_exception(line: str, raised: Raised) -> None:
    assert raised_of(line) == raised


def test_an_error_of_many_lines_is_one_and_is_named_for_what_was_raised() -> None:
    lines = ["ok", *PLAIN, "RuntimeError: CUDA out of memory. Tried", "ok", "Traceback (most recent call last):"]
    lines += ['  File "x", line 1', "torch.OutOfMemoryError: CUDA out of memory."]
    errors = list(errors_in(lines))
    assert [(error.kind.name, error.first, error.last) for error in errors] == [
        ("error", 1, 7),
        ("cuda out of memory", 8, 8),
        ("cuda out of memory", 10, 12),
    ]


@given(
    st.lists(
        st.sampled_from([*CHAINED, *(line for line, _ in LINES[:6]), "[rank1]: ValueError: x", "3: "]), max_size=60
    )
)
def test_errors_never_overlap(lines: list[str]) -> None:
    behind = 0
    for error in errors_in(lines):
        assert behind <= error.first <= error.last < len(lines)
        behind = error.last + 1
