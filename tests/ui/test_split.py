from __future__ import annotations

import pytest

from spt_tui.ui.split import PANES, Shape, split


@pytest.mark.parametrize(
    ("size", "shape", "panes"),
    [
        ((200, 58), Shape.FOUR, set(PANES)),
        ((160, 43), Shape.FOUR, set(PANES)),
        ((80, 22), Shape.STACKED, {"runs", "metrics"}),
        ((120, 28), Shape.STACKED, {"runs", "metrics"}),
        ((40, 10), Shape.SINGLE, {"runs"}),
    ],
)
def test_panes_by_size(size: tuple[int, int], shape: Shape, panes: set[str]) -> None:
    shown = split(*size, focused="runs", below="metrics", zoomed=False)
    assert (shown.shape, shown.panes) == (shape, panes)


@pytest.mark.parametrize("focused", PANES)
@pytest.mark.parametrize("size", [(200, 58), (80, 22), (40, 10)])
@pytest.mark.parametrize("zoomed", [False, True])
def test_the_focused_pane_is_always_shown(focused: str, size: tuple[int, int], zoomed: bool) -> None:
    shown = split(*size, focused=focused, below="logs", zoomed=zoomed)
    assert focused in shown.panes
    assert not zoomed or shown.panes == {focused}


def test_the_pane_below_stays_when_the_focus_returns_to_the_runs() -> None:
    assert split(80, 22, "runs", "logs", False).panes == {"runs", "logs"}
