"""`spt-tui ls`: the runs as a list."""

import csv
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spt_tui.cli import main
from tests.terminal import Terminal
from tests.trees import write_run

NAN = float("nan")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    now = time.time()
    runs = {
        "day/a": {"lr": 0.1, "loss": 0.5, "top1": 0.7, "status": "completed", "tags": ["x", "sweep:7"]},
        "day/b": {"lr": 0.1, "loss": 0.25, "top1": 0.9, "status": "failed", "tags": ["x", "y", "sweep:7"]},
        "day/c": {"lr": "1e-2", "loss": NAN, "status": "completed", "tags": ["y", "sweep:8"]},
        "day/d": {"loss": 2.0, "status": "completed", "tags": []},
    }
    for place, (id, told) in enumerate(runs.items()):
        summary = {f"eval/{key}": told[key] for key in ("loss", "top1") if key in told}
        write_run(
            tmp_path / id,
            status=told["status"],
            tags=told["tags"],
            hparams={"optim": {"lr": told["lr"]}} if "lr" in told else {},
            summary=summary,
            created_at=now - 100 * (place + 1),
            ended_at=now - 100 * place - 50,
            step=10 * place,
        )
    return tmp_path


Out = pytest.CaptureFixture[str]


def listed(capsys: Out, root: Path, *arguments: str) -> list[list[str]]:
    assert main(["ls", "--root", str(root), *arguments]) == 0
    return [line.split("\t") for line in capsys.readouterr().out.splitlines()]


def names(capsys: Out, root: Path, *arguments: str) -> str:
    return "".join(row[0] for row in listed(capsys, root, "--columns", "name", *arguments)[1:])


def test_a_pipe_gets_values_between_tabs_in_full(root: Path, capsys: Out) -> None:
    head, *rows = listed(capsys, root, "--columns", "name,state,duration,eval/loss,hp.optim.lr,tags,best.eval/loss")
    assert head == ["name", "state", "duration", "m.eval/loss", "hp.optim.lr", "tags", "best.eval/loss"]
    assert rows[0] == ["a", "completed", rows[0][2], "0.5", "0.1", "x sweep:7", ""]
    assert float(rows[0][2]) == pytest.approx(50, abs=0.01)
    assert rows[2][3:5] == ["NaN", "1e-2"] and rows[3][3:6] == ["2.0", "", ""]


def test_the_newest_comes_first_and_a_metric_begins_with_its_best(root: Path, capsys: Out) -> None:
    assert names(capsys, root) == "abcd"
    assert names(capsys, root, "--reverse") == "dcba"
    assert names(capsys, root, "--sort", "eval/loss") == "badc"  # small is good, NaN last
    assert names(capsys, root, "--sort", "eval/top1") == "bacd"  # large is good; runs without it by their ids
    assert names(capsys, root, "--sort", "m.eval/loss", "--reverse") == "dabc"  # and NaN is last here, too
    assert names(capsys, root, "--sort", "state", "-n", "1") == "b"


