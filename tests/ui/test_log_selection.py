from collections.abc import Sequence

import pytest

from spt_tui.ansi import fold, plain
from spt_tui.runs.logs.ranks.rank_error import RankError, Weight
from spt_tui.runs.logs.ranks.rank_watch import RankReport
from spt_tui.runs.logs.streams import Found, LogStream
from spt_tui.runs.run import State
from spt_tui.ui.widgets.log_selection import LogSelection
from spt_tui.ui.widgets.log_source import MOST_MERGED, LogSource, merge_of, short_ranks
from spt_tui.ui.widgets.rank_head import head_lines
from spt_tui.ui.widgets.rank_prefix import prefix_for
from spt_tui.ui.widgets.rank_rows import rank_rows
from tests.runs.logs.ranks.rank_logs import TEN


def stream(rank: int | None, kind: str, name: str = "", size: int = 10, at: float = TEN) -> LogStream:
    name = name or f"{rank}.{kind}"
    return LogStream(
        f"x/{name}", f"rank {rank} .{kind}" if rank is not None else name, f"/x/{name}", kind, rank, None, size, at
    )


FOUR = [stream(rank, kind) for rank in range(4) for kind in ("out", "err")]


def selection(streams: Sequence[LogStream] = FOUR, state: State = State.RUNNING) -> LogSelection:
    """With what is shown at first."""
    chosen = LogSelection()
    chosen.take(Found(tuple(streams)))
    chosen.source = chosen.wanted(state)
    return chosen


def turned(chosen: LogSelection, source: LogSource | None) -> str:
    """Shows `source`; its title."""
    assert source is not None
    chosen.source = source
    return chosen.title


def test_a_merge_and_back() -> None:
    chosen = selection()
    assert chosen.title == "rank 0 of 4 .out"
    assert turned(chosen, chosen.step_rank(1)) == "rank 1 of 4 .out"
    assert turned(chosen, chosen.turn_merge()) == "ranks 0-3 of 4 .out"
    assert turned(chosen, chosen.step_kind()) == "ranks 0-3 of 4 .err"
    assert turned(chosen, chosen.step_kind()) == "ranks 0-3 of 4 .out"
    assert turned(chosen, chosen.turn_merge()) == "rank 1 of 4 .out"


def test_the_ranks_that_were_merged_last_come_again() -> None:
    chosen = selection()
    assert turned(chosen, chosen.choose((1, 3))) == "ranks 1,3 of 4 .out"
    assert turned(chosen, chosen.choose((2,))) == "rank 2 of 4 .out"
    assert turned(chosen, chosen.turn_merge()) == "ranks 1,3 of 4 .out"


def test_a_run_without_those_ranks_shows_what_it_has_and_the_wish_stays() -> None:
    chosen = selection()
    turned(chosen, chosen.choose((2, 3)))
    chosen.forget()
    chosen.take(Found((stream(None, "out", "train.out"),)))
    assert turned(chosen, chosen.wanted(State.RUNNING)) == "train.out"
    assert chosen.turn_merge() is None
    chosen.forget()
    chosen.take(Found(tuple(FOUR)))
    assert turned(chosen, chosen.wanted(State.RUNNING)) == "ranks 2-3 of 4 .out"


def test_of_a_run_that_died_the_errors_are_merged() -> None:
    chosen = selection()
    turned(chosen, chosen.turn_merge())
    assert turned(chosen, chosen.wanted(State.FAILED)) == "ranks 0-3 of 4 .err"


def test_ranks_that_come_later_join_the_merge() -> None:
    chosen = selection(FOUR[:4])
    assert turned(chosen, chosen.turn_merge()) == "ranks 0-1 of 2 .out"
    assert chosen.take(Found(tuple(FOUR)))
    assert chosen.title == "ranks 0-3 of 4 .out"
    assert not chosen.take(Found(()))


def test_a_merge_takes_the_newest_log_of_each_rank_and_not_too_many() -> None:
    rotated = [stream(0, "out", "0.out"), stream(0, "out", "0.out.1"), stream(1, "out")]
    source = merge_of(rotated, (), "out")
    assert source is not None and source.key == ("/x/0.out", "/x/1.out") and source.path is None
    assert merge_of(rotated, (0,), "out") is None and merge_of([], (), None) is None
    many = merge_of([stream(rank, "out") for rank in range(MOST_MERGED + 9)], (), None)
    assert many is not None and many.ranks == tuple(range(MOST_MERGED))


@pytest.mark.parametrize(
    ("ranks", "text"),
    [((0,), "0"), (range(64), "0-63"), ((0, 2, 4), "0,2,4"), (range(0, 64, 2), "32 ranks")],
)
def test_ranks_in_few_cells(ranks: Sequence[int], text: str) -> None:
    assert short_ranks(ranks) == text


def test_prefixes_are_aligned_coloured_and_folded() -> None:
    prefix = prefix_for(range(64))
    one, all_of_them = prefix((7,)), prefix(range(64))
    assert (plain(one), plain(all_of_them)) == ("   7 │ ", "0-63 │ ")
    assert fold(one) == one and one != plain(one) and fold(all_of_them) == all_of_them


BOOM = RankError(3, "/x", "RuntimeError: boom", "error", Weight.CAUSE, TEN, is_timed=True)


def said(report: RankReport, most: int = 2) -> list[str]:
    return ["".join(text for text, _ in line) for line in head_lines(report, most)]


def test_the_head_says_who_failed_who_is_silent_and_who_is_missing() -> None:
    report = RankReport((0, 1, 2, 3), 6, BOOM, 2, ((1, 7200.0),), (4, 5))
    failed = " ✗ rank 3 failed first? RuntimeError: boom (at 10:00:00, 2 of 6 have errors)"
    absent = " … rank 1 silent for 2h while others write ? no log of ranks 4-5"
    assert said(report) == [failed, absent]
    assert said(report, 1) == [failed[:23] + absent + failed[23:]]
    assert said(report, 0) == said(RankReport()) == []


def test_a_guess_without_a_time_says_what_it_is_by() -> None:
    untimed = RankError(3, "/x", "boom", "error", Weight.CAUSE, TEN, is_timed=False)
    assert said(RankReport((0, 3), 4, untimed, 1)) == [
        " ✗ rank 3 failed first? boom (about 10:00:00, no time in its log)"
    ]


def test_the_ranks_to_pick_from() -> None:
    report = RankReport((0, 3), 5, BOOM, 1, ((0, 60.0),), (1, 2, 4))
    rows = rank_rows([stream(0, "out"), stream(3, "out"), stream(3, "err", size=2048)], report, TEN + 120)
    assert [row.rank for row in rows] == [0, 1, 2, 3, 4]
    assert [row.note for row in rows] == ["… silent for 1m", "? missing", "? missing", "✗ failed first?", "? missing"]
    assert (rows[3].logs, rows[3].age, rows[3].is_there) == (".out 10B  .err 2.0K", "2m", True)
    assert (rows[1].logs, rows[1].age, rows[1].is_there) == ("no log", "", False)
