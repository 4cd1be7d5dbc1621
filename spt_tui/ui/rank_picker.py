"""The ranks of a run to pick from, over the browser."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen

from spt_tui.runs.logs.ranks.rank_watch import RankReport
from spt_tui.runs.logs.streams import LogStream
from spt_tui.ui.widgets.rank_list import RankList
from spt_tui.ui.widgets.rank_rows import rank_rows


class RankPicker(ModalScreen["tuple[int, ...] | None"]):
    """Asks for ranks; gives one or more, `None` if closed."""

    DEFAULT_CSS = """
    RankPicker { align: center middle; background: ansi_default; }
    RankPicker > RankList { width: 84; max-width: 100%; height: 80%; max-height: 40; border: round ansi_blue; }
    """

    def __init__(self, streams: Sequence[LogStream], report: RankReport, shown: Sequence[int]) -> None:
        super().__init__()
        self._list = RankList(rank_rows(streams, report, time.time()), shown)

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield self._list

    async def on_key(self, event: events.Key) -> None:
        """Keys that were typed before the list was there count too."""
        await self._list.take_key(event)

    def on_rank_list_taken(self, event: RankList.Taken) -> None:
        """Close with the answer."""
        event.stop()
        self.dismiss(event.ranks)
