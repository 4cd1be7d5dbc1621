"""`spt-tui plot RUN ... --metric M`: the plot of the screen on any terminal, in a pipe, as SVG or as PNG."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spt_tui.commands.answered import answered
from spt_tui.commands.arguments import ROOT_NOTE, RUN_NOTE, add_filter, add_roots, command_parser
from spt_tui.commands.numbers import finite, positive
from spt_tui.commands.output import fail, print_lines

if TYPE_CHECKING:
    from spt_tui.runs.run import Run
    from spt_tui.ui.plots.plot import Line, View
    from spt_tui.ui.plotted import Plotted

DESCRIPTION = f"""\
Plot metrics of runs as the browser does: every extreme is kept, NaN and Inf are marked.
{RUN_NOTE}"""
EPILOG = f"""\
Example: spt-tui plot 75d460 911c2c --metric fit/loss --log
         spt-tui plot 75d460 --metric fit/loss --metric eval/loss --smooth 0.9 --svg loss.svg --png loss.png
With --svg or --png nothing is printed but where the picture is, --width and --height are pixels, and a file of that
name is replaced. No picture is put below the runs. {ROOT_NOTE}
Exit status: 0, 1 when there is nothing to plot, 2 for a wrong call."""

X_WORDS = ("step", "epoch", "relative", "wall")
LEAST_WIDTH, LEAST_HEIGHT = 16, 4
MOST_CELLS, MOST_PIXELS = 2_000, 8_000
PROMPT_LINES = 1
"""Lines of the terminal that the plot leaves free."""


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = command_parser("plot", DESCRIPTION, EPILOG)
    add = options.add_argument
    add("runs", nargs="*", metavar="RUN", help="one run or more; none: all of --filter")
    add(
        "--metric", action="append", dest="metrics", metavar="M", help="name; may be given again (the most telling one)"
    )
    add_roots(options)
    add_filter(options)
    add("--width", type=positive, metavar="N", help="cells (the terminal's), or pixels of a picture (900)")
    add("--height", type=positive, metavar="N", help="lines (the terminal's), or pixels of a picture (540)")
    add("--x", choices=X_WORDS, default="step", help="the x axis; times are approximate (step)")
    add("--log", action="store_true", help="logarithmic y axis")
    add("--log-x", action="store_true", help="logarithmic x axis")
    add(
        "--smooth",
        type=_factor,
        default=0.0,
        metavar="F",
        help="from 0 to 0.999: debiased moving average, raw behind it",
    )
    add("--from", type=finite, dest="low", metavar="X", help="begin at this place of the x axis (of times: seconds)")
    add("--to", type=finite, dest="high", metavar="X", help="end there")
    add("--by", metavar="HPARAM", help="group the runs: means with bands from min to max; all-but-seed is one too")
    add("--glyphs", choices=("braille", "block", "ascii"), help="characters to draw with (what the locale can show)")
    add("--no-colour", "--no-color", action="store_true", dest="plain", help="no colours; NO_COLOR does the same")
    add("--svg", metavar="FILE", help="write an SVG picture instead")
    add("--png", metavar="FILE", help="write a PNG picture instead")
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command; gives the exit status."""
    options = parser().parse_args(arguments)
    wrong = _what_is_wrong(options)
    if wrong:
        return fail(wrong, 2)
    return answered(_plot, options)


def _what_is_wrong(options: argparse.Namespace) -> str:
    """Why these options have no meaning together, in one line; empty if they have."""
    low, high = options.low, options.high
    if low is not None and high is not None and not low < high:
        return "--from has to be less than --to"
    if options.by and len(options.metrics or ()) > 1:
        return "--by groups the curves of one --metric"
    most = MOST_PIXELS if options.svg or options.png else MOST_CELLS
    if max(options.width or 0, options.height or 0) > most:
        return f"--width and --height are {most:,} at the most"
    return _what_is_large(options) if options.png else ""


def _what_is_large(options: argparse.Namespace) -> str:
    """Why a PNG is too large to be drawn: the memory that it takes goes by its area."""
    from spt_tui.export.plot_png import MOST_AREA
    from spt_tui.ui.plots.drawn_frame import HEIGHT, WIDTH

    area = (options.width or WIDTH) * (options.height or HEIGHT)
    return f"--width times --height is {MOST_AREA:,} at the most for --png" if area > MOST_AREA else ""


def _plot(options: argparse.Namespace) -> int:
    from spt_tui.commands.chosen_runs import chosen_runs
    from spt_tui.ui.plotted import NothingToPlot, grouped, plotted

    runs = chosen_runs(options.runs, options)
    try:
        shown = plotted(runs, list(dict.fromkeys(options.metrics or ())), options.smooth)
        view = _windowed(_view(options), shown, options.low, options.high)
        if options.by:
            shown = grouped(shown, runs, options.by, view)
        elif len(runs) == 1:
            view = _marked(view, shown, runs[0])
    except NothingToPlot as error:
        return fail(str(error), 1)
    for note in shown.notes:
        print(f"spt-tui: {note}", file=sys.stderr)
    if options.svg or options.png:
        return _write_pictures(shown, view, options, runs)
    return _print_plot(shown, view, options)


