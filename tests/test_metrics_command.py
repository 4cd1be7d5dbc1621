"""`spt-tui metrics`: a run's metrics without a terminal."""

import csv
import io
import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spt_tui.cli import main
from spt_tui.runs.metric_choices import ChoicesFile
from tests.trees import MANIFEST, real_runs, write_run

Told = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    rows = [
        {
            "step": step,
            "epoch": step // 10,
            "fit/loss": math.nan if step >= 30 else 5 - step / 10,
            "eval/top1": step / 40,
        }
        for step in range(40)
    ]
    write_run(tmp_path / "tree" / "sick", status="completed", rows=rows)
    write_run(tmp_path / "tree" / "empty", status="completed")
    again = [*({"step": step, "loss": 9 - step} for step in range(4)), *({"step": step, "loss": 1} for step in (2, 3))]
    write_run(tmp_path / "tree" / "again", status="completed", rows=again)
    return tmp_path / "tree"


def lines_of(told: Told) -> list[list[str]]:
    """The cells of the table that was printed, without its head."""
    lines = told.readouterr().out.splitlines()
    return [[cell for cell in line.split("  ") if cell] for line in lines[lines.index("") + 2 :]]


def test_a_line_a_metric_and_the_health_of_the_run(tree: Path, capsys: Told) -> None:
    assert main(["metrics", "sick", "--root", str(tree)]) == 0
    first, health, *_ = (printed := capsys.readouterr().out).splitlines()
    assert first == "sick · completed · 40 rows · 3 metrics"
    assert health == "health: nan, fit/loss is NaN since step 30"
    cells = {row[0]: row[1:] for line in printed.splitlines()[4:] if (row := line.split())}
    assert cells["fit/loss"][:3] == ["NaN", "2.1", "min"]
    assert " ".join(cells["fit/loss"][-7:]) == "39 10 NaN, from step 30 on"
    assert cells["eval/top1"] == ["0.975", "0.975", "max", "rising", "40", "0", "to", "39", "-"]


def test_the_time_left_is_that_to_the_steps_that_are_asked_for(tree: Path, capsys: Told) -> None:
    now = time.time()
    rows = [{"step": step, "fit/loss": 1.0} for step in range(100)]
    write_run(tree / "alive", created_at=now - 100, heartbeat=now, rows=rows)
    for steps, left in (("1100", "left: about 16m"), ("9" * 400, "")):
        assert main(["metrics", "alive", "--root", str(tree), "--steps", steps]) == 0
        told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("left")]
        assert [line[: len(left)] for line in told] == [left] * bool(left)
    assert main(["metrics", "alive", "--root", str(tree)]) == 0
    assert "left: " not in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["metrics", "alive", "--root", str(tree), "--steps", "0"])


def test_a_direction_that_was_turned_round_counts(tree: Path, capsys: Told) -> None:
    ChoicesFile(str(tree)).edit(lambda choices: choices.turn("eval/top1"))
    assert main(["metrics", "sick", "--root", str(tree), "--metric", "top1"]) == 0
    (line,) = lines_of(capsys)
    assert [cell.strip() for cell in line[1:4]] == ["0.975", "0", "min"]


