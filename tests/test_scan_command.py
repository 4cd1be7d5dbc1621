"""`spt-tui scan`: how the runs stand, and what it costs to look."""

import json
import os
from pathlib import Path

import pytest

from spt_tui.cli import main
from tests.trees import write_run


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, status in (("first", "completed"), ("second", "failed"), ("third", "completed")):
        write_run(tmp_path / "tree" / name, status=status)
    return tmp_path / "tree"


def test_says_how_the_runs_stand(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(tree)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(tree), "3 runs: 1 failed, 2 completed"]


def test_stats_say_what_it_cost(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(tree), "--stats"]) == 0
    lines = dict(line.rsplit("  ", 1) for line in capsys.readouterr().out.splitlines()[3:])
    said = {name.strip(): value.strip() for name, value in lines.items()}
    assert said["polls"] == "1" and said["runs"] == "3" and said["directories"] == "4"
    assert 3 * 4 <= int(said["file-system calls"]) <= 3 * 16 + 16
    assert said["memory"].endswith("M")


def test_json_is_one_object_with_the_footprint(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(tree), "--json", "--polls", "1", "--budget", "50"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["runs"] == 3 and report["states"] == {"failed": 1, "completed": 2} and report["problems"] == []
    assert report["footprint"]["polls"] == 2 and report["footprint"]["budget"] == 50
    assert report["footprint"]["memory_bytes"] > 1_000_000


def test_several_roots_are_summed_up(tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / "other" / "fourth", status="failed")
    assert main(["scan", str(tree), str(tmp_path / "other"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["roots"] == [str(tree), str(tmp_path / "other")] and report["runs"] == 4
    assert report["footprint"]["directories"] == 6


def test_an_empty_place_is_nothing_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 runs"


def test_a_root_that_is_not_there_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(tmp_path / "none")]) == 2
    assert "no such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--polls", "-1"], ["--threads", "0"], ["--budget", "x"]])
def test_numbers_that_mean_nothing_are_refused(tree: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["scan", str(tree), *wrong])
    assert end.value.code == 2


def test_a_directory_of_that_name_is_meant_with_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path / "scan" / "mine")
    monkeypatch.chdir(tmp_path)
    assert main([os.path.join(".", "scan"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["run_id"] == "mine"