def _view(options: argparse.Namespace) -> View:
    from spt_tui.runs.curves.x_axis import XKind
    from spt_tui.ui.plots.glyphs import Glyphs, glyphs_of
    from spt_tui.ui.plots.plot import View

    kind = (XKind.STEP, XKind.EPOCH, XKind.ELAPSED, XKind.WALL)[X_WORDS.index(options.x)]
    glyphs = Glyphs[options.glyphs.upper()] if options.glyphs else glyphs_of(os.environ)
    return View(kind, options.log, options.log_x, glyphs=glyphs)


def _windowed(view: View, shown: Plotted, low: float | None, high: float | None) -> View:
    """With the part of the axis that is asked for, an end that is not given being the axis' own."""
    from dataclasses import replace

    from spt_tui.runs.curves.series import Extent
    from spt_tui.ui.plots.plot import x_ends

    ends = x_ends(shown.curves, view)
    if ends is None or (low is None and high is None):
        return view
    start = ends.low if low is None else low
    return replace(view, window=Extent(start, max(start, ends.high if high is None else high)))


def _marked(view: View, shown: Plotted, run: Run) -> View:
    """With what the run's own log says, where its axis has a place for it."""
    from dataclasses import replace

    from spt_tui.hardware.recorded.log_reading import LogReading
    from spt_tui.hardware.run_log_reader import RUN_LOG
    from spt_tui.ui.plots.curve import Curve
    from spt_tui.ui.plots.event_marks import EventMarks

    entries = LogReading(os.path.join(run.dir, RUN_LOG)).look()
    clock = next((curve.clock for curve in shown.curves if isinstance(curve, Curve)), None)
    return replace(view, marks=EventMarks.of(entries, view.x, clock))


def _print_plot(shown: Plotted, view: View, options: argparse.Namespace) -> int:
    from spt_tui.ui.plots.fitting import fitted
    from spt_tui.ui.plots.plot import plot
    from spt_tui.ui.theme import BOLD

    size = shutil.get_terminal_size((80, 24))
    width = max(LEAST_WIDTH, options.width or min(size.columns, MOST_CELLS))
    height = max(LEAST_HEIGHT, options.height or min(size.lines, MOST_CELLS) - PROMPT_LINES)
    title = fitted([(shown.title, BOLD)], width, view.glyphs.value.ellipsis)
    lines = [title, *plot(shown.curves, width, height - 1, shown.x_name, view)]
    coloured = not options.plain and _has_colours()
    return 0 if print_lines(_text(line, coloured) for line in lines) else 1


def _has_colours() -> bool:
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def _text(line: Line, coloured: bool) -> str:
    if not coloured:
        return "".join(text for text, _ in line).rstrip()
    from rich.color import ColorSystem

    return "".join(style.render(text, color_system=ColorSystem.STANDARD) for text, style in line)


def _write_pictures(shown: Plotted, view: View, options: argparse.Namespace, runs: Sequence[Run]) -> int:
    from spt_tui.export.plot_png import NoPillow, png_bytes
    from spt_tui.export.plot_svg import svg_text
    from spt_tui.ui.plots.drawn_frame import HEIGHT, WIDTH
    from spt_tui.ui.plots.plot_drawing import plot_drawing

    width, height = options.width or WIDTH, options.height or HEIGHT
    drawing = plot_drawing(shown.curves, shown.title, shown.x_name, view, width, height)
    try:
        pictures = [(options.svg, svg_text(drawing).encode("ascii"))] if options.svg else []
        pictures += [(options.png, png_bytes(drawing))] if options.png else []
    except NoPillow as reason:
        return fail(str(reason), 1)
    statuses = [_write(path, content, [run.root for run in runs]) for path, content in pictures]
    return max(statuses)


def _write(path: str, content: bytes, roots: Sequence[str]) -> int:
    from spt_tui.export.replaced_file import replaced
    from spt_tui.export.saved_plot import lies_in_runs
    from spt_tui.text import clean

    if lies_in_runs(os.path.dirname(os.path.realpath(path)), roots):
        return fail(f"{clean(path)} lies below the runs: give another place", 2)
    try:
        with replaced(path) as file:
            file.write(content)
    except OSError as error:
        return fail(f"cannot write {clean(path)}: {(error.strerror or 'failed').lower()}", 1)
    print(clean(os.path.abspath(path)))
    return 0


def _factor(text: str) -> float:
    from spt_tui.runs.curves.smoothing import MOST_FACTOR

    try:
        factor = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from error
    if not 0 <= factor <= MOST_FACTOR:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to {MOST_FACTOR}")
    return factor
