"""`%` and a digit: to a tenth of something long."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.reactive import reactive
from textual.widget import Widget

from spt_tui.ui.widgets.own_keys import own_keys


class TenthKeys(Widget, can_focus=True):
    """Goes to a tenth at `%` and a digit. `less` takes the number first, but digits alone turn to other panes."""

    BINDINGS = [Binding("percent_sign", "await_tenth", "% and 0-9: go to that tenth", id="logs.tenth", show=False)]

    awaits_tenth: reactive[bool] = reactive(False, repaint=False)
    """The next key, if it is a digit, is where to go."""

    def go_to_tenth(self, tenth: int) -> None:
        """Go to `tenth` of ten parts, 0 to 9."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        """Take the two keys as they come, lest the digit overtakes the sign and turns to another pane."""
        if event.key in TENTH_KEYS:
            self.action_await_tenth()
            event.stop()
        elif self.awaits_tenth:
            self.awaits_tenth = False
            if event.character is not None and event.character in "0123456789":
                self.go_to_tenth(int(event.character))
                event.stop()

    def on_blur(self) -> None:
        """No digit is waited for."""
        self.awaits_tenth = False

    def action_await_tenth(self) -> None:
        """Wait for the digit."""
        self.awaits_tenth = True


TENTH_KEYS = own_keys(TenthKeys.BINDINGS)