def test_json_has_the_figures_in_full(tree: Path, capsys: Told) -> None:
    assert main(["metrics", "sick", "--root", str(tree), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["run_id"] == "sick" and told["rows"] == 40 and told["problem"] is None
    assert told["health"]["kind"] == "nan" and told["health"]["since_step"] == 30
    loss = told["metrics"]["fit/loss"]
    assert loss["last"] == "NaN" and loss["best"] == 2.1 and loss["direction"] == "min" and loss["count"] == 40
    assert loss["nan_count"] == 10 and loss["inf_count"] == 0 and loss["not_finite_since_step"] == 30
    assert "values" not in loss


def test_json_points_are_lists_of_one_length(tree: Path, capsys: Told) -> None:
    assert main(["metrics", "again", "--root", str(tree), "--json", "--points"]) == 0
    loss = json.loads(capsys.readouterr().out)["metrics"]["loss"]
    assert loss["steps"] == [0, 1, 2, 3] and loss["values"] == [9, 8, 1, 1] and loss["epochs"] is None
    assert loss["restarts"] == [2]


def test_csv_has_a_line_a_point(tree: Path, capsys: Told) -> None:
    assert main(["metrics", "again", "--root", str(tree), "--csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        *("metric,step,epoch,value", "loss,0,,9.0", "loss,1,,8.0", "loss,2,,1.0", "loss,3,,1.0")
    ]
    assert main(["metrics", "again", "--root", str(tree), "--csv", "--all"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 7


def test_the_points_of_a_real_run_are_those_of_its_file(tmp_path: Path, capsys: Told) -> None:
    place = real_runs(tmp_path)
    run = place / MANIFEST["A0"]
    assert main(["metrics", str(run), "--csv"]) == 0
    told = {(row["metric"], row["step"]): row["value"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    with open(run / "metrics.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {
        (name, row["step"]): float(cell)
        for row in rows
        for name, cell in row.items()
        if cell and name not in ("step", "epoch")
    }
    assert known and {key: float(told[key]) for key in known} == known


def test_only_metrics_that_the_pattern_finds(tree: Path, capsys: Told) -> None:
    assert main(["metrics", "sick", "--root", str(tree), "--metric", "^eval/|LOSS$"]) == 0
    assert [row[0] for row in lines_of(capsys)] == ["eval/top1", "fit/loss"]


def test_what_is_wrong_with_the_file_goes_to_standard_error(tree: Path, capsys: Told) -> None:
    with open(tree / "sick" / "metrics.csv", "ab") as file:
        file.write(b"1,2\r\n")
    assert main(["metrics", "sick", "--root", str(tree), "--csv"]) == 0
    told = capsys.readouterr()
    assert "skipped" in told.err and "skipped" not in told.out


@pytest.mark.parametrize(
    "words, status, reason",
    [
        (["nobody"], 1, "no run is named 'nobody'"),
        (["empty"], 1, "no metrics.csv yet"),
        (["sick", "--metric", "zzz"], 1, "no metric of that name"),
        (["sick", "--metric", "("], 2, "no regular expression"),
        (["sick", "--points"], 2, "--points goes with --json"),
    ],
)
def test_what_is_not_there_is_said(tree: Path, words: list[str], status: int, reason: str, capsys: Told) -> None:
    assert main(["metrics", *words, "--root", str(tree)]) == status
    assert reason in capsys.readouterr().err


def test_two_forms_at_once_are_refused(tree: Path) -> None:
    with pytest.raises(SystemExit) as end:
        main(["metrics", "sick", "--json", "--csv"])
    assert end.value.code == 2


def test_a_path_needs_no_root(tree: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPT_CACHE_DIR", str(tree / "nowhere"))
    monkeypatch.chdir(tree)
    assert main(["metrics", "./again"]) == 0
    assert capsys.readouterr().out.startswith("again · completed")
    os.unlink("again/sidecar.json")
    assert main(["metrics", str(tree / "again") + "/", "--csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5


def test_a_path_below_a_root_is_the_run_that_the_browser_shows(
    tree: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its id and the choices for its metrics are those of the root, wherever the command is given."""
    write_run(tree / "day" / "run", rows=[{"step": 1, "top1": 2.0}, {"step": 2, "top1": 1.0}])
    (tree.parent / "link").symlink_to(tree)
    ChoicesFile(str(tree)).edit(lambda choices: choices.turn("top1"))
    monkeypatch.chdir(tree / "day")

    def told(word: str, *more: str) -> tuple[str, str]:
        assert main(["metrics", word, "--json", *more]) == 0
        found = json.loads(capsys.readouterr().out)
        return found["run_id"], found["metrics"]["top1"]["direction"]

    monkeypatch.setenv("SPT_CACHE_DIR", str(tree))
    assert told("./run") == told("day/run") == told("./run", "--root", str(tree.parent / "link")) == ("day/run", "min")
    monkeypatch.setenv("SPT_CACHE_DIR", str(tree / "again"))
    assert told("./run") == ("run", "max")


def test_a_root_that_is_not_there_is_said_of_a_path_too(tree: Path, capsys: Told) -> None:
    assert main(["metrics", f"{tree}/again", "--root", str(tree / "none")]) == 2
    assert "no such file or directory" in capsys.readouterr().err


def test_names_from_a_file_reach_no_terminal_raw(tmp_path: Path, capsys: Told) -> None:
    write_run(tmp_path / "t" / "run", rows=[{"step": 1, "\x1b[31mloss\x07": 2}], display_name="\x1b]0;owned\x07")
    for form in ([], ["--csv"], ["--json"]):
        assert main(["metrics", "run", "--root", str(tmp_path / "t"), *form]) == 0
        told = capsys.readouterr()
        assert "\x1b" not in told.out + told.err and "\x07" not in told.out + told.err


def test_it_loads_nothing_that_draws(tree: Path) -> None:
    code = "import sys\nfrom spt_tui.cli import main\nmain(sys.argv[1:])\nprint(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", code, "metrics", "sick", "--root", str(tree)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "fit/loss" in done.stdout
    assert {"rich", "textual", "asyncio", "PIL"}.isdisjoint(done.stderr.split())
