"""`spt-tui ls`: the runs as a list."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.answered import WrongCall, answered
from spt_tui.commands.arguments import ROOT_NOTE, add_cached, add_filter, add_forms, add_roots, command_parser
from spt_tui.commands.numbers import positive
from spt_tui.commands.output import print_lines, wants_tabs

if TYPE_CHECKING:
    from spt_tui.commands.matching_runs import MatchingRuns
    from spt_tui.runs.lists.list_column import ListColumn
    from spt_tui.runs.lists.run_group import KeysOf, RunGroup
    from spt_tui.runs.run import Run

DESCRIPTION = """\
List runs, the newest first. On a terminal the list is aligned text, as many columns as fit; in a pipe it is values
between tabs: numbers in full, times in seconds. A COLUMN is state, name, id, sweep, task, tags, age, created, ended,
duration, step, epoch, health, eta, notes, dir, checkpoint ..., m.METRIC for a last value, best.METRIC, hp.KEY, or a
metric or hyper-parameter by its bare name."""
EPILOG = f"""\
Example: spt-tui ls -n 5 --sort eval/top1 --filter 'tag:vicreg state:completed'
         spt-tui ls --group hp.optim.lr --sort best.eval/loss -n 1 --columns name,seed,best.eval/loss
The order by a metric begins with the best, any other with the smallest; runs that lack it come last.
{ROOT_NOTE} Exit status: 0, 1 when no run was found, 2 for a wrong call."""
SWEEP, TAG, HPARAM = "sweep", "tag", "hp."


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("ls", DESCRIPTION, EPILOG)
    add_roots(options)
    add_filter(options)
    add_cached(options)
    options.add_argument("--sort", default="age", metavar="COLUMN", help="what decides the order: --sort hp.lr (age)")
    options.add_argument("--reverse", action="store_true", help="turn the order round, what lacks a value stays last")
    options.add_argument("-n", type=positive, dest="most", metavar="N", help="the first N, or of each group: -n 20")
    options.add_argument("--columns", metavar="COLUMN,...", help="what to list: --columns name,state,fit/loss,hp.lr")
    options.add_argument(
        "--group", metavar="GROUP", help="list by sweep, by tag or by a hyper-parameter: --group hp.optim.lr"
    )
    add_forms(options, "run, with all that is known of it unless --columns are given")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    return answered(_list, parser().parse_args(arguments))


def _list(options: argparse.Namespace) -> int:
    from spt_tui.commands.list_columns import chosen_columns, sorting_column
    from spt_tui.commands.matching_runs import known_runs
    from spt_tui.runs.lists.list_order import ordered_slots

    _check_group(options.group)
    found = known_runs(options)
    by = sorting_column(options.sort, found.catalog)
    columns = chosen_columns(options.columns, found, by)
    slots = ordered_slots(found.catalog, found.mask, by, found.now, options.reverse)
    lines = _flat(found, slots, columns, options) if options.group is None else _grouped(found, slots, columns, options)
    return 0 if print_lines(lines) else 1


def _check_group(group: str | None) -> None:
    if group is not None and group not in (SWEEP, TAG) and not group.startswith(HPARAM):
        raise WrongCall(f"--group is {SWEEP}, {TAG} or {HPARAM}KEY, not '{group}'")


def _flat(
    found: MatchingRuns, slots: Sequence[int], columns: Sequence[ListColumn], options: argparse.Namespace
) -> Iterable[str]:
    from spt_tui.commands.output import terminal_width
    from spt_tui.export import run_list

    runs = found.catalog.view(slots[: options.most])
    if options.json:
        told = columns if options.columns else None
        return run_list.json_lines((({}, run) for run in runs), told, found.now, found.catalog)
    if wants_tabs(options):
        return run_list.tab_lines((((), run) for run in runs), columns, found.now)
    return run_list.text_lines(runs, columns, found.now, None if options.columns else terminal_width())


def _grouped(
    found: MatchingRuns, slots: Sequence[int], columns: Sequence[ListColumn], options: argparse.Namespace
) -> Iterable[str]:
    from spt_tui.export import run_list
    from spt_tui.runs.lists.run_group import groups

    catalog, what = found.catalog, options.group.removeprefix(HPARAM)
    listed = [*groups(catalog, slots, _keys_of(found, options.group))]
    rows = [(group, run) for group in listed for run in _first(found, group, options.most)]
    if options.json:
        told = columns if options.columns else None
        return run_list.json_lines((({"group": group.key}, run) for group, run in rows), told, found.now, catalog)
    if wants_tabs(options):
        keyed = (((group.key,), run) for group, run in rows)
        return run_list.tab_lines(keyed, columns, found.now, before=(options.group,))
    headed = ((run_list.group_head(what, group), [*_first(found, group, options.most)]) for group in listed)
    return run_list.group_lines(headed, columns, found.now)


def _first(found: MatchingRuns, group: RunGroup, most: int | None) -> Iterable[Run]:
    return found.catalog.view(group.slots[:most])


def _keys_of(found: MatchingRuns, group: str) -> KeysOf:
    from spt_tui.commands.list_columns import say_if_unused
    from spt_tui.runs.lists import run_group

    if group == SWEEP:
        return run_group.sweep_of(found.catalog)
    if group == TAG:
        return run_group.tags_of(found.catalog)
    say_if_unused(group, found.catalog)
    return run_group.hparam_of(found.catalog, group.removeprefix(HPARAM))
