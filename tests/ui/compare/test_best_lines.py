"""The table of best and last values, as lines."""

from __future__ import annotations

import math

import pytest
from rich.cells import cell_len

from spt_tui.runs.compare.best_table import MetricFigures
from spt_tui.runs.curves.series import Extent
from spt_tui.runs.metric_choices import NO_CHOICES, MetricChoices
from spt_tui.ui import theme
from spt_tui.ui.compare.best_lines import BestFigures, best_figures, head_lines, lay_out, row_line, table_text
from spt_tui.ui.compare.figures import joined


def of(low: float, high: float, last: float) -> MetricFigures:
    return MetricFigures(Extent(low, high), last)


FIGURES = [
    {"fit/loss": of(0.5, 0.9, 0.7), "eval/top1": of(0.1, 0.8, 0.8), "lr-AdamW": of(0.1, 0.1, 0.1)},
    {"fit/loss": of(0.4, 1.5, math.nan), "eval/top1": of(0.2, 0.7, 0.6), "lr-AdamW": of(0.2, 0.2, 0.2)},
    {"eval/top1": of(0.3, 0.8, 0.5), "epoch": of(1.0, 1.0, 1.0)},
]


def table(runs: int = 3, metric: str = "fit/loss", choices: MetricChoices = NO_CHOICES) -> BestFigures:
    figures = [FIGURES[place % 3] for place in range(runs)]
    return best_figures(joined(figures, choices.is_lower), [f"run{place}" for place in range(runs)], metric)


def words(figures: BestFigures, row: int, width: int = 100) -> list[str]:
    return "".join(text for text, _ in row_line(figures, lay_out(figures, width, 0), row, None)).split()


def test_a_row_is_a_metric_and_its_winners_have_a_star() -> None:
    figures = table()
    assert words(figures, 0) == ["fit/loss", "↓", "0.5", "0.7", "*0.4", "NaN", "-", "-"]
    assert words(figures, 1) == ["eval/top1", "↑", "*0.8", "*0.8", "0.7", "0.6", "*0.8", "0.5"]
    styles = {text.strip(): style for text, style in row_line(figures, lay_out(figures, 100, 0), 0, None)}
    assert styles["*0.4"] == theme.WINNER and styles["NaN"] == theme.BAD


def test_what_a_run_was_told_to_do_wins_nothing() -> None:
    assert words(table(), 2) == ["lr-AdamW", "↑", "-", "0.1", "-", "0.2", "-", "-"]
    assert table().height == 3


def test_many_runs_are_rows_the_best_on_top() -> None:
    figures = table(12)
    assert figures.by_run and figures.height == 12
    assert words(figures, 0)[:4] == ["b", "run1", "*0.4", "NaN"]
    assert words(figures, 11)[1:4] == ["run11", "-", "-"]
    assert table(12, "eval/top1").rows[0].metric == "eval/top1"


@pytest.mark.parametrize("width", [160, 80, 40])
@pytest.mark.parametrize("runs", [1, 3, 12])
def test_columns_that_do_not_fit_are_shifted_in(width: int, runs: int) -> None:
    figures, seen, first = table(runs), set(), 0
    for _ in range(figures.columns):
        layout = lay_out(figures, width, first)
        seen |= set(range(layout.first, layout.first + layout.count))
        lines = [*head_lines(figures, layout), *(row_line(figures, layout, row, None) for row in range(figures.height))]
        assert max(cell_len("".join(text for text, _ in line)) for line in lines) <= width
        first = layout.first + 1
    assert seen == set(range(figures.columns))


def test_a_direction_that_was_turned_round_tells_the_best_the_winner_and_the_order() -> None:
    turned = NO_CHOICES.turn("fit/loss").turn("eval/top1")
    assert words(table(choices=turned), 0) == ["fit/loss", "↑", "0.9", "0.7", "*1.5", "NaN", "-", "-"]
    assert words(table(choices=turned), 1)[:4] == ["eval/top1", "↓", "*0.1", "0.8"]
    assert words(table(12, choices=turned), 0)[:3] == ["b", "run1", "*1.5"]
    assert words(table(12, "eval/top1", turned), 0)[:3] == ["a", "run0", "*0.1"]


def test_the_table_is_copied_as_it_stands_numbers_in_full() -> None:
    assert table_text(table()).split("\n") == [
        "metric\trun0 best\trun0 last\trun1 best\trun1 last\trun2 best\trun2 last",
        "fit/loss\t0.5\t0.7\t0.4\tnan\t\t",
        "eval/top1\t0.8\t0.8\t0.7\t0.6\t0.8\t0.5",
        "lr-AdamW\t\t0.1\t\t0.2\t\t",
    ]
    lines = table_text(table(12)).split("\n")
    assert lines[0].startswith("run\tfit/loss best\tfit/loss last\teval/top1 best")
    assert lines[1].startswith("run1\t0.4\tnan\t0.7\t0.6") and len(lines) == 13
