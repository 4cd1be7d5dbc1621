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

    What only completes the picture is left out when they are more than `height`; with `whole` the processes are not,
    nor which counters are refused: they stand at the end, where one scrolls to.
    """
    gpus, host = _gpu_blocks(machine, grid, width), _host_blocks(machine, grid, width)
    verdict = _verdict_blocks(machine, width)
    blocks = [*verdict, *host, *gpus]
    if machine.sample.gpus and len(that_fit(blocks, height)) > height:
        blocks = [*verdict, *gpus, *host]
    if whole:
        return [*that_fit(blocks, height), *_closing_lines(machine, width)]
    return that_fit([*blocks, Block(_below_blank(process_lines(machine, width)), rank=10)], height)


def _host_blocks(machine: Machine, grid: Grid, width: int) -> list[Block]:
    host, mark = host_lines(machine, grid), mark_line(machine, grid)
    return [
        Block([mark] if mark else [], rank=8),
        Block([host["cpu"]]),
        Block(core_lines(machine.sample.host, grid, width), rank=6),
        Block([host["mem"]]),
        Block([host["job"]] if "job" in host else [], rank=1),
        Block([host["disk"]] if "disk" in host else [], rank=5),
        Block(net_line(machine.sample.host, grid), rank=7),
    ]


def _gpu_blocks(machine: Machine, grid: Grid, width: int) -> list[Block]:
    if not machine.sample.gpus:
        return [Block(problem_lines(machine.sample, grid, width))]
    head = [head_line(grid, width)] if grid.headed else []
    return [Block([_BLANK], rank=9), Block(head, rank=2), Block(gpu_lines(machine, grid))]


def _closing_lines(machine: Machine, width: int) -> list[Line]:
    sample = machine.sample
    return [*_below_blank(process_lines(machine, width)), *_below_blank(refused_lines(sample.gpus, width))]


def _below_blank(lines: list[Line]) -> list[Line]:
    return [_BLANK, *lines] if lines else []


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
    text = f"{machine.past}, {verdict.text}" if machine.past else verdict.text
    whole = [((part, style),) for part in textwrap.wrap(text, width)]
    advice = [] if machine.past else [((part, theme.DIM),) for part in textwrap.wrap(verdict.advice, width)]
    return [Block(whole, rank=3, short=[((text, style),)]), Block(advice, rank=4)]
