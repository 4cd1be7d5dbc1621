"""Saving the plot that is shown: as SVG, as PNG, and its points as CSV.

Loads next to nothing until a plot is saved.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from spt_tui.export.drawing import Drawing
    from spt_tui.export.saved_plot import SavedPlot
    from spt_tui.ui.plots.curve import AnyCurve, View
    from spt_tui.ui.plots.points import Cloud


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

    def drawing(self) -> Drawing:
        """The picture."""
        from spt_tui.ui.plots.plot_drawing import plot_drawing

        return plot_drawing(self.curves, self.title, self.x_name, self.view)

    def tables(self) -> Mapping[str, Iterable[str]]:
        """The lines of each table of points, by the ending of its file."""
        from spt_tui.ui.plots.plot_points import plot_tables

        return plot_tables(self.curves, self.view)


@dataclass(frozen=True, slots=True)
class ShownCloud:
    """Points that are to be saved; the fields are those of `ShownPlot`."""

    cloud: Cloud
    labels: Sequence[str]
    """What each point is, cleaned."""
    title: str
    name: str
    outside: Sequence[str] = ()

    def drawing(self) -> Drawing:
        """The picture."""
        from spt_tui.ui.plots.cloud_drawing import cloud_drawing

        return cloud_drawing(self.cloud, self.title)

    def tables(self) -> Mapping[str, Iterable[str]]:
        """The lines of the table of points, by the ending of its file."""
        from spt_tui.export.point_table import cloud_lines

        cloud = self.cloud
        rows = zip(self.labels, cloud.xs, cloud.ys, strict=True)
        return {"csv": cloud_lines(("run", cloud.x_name, cloud.y_name), rows)}


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


def save_shown(shown: ShownPlot | ShownCloud, target: MessagePump) -> None:
    """Save a plot on a thread of its own, and tell `target` by a `PlotSaved`, which bubbles. Returns at once."""

    def save() -> None:
        target.post_message(_saved(shown))

    threading.Thread(target=save, name="save plot", daemon=True).start()


def _saved(shown: ShownPlot | ShownCloud) -> PlotSaved:
    from spt_tui.export.saved_plot import place_to_save
    from spt_tui.text import clean

    try:
        saved, lack = save_plot(shown, place_to_save(shown.outside))
    except OSError as error:
        return PlotSaved(f"cannot save the plot: {(error.strerror or 'failed').lower()}")
    return PlotSaved(*map(clean, _forms(saved, lack)), scp=saved.scp)


def save_plot(shown: ShownPlot | ShownCloud, directory: str) -> tuple[SavedPlot, str]:
    """Write the files of a plot into a directory; what they are, and why one of them is lacking, or nothing.

    A plot of curves has `.svg`, `.png` and `.csv`; the values of bands are in `.bands.csv`. Raises OSError.
    """
    from spt_tui.export.plot_png import NoPillow, png_bytes
    from spt_tui.export.plot_svg import svg_text
    from spt_tui.export.saved_plot import save_files

    drawing = shown.drawing()
    contents: dict[str, Iterable[bytes]] = {"svg": [svg_text(drawing).encode("ascii")]}
    lack = ""
    try:
        contents["png"] = [png_bytes(drawing)]
    except NoPillow as reason:
        lack = str(reason)
    contents |= {ending: (f"{line}\n".encode() for line in lines) for ending, lines in shown.tables().items()}
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
