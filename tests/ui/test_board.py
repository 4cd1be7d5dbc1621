from __future__ import annotations

from dataclasses import replace

import pytest

from spt_tui.runs.feed import Progress
from spt_tui.runs.query import QueryError
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.scanner import Update
from spt_tui.ui.board import MOST_IN_PLACE, Board
from spt_tui.ui.pickers import column_choices, sort_choices, tag_choices
from tests.catalogs import catalog_of


def make(name: str, **fields: object) -> Run:
    return Run(dir=f"/r/{name}", root="/r", id=name, name=name, state=State.RUNNING, **fields)  # type: ignore[arg-type]


@pytest.fixture
def board() -> Board:
    metrics = Record({"fit/loss": 1.0, "eval/top1": 0.5})
    known = [
        make("a", tags=("x", "sweep:7"), sweep="7", summary=metrics, created_at=3.0),
        make("b", tags=("x", 'quote"tag'), summary=metrics, created_at=2.0),
    ]
    board = Board(catalog_of(known), clock=lambda: 100.0)
    board.rows()
    return board


def taken(board: Board, run: Run) -> list[int] | None:
    """What the board says of a run that its scanner has put into the catalog."""
    board.catalog.put(run)
    return board.take(Update(board.catalog.view([board.catalog.slots()[-1] if run.name == "c" else 0])))


def settle(board: Board) -> None:
    """Let all runs have been read."""
    board.progress["/r"] = Progress("watching", 2, 2)


def names(board: Board) -> list[str]:
    return [row.dir.rpartition("/")[2] for row in board.rows().rows]


@pytest.mark.parametrize("wrong", ["step<many", 'tag:"a', "tag:a)"])
def test_a_wrong_filter_keeps_the_last_view(board: Board, wrong: str) -> None:
    board.narrow("sweep:7")
    with pytest.raises(QueryError):
        board.narrow(wrong)
    assert names(board) == ["a"]


def test_what_no_run_has_is_wrong_once_all_runs_are_read(board: Board) -> None:
    board.narrow("sweep:7")
    board.narrow("stauts:failed")
    assert names(board) == []
    board.narrow("sweep:7")
    settle(board)
    with pytest.raises(QueryError, match="did you mean `status`"):
        board.narrow("stauts:failed")
    assert names(board) == ["a"]


def test_an_expression_that_never_ends_keeps_the_last_view(board: Board) -> None:
    board.catalog.put(make("aaaa" * 20, tags=("x",)))
    board.narrow("sweep:7")
    with pytest.raises(QueryError, match="takes too long"):
        board.narrow("/(a+)+[b]/")
    assert names(board) == ["a"]


def test_an_expression_that_never_ends_on_runs_that_come_shows_none(board: Board) -> None:
    board.narrow("/(a+)+[b]$/")
    late = make("aaaa" * 20, tags=("x",))
    board.catalog.put(late)
    board.take(Update((late,)))
    assert names(board) == []
    assert "takes too long" in board.why_empty()
    board.narrow("")
    assert len(names(board)) == 3


def test_only_moves_ask_for_arranging(board: Board) -> None:
    moved = replace(make("a", tags=("x", "sweep:7"), sweep="7", created_at=3.0), step=4)
    assert taken(board, moved) == [0]
    assert taken(board, make("c")) is None
    board.rows()
    assert taken(board, make("c")) == [2]
    assert board.take(Update((make("a"),))) == [0]
    assert board.take(Update((), ("/r/c",))) is None


def test_a_whole_state_is_not_looked_at_run_by_run(board: Board) -> None:
    nowhere = [10_000] * (MOST_IN_PLACE + 1)
    assert board.take(Update(board.catalog.view(nowhere))) is None


def test_a_metric_sorts_best_first(board: Board) -> None:
    board.sort("m.eval/top1")
    assert board.arrangement.descending
    board.sort("m.fit/loss")
    assert not board.arrangement.descending


def test_what_is_sorted_best_first_stays_so_when_the_other_way_is_better(board: Board) -> None:
    board.sort("m.eval/top1")
    assert board.judge_by("/r", {"eval/top1": True}) and not board.arrangement.descending
    assert not board.judge_by("/r", {"eval/top1": True}), "nothing new"
    assert not board.judge_by("/other", {}) and not board.judge_by("/other", {"eval/top1": False}), "the first counts"
    board.reverse()
    assert board.judge_by("/r", {}) and board.arrangement.descending, "the largest first, as people had it"
    board.sort("age")
    assert board.judge_by("/r", {"fit/loss": False}) and not board.arrangement.descending


def test_folding_twice_is_unfolding(board: Board) -> None:
    board.group()
    before = names(board)
    board.fold("7")
    assert len(names(board)) == len(before) - 1
    board.fold("7")
    assert names(board) == before


def test_the_tag_picker_gives_filters_that_match_just_the_tag(board: Board) -> None:
    for choice in tag_choices(board):
        board.narrow(choice.id)
        assert all(choice.label in run.tags for run in board.rows().rows if isinstance(run, Run))
        assert board.rows().shown == int(choice.note.split()[0])


def test_pickers_offer_every_column_once(board: Board) -> None:
    shown = board.default_columns()
    offer, *choices = column_choices(board, shown)
    ids = [choice.id for choice in choices]
    assert offer.is_offer and offer.id not in ids and not any(choice.is_offer for choice in choices)
    assert len(ids) == len(set(ids)) == len(board.all_columns())
    assert [choice.id for choice in choices if choice.picked] == list(shown)
    assert [choice.id for choice in sort_choices(board) if choice.picked] == ["age"]
