"""`spt-tui logs`: the logs of a run as text and as JSON, and as they grow."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spt_tui.cli import main
from spt_tui.commands import log_printing, logs
from spt_tui.commands.log_printing import LogPrinting
from spt_tui.commands.named_runs import named_runs
from spt_tui.runs.logs.streams import find_streams
from tests.runs.triage.logs import dead_run, traceback
from tests.trees import write_run

HOSTILE = b"\x1b]52;c;ZXZpbA==\x07\x1b[2J\x1b[31mred\x1b[0m \x9b1m\x00\xff\xfe\n" + b"y" * 1_000_000 + b"\n\r1/2\r2/2\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    logs: dict[str, str | bytes] = {f"{rank}.err": f"step 1\nstep 2 of {rank}\n" for rank in range(3)}
    dead_run(tmp_path / "runs", "a_0", {**logs, "1.out": HOSTILE, "2.err": "step 1\n" + traceback("ValueError: 1")})
    return tmp_path / "runs"


@pytest.fixture
def printed(root: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    def lines(*options: str, status: int = 0) -> list[str]:
        assert main(["logs", "a_0", "--root", str(root), *options]) == status
        return capsys.readouterr().out.splitlines()

    return lines


def test_each_log_stands_under_its_name(printed: Callable[..., list[str]]) -> None:
    lines = printed("--rank", "0,1", "--kind", "err")
    assert [line.split("  ")[0] for line in lines] == [
        "==> rank 0 .err",
        "step 1",
        "step 2 of 0",
        "",
        "==> rank 1 .err",
        "step 1",
        "step 2 of 1",
    ]


def test_one_log_needs_no_name(printed: Callable[..., list[str]]) -> None:
    assert printed("--rank", "0") == ["step 1", "step 2 of 0"]
    assert printed("--rank", "0", "--tail", "1") == ["step 2 of 0"]
    assert printed("--rank", "0", "--tail", "0", status=1) == []


def test_lines_can_be_narrowed(printed: Callable[..., list[str]]) -> None:
    assert printed("--rank", "0", "--grep", r"of \d$") == ["step 2 of 0"]
    assert printed("--rank", "0", "--grep", "nothing", status=1) == []
    assert printed("--rank", "0-2", "--kind", "err", "--errors")[1:] == traceback("ValueError: 1").splitlines()
    assert printed("--rank", "2", "--errors", "--grep", "Value") == ["ValueError: 1"]


def test_nothing_reaches_the_terminal_raw(printed: Callable[..., list[str]]) -> None:
    lines = printed("--rank", "1", "--kind", "out")
    assert all(line.isprintable() for line in lines) and len(lines) == 3
    assert lines[0].startswith("red ") and lines[1].endswith("y…") and lines[2] == "2/2"


def test_json_says_where_each_line_stands(printed: Callable[..., list[str]], root: Path) -> None:
    objects = [json.loads(line) for line in printed("--rank", "1", "--json")]
    (out, err) = ([entry for entry in objects if entry["kind"] == kind] for kind in ("out", "err"))
    assert {**err[1], "path": ""} == {
        "run_id": "a_0",
        "rank": 1,
        "kind": "err",
        "path": "",
        "offset": 7,
        "line": "step 2 of 1",
    }
    assert Path(err[0]["path"]).name == "77_0_1_log.err"
    assert HOSTILE[out[2]["offset"] :] == b"\r1/2\r2/2\n"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["a_0", "--rank", "9"], 1, "no such log; there are ranks 0-2 (.out, .err)"),
        (["a_0", "--rank", "4-1"], 2, "4-1 goes down"),
        (["a_0", "--grep", "("], 2, "--grep: missing )"),
        (["none"], 1, "no run is named 'none'"),
        (["bare"], 1, "no logs found; looked for "),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    root: Path, words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(root / "bare")
    assert main(["logs", *words, "--root", str(root)]) == status
    error = capsys.readouterr().err
    assert said in error and error.startswith("spt-tui: ") and error.count("\n") == 1


@pytest.fixture
def start(root: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start the command as a process of its own."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str, run: str = "a_0", **more: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "spt_tui", "logs", run, "--root", str(root), *options]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        # A shell starts what runs in its background deaf to ctrl-c, and so would this be if the tests run there.
        ignored = signal.signal(signal.SIGINT, signal.default_int_handler)
        started.append(subprocess.Popen(command, **streams))  # type: ignore[call-overload]
        signal.signal(signal.SIGINT, ignored)
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_following_goes_on_whatever_becomes_of_the_file(
    root: Path, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    (path,) = root.parent.rglob("77_0_0_log.err")
    process = start("--rank", "0", "--follow")
    assert process.stdout is not None and process.stderr is not None
    assert [process.stdout.readline() for _ in range(2)] == [b"step 1\n", b"step 2 of 0\n"]
    with path.open("a") as file:
        file.write("step 3\n")
    assert process.stdout.readline() == b"step 3\n"
    path.write_text("anew\n")
    assert process.stdout.readline() == b"anew\n"
    assert process.stderr.readline() == b"spt-tui: rank 0 .err: truncated\n"
    path.rename(path.with_name(path.name + ".1"))
    path.write_text("in a new file\nunended")
    assert process.stdout.readline() == b"in a new file\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(5) == 130
    assert b"Traceback" not in process.stderr.read()


def test_following_finds_logs_that_begin_later(
    root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logs, "FIND_SECONDS", 0.0)
    monkeypatch.setattr(log_printing, "INTERVAL_SECONDS", 0.0)
    (path,) = root.parent.rglob("77_0_0_log.err")
    (run,) = named_runs(["a_0"], [str(root)])
    printing = LogPrinting(run.id, [stream for stream in find_streams(run).streams if stream.path == str(path)])
    lines = logs._until_the_end(printing, lambda: find_streams(run).streams)
    assert [next(lines) for _ in range(2)] == ["step 1", "step 2 of 0"]
    path.rename(f"{path}.1")
    path.write_text("new of 0\n")
    path.with_name("77_0_9_log.err").write_text("new of 9\n")
    came = []
    while not came or came[-1] != "new of 9":
        came.append(next(lines))
    assert "new of 0" in came and "step 2 of 0" not in came and "step 2 of 1" in came


def test_following_waits_for_the_first_log(
    root: Path, start: Callable[..., subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(root / "bare", status="running", hparams={})
    process = start("--follow", run="bare")
    assert process.stdout is not None and process.stderr is not None
    said = process.stderr.readline().decode()
    assert said.startswith("spt-tui: bare: no logs found; looked for ") and "; waiting for one, ctrl-c ends" in said
    process.send_signal(signal.SIGINT)
    assert process.wait(5) == 130 and process.stdout.read() == b""
    monkeypatch.setattr(logs, "WAIT_SECONDS", 0.0)
    monkeypatch.setattr(log_printing, "INTERVAL_SECONDS", 0.0)
    (run,) = named_runs(["bare"], [str(root)])
    lines = logs._until_the_end(LogPrinting(run.id, []), lambda: find_streams(run).streams)
    (root / "bare" / "train.err").write_text("first\n")
    assert next(lines) == "first"


def test_following_a_run_that_has_ended_without_a_log_ends(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(root / "bare", status="completed")
    assert main(["logs", "bare", "--root", str(root), "--follow"]) == 1
    assert "no logs found" in capsys.readouterr().err


def test_following_ends_with_its_reader(start: Callable[..., subprocess.Popen[bytes]]) -> None:
    process = start("--rank", "0", "--follow")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(5) == 0 and process.stderr.read() == b""


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_for_terminals(
    start: Callable[..., subprocess.Popen[bytes]], environment: dict[str, str], coloured: bool
) -> None:
    here, there = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = start("--rank", "1", "--kind", "out", "--tail", "3", stdout=there, env={**clean, **environment})
    os.close(there)
    seen, deadline = b"", time.monotonic() + 10
    while b"2/2" not in seen and time.monotonic() < deadline:
        seen += os.read(here, 65_536)
    os.close(here)
    process.wait(5)
    assert (b"\x1b[0;38;5;1mred" in seen, b"\x1b[0m\r\n" in seen) == (coloured, coloured)
    assert b"\x1b]" not in seen and b"\x1b[2J" not in seen and b"\x9b" not in seen and b"\x00" not in seen
