"""The metrics pane in an app of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run, State
from spt_tui.ui.widgets.metrics_pane import MetricsPane

HEADER = "epoch,eval/top1,fit/loss,lr-SGD,step\r\n"


class PaneApp(App[None]):
    def __init__(self, catalog: Catalog | None = None) -> None:
        super().__init__(ansi_color=True)
        self._catalog = catalog

    CSS = "Screen { background: ansi_default; }"

    def compose(self) -> ComposeResult:
        yield MetricsPane(self._catalog, id="metrics")

    @property
    def pane(self) -> MetricsPane:
        return self.query_one(MetricsPane)

    @property
    def lines(self) -> list[str]:
        return [self.pane.render_line(y).text.rstrip() for y in range(self.pane.size.height)]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def run_in(path: Path, state: State = State.RUNNING, name: str = "") -> Run:
    return Run(dir=str(path), root=str(path.parent), id=path.name, name=name or path.name, state=state)


def write_run(path: Path) -> Path:
    """A run of 20 rows and four metrics."""
    rows = "".join(f"{n // 5},{n / 20 if n % 5 == 4 else ''},{2 / (n + 1)},0.1,{n}\r\n" for n in range(20))
    path.mkdir()
    (path / "metrics.csv").write_bytes((HEADER + rows).encode())
    return path


async def until(pilot: Pilot[None], seen: Callable[[], bool]) -> None:
    """Wait for what a thread brings; some seconds at the most."""
    for _ in range(300):
        await pilot.pause(0.01)
        if seen():
            return
    assert seen(), pilot.app.text if isinstance(pilot.app, PaneApp) else ""
