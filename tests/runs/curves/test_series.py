"""Which values of a resumed run count."""

from __future__ import annotations

import math
from bisect import bisect_left
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spt_tui.runs.curves import series as series_module
from spt_tui.runs.curves.metric_rows import MetricRows
from spt_tui.runs.curves.series import MOST_FALLS, Series, best_of
from spt_tui.runs.curves.x_axis import step_track
from spt_tui.runs.metrics import MetricsReader
from tests.runs.metrics_file import named, read

Row = tuple[object, object, object]


def series_of(path: Path, rows: list[Row], name: str = "loss", header: str = "step,epoch,{}") -> Series:
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_text("\n".join([header.format(name), *lines, ""]))
    return named(read(path), name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "metrics.csv"


def places(series: Series, by_epoch: bool = False) -> list[int]:
    return [place for part in series.kept(by_epoch) for place in part]


def test_without_a_restart_all_rows_are_kept(path: Path) -> None:
    series = series_of(path, [(n, n // 2, n) for n in range(6)])
    assert series.kept() == series.kept(by_epoch=True) == (range(6),)
    assert series.restarts() == series.restarts(by_epoch=True) == ()


def test_rows_from_the_step_of_a_restart_on_are_overtaken(path: Path) -> None:
    before = [(step, step // 20, step) for step in (0, 10, 20, 30)]
    after = [(step, step // 20, step + 0.5) for step in (20, 30, 40)]
    series = series_of(path, [*before, *after])
    assert [series.values[place] for place in places(series)] == [0, 10, 20.5, 30.5, 40.5]
    assert series.kept() == (range(2), range(4, 7))
    assert (series.restarts(), series.restarts(by_epoch=True)) == ((20.0,), (1.0,))


def test_a_later_restart_goes_back_behind_an_earlier_one(path: Path) -> None:
    steps = [0, 10, 20, 10, 20, 30, 5, 40]
    series = series_of(path, [(step, None, place) for place, step in enumerate(steps)])
    assert places(series) == [0, 6, 7]
    assert series.restarts() == (10.0, 5.0)


def test_the_restart_of_the_file_counts_not_the_first_row_of_the_metric_after_it(path: Path) -> None:
    rows: list[Row] = [(100, None, 1), (200, None, 2), (290, None, None), (151, None, None), (250, None, 3)]
    series = series_of(path, rows, header="step,epoch,loss")
    assert places(series) == [0, 2]
    assert series.restarts() == (151.0,)


def test_a_restart_counts_when_the_metric_has_a_row_after_it(path: Path) -> None:
    rows: list[Row] = [(100, None, 1), (200, None, 2), (50, None, None)]
    series = series_of(path, rows)
    assert (places(series), series.restarts(), series.best) == ([0, 1], (), 1.0)


def test_steps_decide_on_the_axis_of_epochs_too(path: Path) -> None:
    """Resumed within epoch 1: its first row is kept, although the epoch comes again."""
    rows: list[Row] = [(0, 0, 1), (10, 1, 2), (15, 1, 3), (12, 1, 4), (20, 2, 5)]
    series = series_of(path, rows)
    assert series.kept(by_epoch=True) == (range(2), range(3, 5))


def test_epochs_that_begin_again_while_steps_go_on_overtake_nothing(path: Path) -> None:
    series = series_of(path, [(0, 0, 1), (10, 1, 2), (20, 0, 3), (30, 1, 4)])
    assert series.kept() == (range(4),)
    assert series.kept(by_epoch=True) == (range(2), range(2, 4))
    assert series.restarts(by_epoch=True) == ()


def test_epochs_decide_where_the_file_gives_no_steps(path: Path) -> None:
    series = series_of(path, [(None, 0, 1), (None, 1, 2), (None, 1, 3), (None, 2, 4)])
    assert series.kept() == (range(4),)
    resumed = series_of(path, [(None, 0, 1), (None, 1, 2), (None, 2, 3), (None, 1, 4), (None, 2, 5)])
    assert places(resumed) == places(resumed, by_epoch=True) == [0, 3, 4]
    assert (resumed.restarts(), resumed.restarts(by_epoch=True)) == ((3.0,), (1.0,))


def test_the_best_value_is_one_that_was_kept(path: Path) -> None:
    rows: list[Row] = [(0, 0, 3), (10, 0, 0.5), (20, 0, math.nan), (10, 0, 2), (20, 0, 2.5)]
    series = series_of(path, rows)
    assert (series.best, series.last, series.extent) == (2.0, 2.5, (0.5, 3.0))
    assert (series.nans, len(series.marks)) == (1, 1), "what is no number is counted although it was overtaken"
    assert series_of(path, rows, name="acc").best == 3.0
    assert (best_of(series, downwards=True), best_of(series, downwards=False)) == (2.0, 3.0)


def test_a_file_in_any_order_is_no_resumed_run(path: Path) -> None:
    steps = [step for pair in range(MOST_FALLS + 1) for step in (2 * pair + 9, 2 * pair)]
    series = series_of(path, [(step, None, 1) for step in steps])
    assert sum(map(len, series.kept())) == len(steps)
    assert series.restarts() == ()


def test_a_file_without_an_order_is_laid_out_by_its_rows_on_that_axis_alone(path: Path) -> None:
    steps = [step for pair in range(MOST_FALLS + 1) for step in (2 * pair + 9, 2 * pair)]
    series = series_of(path, [(step, place // 100, 1) for place, step in enumerate(steps)])
    everything = (range(len(steps)),)
    assert (series.is_ordered(), series.is_ordered(by_epoch=True)) == (False, True)
    assert series.kept() == series.kept(by_epoch=True) == everything
    assert step_track(series).ends == (0, len(steps) - 1)
    assert step_track(series, by_epoch=True).ends == (0, (len(steps) - 1) // 100)


def test_what_is_asked_of_a_file_without_an_order_takes_no_look_at_each_fall(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [step for pair in range(20 * MOST_FALLS) for step in (pair, pair // 2)]
    series = series_of(path, [(step, None, step % 7) for step in steps])
    looked = 0

    def counted(rows: object, row: int, low: int = 0, high: int | None = None) -> int:
        nonlocal looked
        looked += 1
        return bisect_left(rows, row, low, high)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(series_module, "bisect_left", counted)
    assert series.kept() == (range(len(steps)),)
    assert (series.best, series.restarts(), step_track(series).ends.high) == (0.0, (), len(steps) - 1)
    assert looked < 10


_STEP = st.one_of(st.integers(0, 20), st.just(""))
_LINES = st.lists(
    st.one_of(
        st.tuples(_STEP, st.sampled_from(("", 0, 1, 2)), st.sampled_from(("", 1, 2.5, "nan"))).map(
            lambda cells: ",".join(map(str, cells)).encode() + b"\n"
        ),
        st.sampled_from((b"1,2,3,4,5\n", b",,7\n", b"step,epoch,loss\n", b'"3",1,2\n', b"\n")),
    ),
    max_size=14,
)


def said(rows: MetricRows) -> list[object]:
    """All that the series of a file say, comparable."""
    return [shape(each) for each in rows.series()]


def shape(series: Series) -> tuple[object, ...]:
    axes = [
        (series.kept(by_epoch), series.restarts(by_epoch), series.is_ordered(by_epoch)) for by_epoch in (False, True)
    ]
    numbers = (list(map(repr, series.values)), series.steps[:], list(series.marks), series.nans)
    return (series.name, numbers, axes, series.extent, series.kept_extent, series.best, series.has_steps)


@settings(max_examples=300)
@given(_LINES, st.data())
@example([b"9,0,1\n", b"1,2,3,4,5\n", b"5,0,2\n", b"6,0,3\n"], None)
def test_any_chunking_is_resumed_at_the_same_places(lines: list[bytes], data: st.DataObject | None) -> None:
    cuts = range(len(lines)) if data is None else sorted(data.draw(st.sets(st.integers(0, len(lines)))))
    whole, chunked = MetricRows(b"step,epoch,loss"), MetricRows(b"step,epoch,loss")
    whole.feed(b"".join(lines))
    for start, stop in zip([0, *cuts], [*cuts, len(lines)], strict=True):
        if start < stop:
            chunked.feed(b"".join(lines[start:stop]))
    assert said(chunked) == said(whole)


@settings(max_examples=300)
@given(_LINES, st.integers(0, 14), st.integers(0, 3))
def test_a_snapshot_stays_what_it_was(lines: list[bytes], cut: int, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(series_module, "MOST_FALLS", most)
        rows = MetricRows(b"step,epoch,loss")
        rows.feed(b"".join([b",,1\n", *lines[:cut]]))
        snapshot = rows.series()
        before = list(map(shape, snapshot))
        for line in [*lines[cut:], b"30,3,1\n", b"10,1,1\n", b"0,0,1\n"]:
            rows.feed(line)
            assert list(map(shape, snapshot)) == before


def test_a_resume_behind_a_torn_line_is_seen_while_the_file_is_followed(path: Path) -> None:
    """Killed within a line, resumed at an earlier step: the first row appends to the torn one, which is skipped."""
    path.write_text("step,epoch,loss\n" + "".join(f"{step},0,1.0\n" for step in range(0, 1_001, 100)))
    reader = MetricsReader(str(path))
    for text in ("1100,0,0.5", "500,0,2.0\n", "600,0,2.0\n700,0,2.0\n"):
        reader.poll()
        with path.open("a") as file:
            file.write(text)
    reader.poll()
    followed = named(reader.shown, "loss")
    assert followed.restarts() == (600.0,)
    assert [followed.steps[place] for place in places(followed)] == [0, 100, 200, 300, 400, 500, 600, 700]
    assert shape(followed) == shape(named(read(path), "loss"))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4), st.booleans()), min_size=1, max_size=40))
def test_kept_steps_rise_and_are_the_last_of_their_kind(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, bool]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "kept.csv"
    filled: list[Row] = [(step, epoch, number if has else None) for number, (step, epoch, has) in enumerate(rows)]
    series = series_of(path, [*filled, (max(step for step, _, _ in rows), 9, -1)])
    steps = [series.steps[place] for place in places(series)]
    assert steps == sorted(steps)
    assert places(series) == places(series, by_epoch=True)
    own = [(number, series.steps[place]) for place, number in enumerate(series.rows[: len(series.values)])]
    expected = [
        place
        for place, (row, step) in enumerate(own)
        if not any(
            later < before and later <= step
            for number, (before, later) in enumerate(zip(_running(rows), [each[0] for each in rows], strict=True))
            if number > row
        )
    ]
    assert places(series) == expected


def _running(rows: list[tuple[int, int, bool]]) -> list[float]:
    """The step of the row before each."""
    return [-math.inf, *(step for step, _, _ in rows[:-1])]
