"""`spt-tui watch`: changes of states as they happen."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from spt_tui.cli import main
from tests.trees import write_run

SECONDS = 30.0


class Watch:
    """The command at work, with what it prints."""

    def __init__(self, *arguments: str | Path) -> None:
        command = [sys.executable, "-m", "spt_tui", "watch", *map(str, arguments)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def said(self) -> str:
        """The next line on standard error."""
        return self._line(self.process.stderr)

    def printed(self) -> str:
        """The next line on standard output."""
        return self._line(self.process.stdout)

    def status(self) -> int:
        return self.process.wait(SECONDS)

    @staticmethod
    def _line(stream) -> str:  # type: ignore[no-untyped-def]
        assert select.select([stream], [], [], SECONDS)[0], "nothing was printed"
        return stream.readline()  # type: ignore[no-any-return]


@contextmanager
def watching(*arguments: str | Path) -> Iterator[Watch]:
    watch = Watch(*arguments)
    try:
        yield watch
    finally:
        watch.process.kill()
        watch.process.communicate()


def test_changes_come_as_json_and_the_end_when_all_is_over(tmp_path: Path) -> None:
    write_run(tmp_path / "a", tags=["x"], step=5)
    write_run(tmp_path / "b", tags=["y"])
    with watching("tag:x", "--until", "completed", "--json", "--root", tmp_path) as watch:
        assert watch.said() == "spt-tui: watching; 1 run: 1 running; ctrl-c ends\n"
        write_run(tmp_path / "b", tags=["y"], status="failed")
        write_run(tmp_path / "a", tags=["x"], status="completed", step=9)
        told = json.loads(watch.printed())
        assert (told["run_id"], told["state_before"], told["state"], told["step"]) == ("a", "running", "completed", 9)
        assert watch.status() == 0


def test_a_command_gets_the_facts_and_no_shell_gets_a_runs_text(tmp_path: Path) -> None:
    evil = f"$(touch {tmp_path}/evil) `touch {tmp_path}/evil`; touch {tmp_path}/evil"
    root = tmp_path / "runs"
    write_run(root / "a b", display_name=evil)
    command = 'printf "%s|" "$SPT_RUN_NAME" "$SPT_RUN_DIR" "$SPT_STATE_BEFORE" "$SPT_STATE" "$SPT_STEP"; echo; exit 3'
    with watching("--until", "failed", "--exec", command, "--root", root) as watch:
        assert "1 running" in watch.said()
        write_run(root / "a b", display_name=evil, status="failed")
        assert watch.said() == f"{evil}|{root}/a b|running|failed||\n"
        assert watch.said() == "spt-tui: --exec ended with status 3 for a b\n"
        assert watch.printed() == "at\trun_id\tstate_before\tstate\tstep\tduration_seconds\n"
        assert watch.printed().split("\t")[1:4] == ["a b", "running", "failed"]
        assert watch.status() == 0
    assert os.listdir(tmp_path) == ["runs"]


def test_it_waits_for_runs_to_come_and_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    with watching("tag:later", "--text", "--root", tmp_path) as watch:
        assert "no run matches yet" in watch.said()
        write_run(tmp_path / "day" / "new", tags=["later"])
        assert "  day/new  new -> running  " in watch.printed()
        watch.process.send_signal(signal.SIGINT)
        assert watch.status() == 130
        assert watch.process.communicate() == ("", "")


def test_what_is_over_at_the_start_needs_no_waiting(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "a", status="completed")
    write_run(tmp_path / "b", heartbeat=time.time() - 1_000)  # killed: it says running for ever
    root = ["--root", str(tmp_path)]
    assert main(["watch", "--until", "ended", *root]) == 0
    assert main(["watch", "--until", "completed", *root]) == 1
    assert main(["watch", "name:a", "--until", "completed", *root]) == 0
    assert "2 runs: 1 stale, 1 completed" in capsys.readouterr().err


def test_a_key_that_no_run_has_is_said_and_waited_for(tmp_path: Path) -> None:
    write_run(tmp_path / "a", hparams={"lr": 0.1})
    with watching("lrr=0.1", "--root", tmp_path) as watch:
        assert "no run matches yet" in watch.said()
        assert "lrr" in watch.said() and watch.process.poll() is None


def test_a_wrong_filter_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "age<never", "--root", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("spt-tui: --filter: ")
