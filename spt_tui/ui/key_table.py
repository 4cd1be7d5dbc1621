"""The whole key table, pane by pane: what the help screen, the palette and the README show."""

from __future__ import annotations

from spt_tui.ui.compare.compare_screen import CompareScreen
from spt_tui.ui.compare.scatter_screen import ScatterScreen
from spt_tui.ui.keys import KeyRow, key_rows
from spt_tui.ui.runs_screen import RunsScreen
from spt_tui.ui.triage.triage_screen import TriageScreen
from spt_tui.ui.widgets.filter_bar import FilterBar
from spt_tui.ui.widgets.hardware_pane import HardwarePane
from spt_tui.ui.widgets.log_pane import LogPane
from spt_tui.ui.widgets.metrics_pane import MetricsPane
from spt_tui.ui.widgets.runs_pane import RunsPane


def key_sections() -> dict[str, list[KeyRow]]:
    """Every key by the pane that hears it."""
    return {
        "Everywhere": key_rows(RunsScreen),
        "Runs": key_rows(RunsPane),
        "Metrics": key_rows(MetricsPane),
        "Logs": key_rows(LogPane),
        "Hardware": key_rows(HardwarePane),
        "Filter line": key_rows(FilterBar),
        **CompareScreen.key_sections(),
        **ScatterScreen.key_sections(),
        **TriageScreen.key_sections(),
    }
