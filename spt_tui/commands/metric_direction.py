"""Which way of a metric is better, as a command is told or guesses."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from spt_tui.commands.answered import NothingFound
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import METRIC


@dataclass(frozen=True, slots=True)
class Direction:
    """Which way, and who says so."""

    lower: bool
    """Small is good."""
    source: str
    """`told`, `chosen` in the browser, or `guessed` from the metric's name."""

    def text(self, metric: str) -> str:
        """`fit/loss: smaller is better (guessed from its name; --max if it is not)`."""
        way = "smaller" if self.lower else "larger"
        return f"{metric}: {way} is better ({_SOURCES[self.source].format('max' if self.lower else 'min')})"


_SOURCES = {
    "told": "as you say",
    "chosen": "as chosen in the browser",
    "guessed": "guessed from its name; --{} if it is not",
}


def add_direction(parser: argparse.ArgumentParser) -> None:
    """`--min` and `--max`, of which one may be given."""
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--min", action="store_true", help="the smallest value is the best (guessed from the name)")
    ways.add_argument("--max", action="store_true", help="the largest value is the best (guessed from the name)")


def direction_of(metric: str, options: argparse.Namespace, catalog: Catalog) -> Direction:
    """The direction of a metric: as the options have it, else as people chose it, else as its name tells."""
    if options.min or options.max:
        return Direction(bool(options.min), "told")
    source = "chosen" if metric in catalog.directions.chosen else "guessed"
    return Direction(catalog.directions.is_lower(metric), source)


def metric_named(word: str, catalog: Catalog) -> str:
    """The metric of `fit/loss` or `m.fit/loss`. NothingFound, with names that are alike, if no run has it."""
    for name in (word, word.removeprefix(METRIC)):
        if name in catalog.summary.by_key:
            return name
    from difflib import get_close_matches

    near = get_close_matches(word.removeprefix(METRIC), catalog.summary.by_key, n=3)
    raise NothingFound(f"no run has the metric '{word}'" + (f"; did you mean {' or '.join(near)}?" if near else ""))
