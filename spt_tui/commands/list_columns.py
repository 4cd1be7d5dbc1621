"""The columns that the words of a command choose."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

from spt_tui.commands.answered import WrongCall
from spt_tui.runs.lists.list_column import ListColumn, default_list, is_unused, list_column, near_words

if TYPE_CHECKING:
    from spt_tui.commands.matching_runs import MatchingRuns
    from spt_tui.runs.catalog import Catalog


def chosen_columns(words: str | None, found: MatchingRuns, by: ListColumn | None = None) -> list[ListColumn]:
    """The columns named in `words`, between commas; without any those of the browser, with `by` if it is not there.

    A name with a comma in it stands in double quotes, as in CSV.

    Raises UnknownColumn, and WrongCall where there is no word at all.
    """
    if words is None:
        columns = default_list(found.catalog, found.mask)
        if by is not None and by.id not in {each.id for each in columns}:
            columns.insert(2, by)
    else:
        parts = next(csv.reader([words], skipinitialspace=True), [])
        columns = [_known(word.strip(), found.catalog) for word in parts if word.strip()]
    if not columns:
        raise WrongCall("--columns names no column")
    return [each.among(found.catalog) for each in dict.fromkeys(columns)]


def sorting_column(word: str, catalog: Catalog) -> ListColumn:
    """The column of `--sort`. Raises UnknownColumn."""
    return _known(word, catalog).among(catalog)


def _known(word: str, catalog: Catalog) -> ListColumn:
    """The column of a word; one that no run has is said on standard error."""
    found = list_column(word, catalog)
    say_if_unused(found.id, catalog)
    return found


def say_if_unused(id: str, catalog: Catalog) -> None:
    """Say on standard error that no run has the metric or the hyper-parameter of a column."""
    if is_unused(id, catalog):
        print(f"spt-tui: no run has {id}{near_words(id, catalog)}", file=sys.stderr)