def test_text_is_aligned_and_says_what_people_read(root: Path, capsys: Out) -> None:
    assert main(["ls", "--root", str(root), "--text", "--columns", "state,name,m.eval/loss", "--filter", "tag:x"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "state        name  eval/loss",
        "✓ completed  a           0.5",
        "✗ failed     b          0.25",
    ]


def test_json_has_all_of_a_run_or_what_is_asked_for(root: Path, capsys: Out) -> None:
    assert main(["ls", "--root", str(root), "--json", "-n", "1"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["hparams"] == {"optim.lr": 0.1} and json.loads(line)["step"] == 0
    assert main(["ls", "--root", str(root), "--json", "--columns", "eval/loss", "--filter", "name:c"]) == 0
    assert json.loads(capsys.readouterr().out) == {"run_id": "day/c", "m.eval/loss": "NaN"}


def test_groups_come_in_the_order_of_their_first_runs(root: Path, capsys: Out) -> None:
    told = ["ls", "--root", str(root), "--text", "--columns", "name,eval/loss", "--sort", "eval/loss", "--group"]
    assert main([*told, "sweep"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "name  eval/loss",
        "sweep 7 · 2 runs · 1 failed · 1 completed",
        "b          0.25",
        "a           0.5",
        "sweep 8 · 1 run · 1 completed",
        "c           NaN",
        "no sweep · 1 run · 1 completed",
        "d             2",
    ]
    assert main([*told, "hp.optim.lr", "-n", "1"]) == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if " · " in line]
    assert heads[0] == "optim.lr 0.1 · 2 runs · 1 failed · 1 completed"
    assert heads[1:] == ["optim.lr 1e-2 · 1 run · 1 completed", "no optim.lr · 1 run · 1 completed"]


def test_a_run_stands_under_each_of_its_tags(root: Path, capsys: Out) -> None:
    rows = listed(capsys, root, "--group", "tag", "--columns", "name", "--filter", "sweep:7")[1:]
    assert sorted(rows) == [["sweep:7", "a"], ["sweep:7", "b"], ["x", "a"], ["x", "b"], ["y", "b"]]
    assert main(["ls", "--root", str(root), "--group", "tag", "--json", "-n", "1", "--filter", "name:d"]) == 0
    assert json.loads(capsys.readouterr().out)["group"] is None


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--filter", "name:none"], 1, "no run matches the filter"),
        (["--filter", "tag:("], 2, "--filter: "),
        (["--columns", "evil/loss"], 2, "no column 'evil/loss'; did you mean m.eval/loss"),
        (["--columns", " , "], 2, "names no column"),
        (["--sort", "nothing"], 2, "no column 'nothing'"),
        (["--group", "loss"], 2, "--group is sweep, tag or hp.KEY, not 'loss'"),
        (["--root", "/nowhere/at/all"], 2, "no such file or directory"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    root: Path, arguments: list[str], status: int, said: str, capsys: Out
) -> None:
    assert main(["ls", "--root", str(root), *arguments]) == status
    out, err = capsys.readouterr()
    assert said in err and err.startswith("spt-tui: ") and err.count("\n") == 1 and not out


def test_a_key_that_no_run_has_is_an_empty_column_and_said(root: Path, capsys: Out) -> None:
    assert main(["ls", "--root", str(root), "--columns", "name,hp.optim.lrr", "-n", "1"]) == 0
    out, err = capsys.readouterr()
    assert out == "name\thp.optim.lrr\na\t\n" and "no run has hp.optim.lrr; did you mean hp.optim.lr?" in err


def test_a_name_of_both_sorts_has_to_be_told_apart(tmp_path: Path, capsys: Out) -> None:
    write_run(tmp_path / "run", hparams={"lr": 0.1}, summary={"lr": 0.2})
    assert main(["ls", "--root", str(tmp_path), "--columns", "lr"]) == 2
    assert "write m.lr or hp.lr" in capsys.readouterr().err
    assert listed(capsys, tmp_path, "--columns", "hp.lr,m.lr")[1] == ["0.1", "0.2"]


def test_a_name_with_a_comma_is_quoted(tmp_path: Path, capsys: Out) -> None:
    write_run(tmp_path / "run", hparams={'a,b "c"': 1})
    assert listed(capsys, tmp_path, "--columns", 'name, "hp.a,b ""c"""')[1] == ["run", "1"]


def test_hostile_names_neither_break_the_table_nor_reach_the_terminal(tmp_path: Path, capsys: Out) -> None:
    write_run(tmp_path / "a\tb\nc\x1b[2J", display_name="=1+1\t\x1b]0;x\x07", tags=["[/x]"], hparams={"a\tb": "\n"})
    head, row = listed(capsys, tmp_path, "--columns", "name,id,dir,tags,hp.a b")
    assert len(head) == len(row) == 5 and all(cell.isprintable() for cell in row)
    assert row[0] == "=1+1 ␛]0;x␇" and row[3] == "[/x]"


def test_runs_of_several_roots_are_one_list(root: Path, tmp_path_factory: pytest.TempPathFactory, capsys: Out) -> None:
    other = tmp_path_factory.mktemp("other")
    write_run(other / "day" / "a")
    assert len(listed(capsys, root, "--root", str(other), "--columns", "dir")) == 6


def test_what_changes_between_two_calls_is_seen(root: Path, capsys: Out) -> None:
    assert names(capsys, root) == "abcd"
    write_run(root / "day" / "b", status="completed", created_at=time.time() + 1, summary={"eval/loss": 9.0})
    (root / "day" / "c" / "sidecar.json").unlink()
    write_run(root / "day" / "e", created_at=1.0)
    assert names(capsys, root) == "bade"
    assert listed(capsys, root, "--columns", "state,eval/loss", "-n", "1")[1] == ["completed", "9.0"]
    # In place, which leaves no trace in the directory.
    sidecar = root / "day" / "a" / "sidecar.json"
    sidecar.write_text(sidecar.read_text().replace('"completed"', '"interrupted"'))
    assert listed(capsys, root, "--columns", "state", "--filter", "name:a")[1] == ["interrupted"]


def test_what_the_last_session_knew_is_said_to_be_old(root: Path, capsys: Out) -> None:
    assert main(["ls", "--root", str(root), "--cached"]) == 1
    assert "leave out --cached" in capsys.readouterr().err
    assert names(capsys, root) == "abcd"
    write_run(root / "day" / "e")
    root.rename(root.with_name("gone"))  # nothing is asked of the tree
    assert main(["ls", "--root", str(root), "--cached", "--columns", "name"]) == 0
    assert capsys.readouterr() == ("name\na\nb\nc\nd\n", "spt-tui: as known 0s ago, not compared with the disk\n")


def test_a_terminal_gets_as_many_columns_as_fit_and_a_sign_for_the_rest(root: Path) -> None:
    with Terminal([sys.executable, "-m", "spt_tui", "ls", "--root", str(root)], rows=12, cols=40) as terminal:
        terminal.wait_for("completed  d")
        assert terminal.lines[0].split() == ["state", "name", "sweep", "age", "…"]
        assert all("completed" in line or "failed" in line for line in terminal.lines[1:5])


def test_a_list_is_what_csv_readers_read(root: Path) -> None:
    command = [sys.executable, "-m", "spt_tui", "ls", "--root", str(root)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = list(csv.DictReader(out.splitlines(), delimiter="\t"))
    assert [row["name"] for row in rows] == ["a", "b", "c", "d"] and rows[1]["m.eval/top1"] == "0.9"
