from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from spt_tui.ui.widgets.restart_mark import SIGN, with_restart
from tests.ui.test_log_pane import PaneApp, Screen, live

BANNER = b"03:42:54 | [RegistryLogger] run_id=e2f6 run_dir=/data/runs/e2f6\n"


def marked(text: str, width: int) -> str:
    return with_restart(Strip([Segment(text)]).adjust_cell_length(width), "requeued", width).text


def test_the_mark_stands_at_the_end_of_the_line() -> None:
    assert marked("starting", 40) == "starting" + " " * 22 + f"{SIGN} requeued"
    assert marked("starting with quite a few words", 40) == f"starting with quite a few wo… {SIGN} requeued"
    assert marked("starting", 20) == "starting" + " " * 11 + SIGN


@pytest.mark.parametrize("text", ["", "x" * 50, "日本" * 20])
@given(width=st.integers(1, 60))
def test_a_marked_row_has_its_width(text: str, width: int) -> None:
    strip = with_restart(Strip([Segment(text)]).adjust_cell_length(width), "resumed from a checkpoint", width)
    assert cell_len(strip.text) == strip.cell_length == width


async def test_a_restart_is_marked_on_its_line_as_it_comes(tmp_path: Path) -> None:
    run, log = live(tmp_path / "run", content=BANNER + b"one\n")
    app = PaneApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = Screen(app, pilot)
        screen.pane.run = run
        await screen.sees("one")
        assert SIGN not in screen.text
        with log.open("ab") as file:
            file.write(BANNER + b"two\nRestored all states from the checkpoint at last.ckpt\n")
        await screen.sees(f"{SIGN} resumed from a checkpoint")
        (line,) = [line for line in screen.text.splitlines() if SIGN in line]
        assert "RegistryLogger" in line
        screen.pane.run = None
        await screen.sees("no run")
        assert SIGN not in screen.text
