"""Lists of groups of runs, as `spt-tui tags` and `spt-tui sweeps` print them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from spt_tui.commands.numbers import positive
from spt_tui.commands.output import print_lines, wants_tabs

if TYPE_CHECKING:
    from spt_tui.export.group_table import GroupRow, GroupTable
    from spt_tui.runs.catalog import Catalog
    from spt_tui.runs.lists.run_group import RunGroup


def add_most(parser: argparse.ArgumentParser, what: str) -> None:
    """`-n N`."""
    parser.add_argument("-n", type=positive, dest="most", metavar="N", help=f"the first N {what}: -n 20")


def newest_first(catalog: Catalog, groups: Iterable[RunGroup]) -> list[GroupRow]:
    """The groups in the order of their newest runs; those of which no time is known come last."""
    from spt_tui.export.group_table import GroupRow

    rows = [GroupRow(group, _newest(catalog, group)) for group in groups]
    return sorted(rows, key=lambda row: (row.newest is None, -(row.newest or 0.0)))


def print_groups(table: GroupTable, options: argparse.Namespace, now: float) -> int:
    """Print the groups in the form that is asked for; gives the exit status."""
    from spt_tui.export import group_table

    if options.json:
        lines = group_table.json_lines(table)
    elif wants_tabs(options):
        lines = group_table.tab_lines(table)
    else:
        lines = group_table.text_lines(table, now)
    return 0 if print_lines(lines) else 1


def _newest(catalog: Catalog, group: RunGroup) -> float | None:
    times = (catalog.time("created_at", slot) for slot in group.slots)
    return max((time for time in times if time is not None), default=None)
