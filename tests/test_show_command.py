"""`spt-tui show`: all that is known of a run."""

import json
import time
from pathlib import Path

import pytest

from spt_tui.cli import main
from spt_tui.commands.named_runs import named_runs
from spt_tui.ui.pages import run_lines
from tests.trees import write_run

Out = pytest.CaptureFixture[str]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_run(
        tmp_path / "day" / "first",
        status="completed",
        tags=["x", "sweep:7"],
        hparams={"lr": 0.1, "note": "\x1b[2J[/x]"},
        summary={"eval/loss": float("nan")},
        created_at=1e9,
        ended_at=1e9 + 60,
        step=12,
    )
    write_run(tmp_path / "day" / "second", status="failed", created_at=1e9)
    return tmp_path


def test_it_says_what_the_page_in_the_browser_says(root: Path, capsys: Out) -> None:
    assert main(["show", "first", "--root", str(root)]) == 0
    printed = [line.strip() for line in capsys.readouterr().out.splitlines()]
    (run,) = named_runs(["day/first"], [str(root)])
    page = ["".join(text for text, _ in line).strip() for line in run_lines(run, 2e9)]
    timeless = [line for line in page if "ago" not in line]
    assert printed[0] == "first" and len(timeless) > 10 and set(timeless) <= set(printed)
    assert "health      × nan: eval/loss is NaN" in printed and "note  ␛[2J[/x]" in printed


def test_several_runs_have_a_blank_line_between_them_or_a_json_line_each(root: Path, capsys: Out) -> None:
    assert main(["show", "first", "second", "--root", str(root)]) == 0
    blocks = capsys.readouterr().out.split("\n\nsecond\n")
    assert len(blocks) == 2 and blocks[0].startswith("first\n")
    assert main(["show", "--filter", "state:completed or state:failed", "--json", "--root", str(root)]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["run_id"] for each in told] == ["day/first", "day/second"]
    assert told[0]["health"] == "nan" and told[0]["summary"] == {"eval/loss": "NaN"}


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([], 2, "name a run, or give --filter"),
        (["night"], 1, "no run is named 'night'"),
        (["day"], 2, "'day' could be day/first, day/second; give more of it"),
        (["first", "day/first"], 2, "one run is given twice"),
        (["first", "--filter", "state:failed"], 1, "no run is named 'first'"),
        (["--filter", "state:running"], 1, "no run matches the filter"),
    ],
)
def test_what_is_not_found_and_what_could_be_several(
    root: Path, arguments: list[str], status: int, said: str, capsys: Out
) -> None:
    assert main(["show", *arguments, "--root", str(root)]) == status
    out, err = capsys.readouterr()
    assert said in err and err.count("\n") == 1 and not out


def test_a_live_run_is_judged_beside_its_sweep(tmp_path: Path, capsys: Out) -> None:
    now = time.time()
    for number, step in enumerate((1_000, 9_000, 9_000, 9_000)):
        write_run(tmp_path / f"run{number}", tags=["sweep:7"], created_at=now - 3_600, step=step, summary={"loss": 1.0})
    assert main(["show", "run0", "--json", "--root", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["health"] == "slow"
