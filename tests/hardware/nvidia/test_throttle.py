from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.hardware.nvidia.throttle import throttle_words


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        (0x0, ()),
        (0x1, ()),
        (0x4, ("power cap",)),
        (0x5, ("power cap",)),
        (0x8, ("slowdown (hw)",)),
        (0x48, ("hot (hw)",)),
        (0x88, ("power brake",)),
        (0x32, ("user clocks", "sync boost", "hot (sw)")),
        (0x8000_0000_0000_0100, ("display", "other (0x8000000000000000)")),
    ],
)
def test_masks_in_words(reasons: int, words: tuple[str, ...]) -> None:
    assert throttle_words(reasons) == words


@given(st.integers(0, 2**64 - 1))
def test_only_a_gpu_that_is_idle_or_free_has_no_reason(reasons: int) -> None:
    assert (throttle_words(reasons) == ()) == (reasons in (0, 1))
