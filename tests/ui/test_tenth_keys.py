from textual.app import App, ComposeResult
from textual.binding import Binding

from spt_tui.ui.widgets.tenth_keys import TenthKeys


class Long(TenthKeys):
    """Something long."""

    def __init__(self) -> None:
        super().__init__()
        self.gone_to: list[int] = []

    def go_to_tenth(self, tenth: int) -> None:
        self.gone_to.append(tenth)


class LongApp(App[None]):
    """Digits have a meaning of their own here."""

    BINDINGS = [Binding("3", "note_three", "three")]
    threes = 0

    def compose(self) -> ComposeResult:
        yield Long()

    def action_note_three(self) -> None:
        self.threes += 1


async def test_the_sign_and_a_digit_go_there_and_a_digit_alone_does_not() -> None:
    app = LongApp()
    async with app.run_test() as pilot:
        long = app.query_one(Long)
        long.focus()
        await pilot.press("3", "percent_sign", "3", "3", "percent_sign", "0")
        assert (long.gone_to, app.threes) == ([3, 0], 2)
        await pilot.press("percent_sign", "x", "3", "percent_sign", "escape", "3")
        assert (long.gone_to, app.threes, long.awaits_tenth) == ([3, 0], 4, False)


async def test_who_leaves_is_not_waited_for() -> None:
    app = LongApp()
    async with app.run_test() as pilot:
        long = app.query_one(Long)
        long.focus()
        await pilot.press("percent_sign")
        assert long.awaits_tenth
        app.set_focus(None)
        await pilot.pause()
        assert not long.awaits_tenth
