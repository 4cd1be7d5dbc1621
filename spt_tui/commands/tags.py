"""`spt-tui tags`: the tags of the runs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from spt_tui.commands.answered import NothingFound, answered
from spt_tui.commands.arguments import ROOT_NOTE, add_cached, add_filter, add_forms, add_roots, command_parser
from spt_tui.commands.group_printing import add_most, newest_first, print_groups

DESCRIPTION = """\
List the tags of the runs: how many runs have each, by state, and when the newest of them began. The tag that names a
run's sweep is left out: see spt-tui sweeps."""
EPILOG = f"""\
Example: spt-tui tags -n 10 --filter 'state:failed'
The tag with the newest run comes first. {ROOT_NOTE}
Exit status: 0, 1 when there is no tag, 2 for a wrong call."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("tags", DESCRIPTION, EPILOG)
    add_most(options, "tags")
    add_roots(options)
    add_filter(options)
    add_cached(options)
    add_forms(options, "tag")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    return answered(_list, parser().parse_args(arguments))


def _list(options: argparse.Namespace) -> int:
    from spt_tui.commands.matching_runs import known_runs
    from spt_tui.export.group_table import GroupTable
    from spt_tui.runs.lists.run_group import groups, tags_of
    from spt_tui.runs.run import is_sweep

    found = known_runs(options)
    tagged = [
        group
        for group in groups(found.catalog, found.slots, tags_of(found.catalog))
        if isinstance(group.key, str) and not is_sweep(group.key)
    ]
    if not tagged:
        raise NothingFound("no run has a tag")
    table = GroupTable("tag", newest_first(found.catalog, tagged)[: options.most])
    return print_groups(table, options, found.now)
