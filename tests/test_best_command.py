"""`spt-tui best`, `spt-tui sweeps` and `spt-tui tags`: what is best, and how groups of runs stand."""

import json
from pathlib import Path

import pytest

from spt_tui.cli import main
from spt_tui.runs.metric_choices import ChoicesFile
from tests.trees import replace_json, write_run

Out = pytest.CaptureFixture[str]
NAN = float("nan")


def write_figures(run_dir: Path, metrics: dict[str, dict[str, float]], **fields: object) -> None:
    """A run with a summary.json that has `last`, `min` and `max` of each metric."""
    last = {name: figures["last"] for name, figures in metrics.items()}
    write_run(run_dir, summary=last, created_at=1e9, **fields)
    replace_json(run_dir / "summary.json", {"step": 10, "epoch": 1, "metrics": metrics})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    def figures(last: float, low: float, high: float) -> dict[str, float]:
        return {"last": last, "min": low, "max": high, "count": 10}

    others = {f"eval/{word}": figures(1, 1, 1) for word in ("top1", "acc", "f1", "map")}
    write_figures(tmp_path / "a", {"eval/loss": figures(0.5, 0.1, 2.0)}, status="completed", tags=["x", "sweep:7"])
    write_figures(tmp_path / "b", {"eval/loss": figures(0.4, 0.3, 9.0)}, status="failed", tags=["x", "sweep:7"])
    write_figures(tmp_path / "c", {"eval/loss": figures(NAN, 0.2, 3.0)}, status="completed", tags=["y", "sweep:8"])
    # `rankme` is none of the four by which this run is judged: its extremes are in the file alone.
    write_figures(tmp_path / "d", {**others, "rankme": figures(5.0, 1.0, 50.0)}, status="completed")
    write_run(tmp_path / "e", status="completed", summary={"rankme": 7.0, "fit/nan": NAN}, created_at=2e9)
    return tmp_path


def ranked(capsys: Out, root: Path, *arguments: str) -> tuple[list[tuple[str, float, bool]], str]:
    assert main(["best", *arguments, "--json", "--root", str(root)]) == 0
    out, err = capsys.readouterr()
    told = [json.loads(line) for line in out.splitlines()]
    return [(each["run_id"], each["best"], each["is_last"]) for each in told], err


def test_the_direction_is_guessed_from_the_name_and_said(root: Path, capsys: Out) -> None:
    rows, err = ranked(capsys, root, "eval/loss")
    assert rows == [("a", 0.1, False), ("c", 0.2, False), ("b", 0.3, False)]
    assert err == "spt-tui: eval/loss: smaller is better (guessed from its name; --max if it is not)\n"


def test_the_direction_can_be_told_and_chosen(root: Path, capsys: Out) -> None:
    rows, err = ranked(capsys, root, "eval/loss", "--max", "-n", "2")
    assert rows == [("b", 9.0, False), ("c", 3.0, False)] and "larger is better (as you say)" in err
    ChoicesFile(str(root)).edit(lambda choices: choices.turn("eval/loss"))
    rows, err = ranked(capsys, root, "eval/loss")
    assert rows[0][0] == "b" and "larger is better (as chosen in the browser)" in err


def test_a_best_value_that_no_column_holds_is_read_and_one_that_nobody_knows_is_the_last(
    root: Path, capsys: Out
) -> None:
    assert ranked(capsys, root, "m.rankme")[0] == [("d", 50.0, False), ("e", 7.0, True)]
    assert main(["best", "rankme", "--text", "--root", str(root), "--columns", "name"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "#  best rankme  last  name",
        "1           50     5  d",
        "2           7?     7  e",
        "? the best value is not known; this is the last one",
    ]


def test_with_cached_no_file_is_read(root: Path, capsys: Out) -> None:
    assert ranked(capsys, root, "rankme")[0][0] == ("d", 50.0, False)
    assert ranked(capsys, root, "rankme", "--cached")[0] == [("e", 7.0, True), ("d", 5.0, True)]


def test_a_pipe_gets_the_values_and_the_chosen_columns(root: Path, capsys: Out) -> None:
    assert main(["best", "eval/loss", "-n", "1", "--columns", "state,step", "--root", str(root)]) == 0
    assert capsys.readouterr().out == "best\tlast\tid\tstate\tstep\n0.1\t0.5\ta\tcompleted\t10\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["eval/lss"], 1, "no run has the metric 'eval/lss'; did you mean eval/loss"),
        (["fit/nan"], 1, "no run has a finite value of fit/nan"),
        (["eval/loss", "--filter", "name:none"], 1, "no run matches the filter"),
    ],
)
def test_what_is_not_found_is_said(root: Path, arguments: list[str], status: int, said: str, capsys: Out) -> None:
    assert main(["best", *arguments, "--root", str(root)]) == status
    out, err = capsys.readouterr()
    assert said in err and not out


def test_sweeps_are_counted_by_state_and_have_a_best_run(root: Path, capsys: Out) -> None:
    assert main(["sweeps", "--json", "--root", str(root)]) == 0
    out, err = capsys.readouterr()
    seven, eight = (json.loads(line) for line in out.splitlines())
    assert seven["states"] == {"failed": 1, "completed": 1} and eight["runs"] == 1
    assert (seven["metric"], seven["best"], seven["best_run_id"]) == ("eval/loss", 0.1, "a")
    assert "eval/loss: smaller is better" in err
    assert main(["sweeps", "--text", "--metric", "rankme", "--root", str(root)]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:5] == ["7", "2", "25y", "-", "-"]


def test_tags_are_counted_but_for_those_of_sweeps(root: Path, capsys: Out) -> None:
    assert main(["tags", "--root", str(root)]) == 0
    head, *rows = (line.split("\t") for line in capsys.readouterr().out.splitlines())
    told = [dict(zip(head, row, strict=True)) for row in rows]
    assert [(each["tag"], each["runs"], each["completed"], each["failed"]) for each in told] == [
        ("x", "2", "1", "1"),
        ("y", "1", "1", "0"),
    ]
    assert main(["tags", "--json", "-n", "1", "--filter", "state:failed", "--root", str(root)]) == 0
    (only,) = capsys.readouterr().out.splitlines()
    assert json.loads(only) == {"tag": "x", "runs": 1, "states": {"failed": 1}, "newest_created_at": 1e9}


@pytest.mark.parametrize(("command", "said"), [("tags", "no run has a tag"), ("sweeps", "no run belongs to a sweep")])
def test_no_group_at_all_is_said(root: Path, command: str, said: str, capsys: Out) -> None:
    assert main([command, "--filter", "name:e", "--root", str(root)]) == 1
    assert capsys.readouterr().err == f"spt-tui: {said}\n"
