"""A direction that is chosen in the metrics pane holds in the table, in verdicts, and in what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spt_tui.cli import main
from spt_tui.runs.metric_choices import ChoicesFile
from tests.trees import write_run
from tests.ui.browser import Browser, browser

LOSSES = [0.1, 0.5, 2.0, *[9.0] * 8]
FIGURES = {"eval/loss": {"last": 9.0, "min": 0.1, "max": 9.0, "count": len(LOSSES)}}
"""Far from its best as a loss, at its best as a score."""


@pytest.fixture(autouse=True)
def own_data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, value in (("lost", 9.0), ("fine", 0.2)):
        run_dir = write_run(
            tmp_path / "runs" / name, tags=["sweep:7"], summary={"eval/loss": value}, status="completed"
        )
        figures = FIGURES if name == "lost" else {}
        (run_dir / "summary.json").write_text(json.dumps({"step": 10, "metrics": figures}))
        rows = "".join(f"{step},{loss if name == 'lost' else 0.2}\n" for step, loss in enumerate(LOSSES))
        (run_dir / "metrics.csv").write_text("step,eval/loss\n" + rows)
    return tmp_path / "runs"


def table_text(b: Browser) -> str:
    return "\n".join(b.table.render_line(y).text for y in range(b.table.size.height))


def turn(root: Path) -> None:
    ChoicesFile(str(root)).edit(lambda choices: choices.turn("eval/loss"))


async def test_a_key_in_the_metrics_pane_reaches_the_table_and_the_verdict(root: Path) -> None:
    async with browser(root, runs=2) as b:
        await b.press("w")
        b.table.board.sort("m.eval/loss")
        b.table.show_rows()
        await b.press("G")
        await b.until("✓↯completed")
        assert "best 0.2" in b.text and b.names() == ["sweep:7", "fine", "lost"]
        await b.until("eval/loss is 90.0 times its best")
        await b.press("2", "D")
        await b.until(lambda: b.names() == ["sweep:7", "lost", "fine"])
        assert "best 9" in b.text and "↯" not in table_text(b)
        await b.until(lambda: "times its best" not in b.text)
        await b.press("D")
        await b.until("✓↯completed")
        await b.until("eval/loss is 90.0 times its best")


async def test_what_was_chosen_before_holds_from_the_start(root: Path, tmp_path: Path) -> None:
    turn(root)
    write_run(tmp_path / "other" / "run")
    async with browser(tmp_path / "other", root, runs=3) as b:
        await b.until(lambda: b.table.board.catalog.directions.chosen == {"eval/loss": False})
        await b.until(lambda: "↯" not in table_text(b))
        b.table.board.sort("m.eval/loss")
        assert b.table.board.arrangement.descending


def test_what_is_printed_goes_by_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*words: str) -> str:
        assert main([*words]) == 0
        return capsys.readouterr().out

    def lost() -> dict[str, object]:
        objects = map(json.loads, printed("--json", str(root)).splitlines())
        return next(each for each in objects if each["name"] == "lost")

    metrics = ("metrics", "lost", "--root", str(root))
    assert (lost()["health"], lost()["bests"]) == ("diverged", {"eval/loss": 0.1})
    assert "↯" in printed("--once", str(root)) and "health: diverged" in printed(*metrics)
    turn(root)
    assert (lost()["health"], lost()["bests"]) == ("ok", {"eval/loss": 9.0})
    assert "↯" not in printed("--once", str(root)) and "health: ok" in printed(*metrics)
