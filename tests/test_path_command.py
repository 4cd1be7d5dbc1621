"""`spt-tui path`: where runs, checkpoints and logs lie."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from spt_tui.cli import main
from tests.trees import write_run

Out = pytest.CaptureFixture[str]


def paths(*arguments: str | Path) -> tuple[int, bytes, str]:
    command = [sys.executable, "-m", "spt_tui", "path", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True)
    return done.returncode, done.stdout, done.stderr.decode()


def test_a_pipe_gets_the_path_as_the_file_system_spells_it(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9 $(x)"
    write_run(Path(os.fsdecode(raw)))
    assert paths("caf", "--root", tmp_path) == (0, raw + b"\n", "")
    assert paths("caf", "-0", "--root", tmp_path) == (0, raw + b"\0", "")


def test_a_path_with_a_line_end_in_it_is_not_two(tmp_path: Path) -> None:
    write_run(tmp_path / "a\nb")
    write_run(tmp_path / "plain")
    status, out, err = paths("--filter", "id:*", "--root", tmp_path)
    assert status == 1 and out.decode() == f"{tmp_path}/plain\n" and "print it with -0" in err
    assert paths("--filter", "id:*", "-0", "--root", tmp_path)[1].decode().split("\0")[0] == f"{tmp_path}/a\nb"


def test_the_checkpoint_is_the_recorded_one_or_what_lies_in_its_place(tmp_path: Path, capsys: Out) -> None:
    elsewhere = tmp_path / "store" / "best.ckpt"
    elsewhere.parent.mkdir()
    elsewhere.touch()
    write_run(tmp_path / "runs" / "there", checkpoint_path=str(elsewhere))
    write_run(tmp_path / "runs" / "moved", checkpoint_path="/old/place/epoch7.ckpt")
    write_run(tmp_path / "runs" / "silent")
    write_run(tmp_path / "runs" / "near", checkpoint_path="checkpoints/c.ckpt")
    write_run(tmp_path / "runs" / "lost", checkpoint_path="/old/place/epoch8.ckpt")
    for name, file in (("moved", "epoch7.ckpt"), ("silent", "a.ckpt"), ("silent", "b.ckpt"), ("near", "c.ckpt")):
        place = tmp_path / "runs" / name / "checkpoints"
        place.mkdir(exist_ok=True)
        (place / file).touch()
    os.utime(tmp_path / "runs" / "silent" / "checkpoints" / "a.ckpt", (2e9, 2e9))

    def checkpoint(name: str) -> tuple[int, str, str]:
        status = main(["path", name, "--checkpoint", "--root", str(tmp_path / "runs")])
        return (status, *capsys.readouterr())

    own = tmp_path / "runs"
    assert checkpoint("there") == (0, f"{elsewhere}\n", "")
    status, out, err = checkpoint("moved")
    assert (status, out) == (0, f"{own}/moved/checkpoints/epoch7.ckpt\n") and "which is not there" in err
    status, out, err = checkpoint("silent")
    assert (status, out) == (0, f"{own}/silent/checkpoints/a.ckpt\n") and "none is recorded" in err
    assert checkpoint("near") == (0, f"{own}/near/checkpoints/c.ckpt\n", "")
    status, out, err = checkpoint("lost")
    assert (status, out) == (1, "") and "the recorded checkpoint is not there: /old/place/epoch8.ckpt" in err


def test_logs_and_json(tmp_path: Path, capsys: Out) -> None:
    run = write_run(tmp_path / "run")
    for name in ("job_1_log.err", "job_0_log.out"):
        (run / name).touch()
    assert main(["path", "run", "--log", "--root", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{run}/job_0_log.out\n{run}/job_1_log.err\n"
    assert main(["path", "run", "--json", "--root", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"run_id": "run", "kind": "dir", "path": str(run)}
    write_run(tmp_path / "mute")
    assert main(["path", "mute", "--log", "--root", str(tmp_path)]) == 1
    assert "mute: no logs found; looked for" in capsys.readouterr().err


def test_a_run_has_to_be_named(tmp_path: Path, capsys: Out) -> None:
    write_run(tmp_path / "run")
    assert main(["path", "--root", str(tmp_path)]) == 2
    assert "name a run, or give --filter" in capsys.readouterr().err
