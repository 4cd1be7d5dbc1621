"""A list to pick from, over the browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.timer import Timer

from spt_tui.ui.widgets.choice_list import Choice, ChoiceList

REST_SECONDS = 0.06
"""A choice under a cursor that rests this long may well be taken."""


class Picker(ModalScreen["tuple[str, ...] | None"]):
    """Asks for one choice, or for several; gives their ids, `None` if closed.

    `foresee` is told the id on which the cursor rests, to make ready what taking it leads to.
    """

    DEFAULT_CSS = """
    Picker { align: center middle; background: ansi_default; }
    Picker > ChoiceList { width: 72; max-width: 100%; height: 80%; max-height: 32; border: round ansi_blue; }
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        several: bool = False,
        foresee: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._foresee = foresee
        self._resting: Timer | None = None
        self._list = ChoiceList(title, choices, several)

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield self._list

    async def on_key(self, event: events.Key) -> None:
        """Keys that were typed before the list was there count too."""
        await self._list.take_key(event)

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """Make ready what is likely to be taken."""
        event.stop()
        if self._resting is not None:
            self._resting.stop()
        if self._foresee is not None:
            self._resting = self.set_timer(REST_SECONDS, partial(self._foresee, event.id))

    def on_choice_list_taken(self, event: ChoiceList.Taken) -> None:
        """Close with the answer."""
        event.stop()
        self.dismiss(event.ids)
