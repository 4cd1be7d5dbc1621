"""A machine as lines of one width: the verdict, the host, one line per GPU, the processes, as far as there is room."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from spt_tui.hardware.verdict import Kind
from spt_tui.ui import theme
from spt_tui.ui.widgets.gauge_grid import Grid
from spt_tui.ui.widgets.gauge_line import Line
from spt_tui.ui.widgets.gpu_gauges import gpu_lines, head_line, mark_line, refused_lines
from spt_tui.ui.widgets.gpu_process_rows import process_lines
from spt_tui.ui.widgets.host_gauges import core_lines, host_lines, net_line, problem_lines
from spt_tui.ui.widgets.machine import Machine
from spt_tui.ui.widgets.verdict_style import verdict_style

_BLANK: Line = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are shown together or not at all."""

    lines: Sequence[Line]
    rank: int = 0
    """0 is always shown; of the others the highest is left out first."""
    short: Sequence[Line] = ()
    """What stands there when they are left out."""


def rows(machine: Machine, grid: Grid, width: int, height: int, whole: bool = False) -> list[Line]:
    """`machine` in lines of `width` cells.

    What only completes the picture is left out when they are more than `height`; `whole`: the processes are not.
    """
    sample, host = machine.sample, host_lines(machine, grid)
    has_gpus = bool(sample.gpus)
    mark = mark_line(machine, grid)
    processes = process_lines(sample, width)
    refused = refused_lines(sample.gpus, width) if whole else []
    return that_fit(
        [
            *_verdict_blocks(machine, width),
            Block([mark] if mark else [], rank=8),
            Block([host["cpu"]]),
            Block(core_lines(sample.host, grid, width), rank=6),
            Block([host["mem"]]),
            Block([host["job"]] if "job" in host else [], rank=1),
            Block([host["disk"]] if "disk" in host else [], rank=5),
            Block(net_line(sample.host, grid), rank=7),
            Block([_BLANK] if has_gpus else [], rank=9),
            Block([head_line(grid, width)] if has_gpus else [], rank=2),
            Block(gpu_lines(machine, grid) if has_gpus else problem_lines(sample.gpu_problem, grid, width)),
            Block([_BLANK, *processes] if processes else [], rank=0 if whole else 10),
            Block([_BLANK, *refused] if refused else [], rank=11),
        ],
        height,
    )


def that_fit(blocks: Sequence[Block], height: int) -> list[Line]:
    """The lines of those blocks for which there is room once the more important ones have theirs."""
    shown = [block.short if block.rank else block.lines for block in blocks]
    for place in sorted(range(len(blocks)), key=lambda place: blocks[place].rank):
        longer = [*shown[:place], blocks[place].lines, *shown[place + 1 :]]
        if sum(map(len, longer)) <= height:
            shown = longer
    return [line for lines in shown for line in lines]


def _verdict_blocks(machine: Machine, width: int) -> list[Block]:
    """The verdict, wrapped if there is room for that, and then what to do."""
    verdict = machine.verdict
    if verdict.kind is Kind.UNKNOWN:
        return []
    style = verdict_style(verdict.kind)
    whole = [((part, style),) for part in textwrap.wrap(verdict.text, width)]
    advice = [((part, theme.DIM),) for part in textwrap.wrap(verdict.advice, width)]
    return [Block(whole, rank=3, short=[((verdict.text, style),)]), Block(advice, rank=4)]
