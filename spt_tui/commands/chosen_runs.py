"""The runs that the words of a command name, or that its filter matches."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from spt_tui.commands.answered import NothingFound, WrongCall
from spt_tui.commands.named_runs import named_runs
from spt_tui.runs.run import Run


def chosen_runs(words: Sequence[str], options: argparse.Namespace) -> list[Run]:
    """The runs that `words` name; with `--filter` those among the runs that it matches, or all of them without words.

    Raises RunNotFound, RootError and QueryError, NothingFound if the filter matches nothing, and WrongCall without any
    word and filter, or for a run that is named twice.
    """
    if options.filter is None:
        if not words:
            raise WrongCall("name a run, or give --filter")
        runs = named_runs(words, options.roots)
    else:
        runs = _matching(words, options)
    if len({run.dir for run in runs}) < len(runs):
        raise WrongCall("one run is given twice")
    return runs


def _matching(words: Sequence[str], options: argparse.Namespace) -> list[Run]:
    from spt_tui.commands.matching_runs import matching_runs
    from spt_tui.runs.find_run import find_slot

    found = matching_runs(options)
    slots = [find_slot(found.catalog, word, found.slots) for word in words] if words else found.slots
    if not slots:
        raise NothingFound("no run matches the filter")
    return [*found.catalog.view(slots)]
