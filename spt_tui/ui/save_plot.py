"""Saving the plot that is shown: as SVG, as PNG, and its points as CSV.

Loads next to nothing until a plot is saved.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from spt_tui.export.saved_plot import SavedPlot
    from spt_tui.ui.plots.curve import AnyCurve, View


@dataclass(frozen=True, slots=True)
class ShownPlot:
    """What is to be saved."""

    curves: Sequence[AnyCurve]
    view: View
    title: str
    """Stands over the picture; cleaned."""
    name: str
    """What the files are named for: run and metric, as they are called."""
    x_name: str = "step"
    """What steps are called."""
    outside: Sequence[str] = ()
    """Roots of runs. Nothing is written below them."""


class PlotSaved(Message):
    """A plot was saved, or could not be."""

    def __init__(self, *forms: str, scp: str = "") -> None:
        super().__init__()
        self.forms = forms
        """What became of it, in one cleaned line: in full, then ever shorter."""
        self.scp = scp
        """The command that fetches the files; empty if there are none."""

    def text_in(self, width: int) -> str:
        """The first form that `width` cells are enough for; the shortest if none is short enough."""
        from rich.cells import cell_len

        return next((form for form in self.forms if cell_len(form) <= width), self.forms[-1])


def save_shown(shown: ShownPlot, target: MessagePump) -> None:
    """Save a plot on a thread of its own, and tell `target` by a `PlotSaved`, which bubbles. Returns at once."""

    def save() -> None:
        target.post_message(_saved(shown))

    threading.Thread(target=save, name="save plot", daemon=True).start()


def _saved(shown: ShownPlot) -> PlotSaved:
    from spt_tui.export.saved_plot import place_to_save
    from spt_tui.text import clean

    try:
        saved, lack = save_plot(shown, place_to_save(shown.outside))
    except OSError as error:
        return PlotSaved(f"cannot save the plot: {(error.strerror or 'failed').lower()}")
    return PlotSaved(*map(clean, _forms(saved, lack)), scp=saved.scp)


def save_plot(shown: ShownPlot, directory: str) -> tuple[SavedPlot, str]:
    """Write the files of a plot into a directory; what they are, and why one of them is lacking, or nothing.

    A plot of curves has `.svg`, `.png` and `.csv`; the values of bands are in `.bands.csv`. Raises OSError.
    """
    from spt_tui.export.plot_png import NoPillow, png_bytes
    from spt_tui.export.plot_svg import svg_text
    from spt_tui.export.saved_plot import save_files
    from spt_tui.ui.plots.plot_drawing import plot_drawing
    from spt_tui.ui.plots.plot_points import plot_tables

    drawing = plot_drawing(shown.curves, shown.title, shown.x_name, shown.view)
    contents: dict[str, Iterable[bytes]] = {"svg": [svg_text(drawing).encode("ascii")]}
    lack = ""
    try:
        contents["png"] = [png_bytes(drawing)]
    except NoPillow as reason:
        lack = str(reason)
    tables = plot_tables(shown.curves, shown.view)
    contents |= {ending: (f"{line}\n".encode() for line in lines) for ending, lines in tables.items()}
    return save_files(contents, shown.name, directory), lack


def _forms(saved: SavedPlot, lack: str) -> list[str]:
    from spt_tui.ui.status import root_text

    path, why = f"{root_text(saved.directory, 40)}/{saved.stem}", f" ({lack})" if lack else ""
    return [
        f"saved {path}.{{{','.join(saved.endings)}}}{why}  copied: {saved.scp}",
        f"saved{why}, copied: {saved.scp}",
        f"saved {path}.*{why}, scp line copied",
        f"saved {saved.stem}.*{why}, scp line copied",
    ]
