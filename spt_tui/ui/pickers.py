"""What there is to pick: columns to sort by and to show, tags, commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from spt_tui.runs.column import kind_of, title_of
from spt_tui.runs.query import quote
from spt_tui.ui.board import Board
from spt_tui.ui.keys import KeyRow
from spt_tui.ui.picker import Picker
from spt_tui.ui.widgets.choice_list import Choice
from spt_tui.units import counted

WHAT_DIFFERS = "what differs"
"""The id of the offer to show the columns in which the visible runs differ. No column has it."""


def sort_picker(board: Board) -> Picker:
    """Asks for the column to sort by."""
    return Picker("sort by", sort_choices(board), foresee=board.foresee_sort)


def tag_picker(board: Board) -> Picker:
    """Asks for a tag or sweep; gives the filter that shows just it."""
    return Picker("show only the tag or sweep", tag_choices(board))


def column_picker(board: Board, shown: Sequence[str]) -> Picker:
    """Asks for the columns of the table."""
    return Picker("columns", column_choices(board, shown), several=True)


def command_picker(focused: str, sections: Mapping[str, Iterable[KeyRow]]) -> Picker:
    """Asks for any command."""
    return Picker("commands", command_choices(focused, sections))


def sort_choices(board: Board) -> list[Choice]:
    """Every column, the present one picked."""
    present = board.arrangement.sort
    return [Choice(id, title_of(id), kind_of(id), id == present) for id in board.all_columns()]


def column_choices(board: Board, shown: Sequence[str]) -> list[Choice]:
    """The offer of what differs, the shown columns in their order, picked, then the others."""
    others = [id for id in board.all_columns() if id not in set(shown)]
    picked = [Choice(id, title_of(id), kind_of(id), picked=True) for id in shown]
    offer = Choice(WHAT_DIFFERS, "only what differs among the visible runs", is_offer=True)
    return [offer, *picked, *(Choice(id, title_of(id), kind_of(id)) for id in others)]


def tag_choices(board: Board) -> list[Choice]:
    """Every tag and sweep with its number of runs; the id is the filter that shows just them."""
    return [
        Choice(
            f"sweep:{quote(tag.partition(':')[2])}" if tag.startswith("sweep:") else f"tag:{quote(tag)}",
            tag,
            counted(count, "run"),
        )
        for tag, count in board.tags()
    ]


def command_choices(focused: str, sections: Mapping[str, Iterable[KeyRow]]) -> list[Choice]:
    """Every command with its key: those heard everywhere, and those of the focused pane."""
    return [
        Choice(f"{section} {row.action}", f"{row.text}", row.keys)
        for section, rows in sections.items()
        if section in (focused, "Everywhere")
        for row in rows
        if row.action not in ("palette",)
    ]
