from dataclasses import replace

import pytest
from rich.cells import cell_len

from spt_tui.ui import theme
from spt_tui.ui.widgets.log_title import LogTitle, search_text

TITLE = LogTitle(
    name="rank 3 of 4 .err",
    motion="following",
    trouble=False,
    search="",
    searched=False,
    size="3.0K, 9h",
    node="on gpu031",
)


def left(title: LogTitle, width: int) -> str:
    return "".join(text for text, _ in title.parts(width))


def right(title: LogTitle, width: int) -> str:
    return "".join(text for text, _ in title.note(width))


def test_a_wide_pane_says_it_all() -> None:
    assert left(TITLE, 80) == "logs ── rank 3 of 4 .err ── following"
    assert right(TITLE, 80) == "3.0K, 9h  on gpu031"


def test_what_matters_less_goes_first() -> None:
    assert right(TITLE, 60) == "3.0K, 9h"
    assert left(TITLE, 38) == "rank 3 of 4 .err ── following"
    searching = replace(TITLE, search="/nan 2 of 5", searched=True)
    assert left(searching, 38) == "rank 3 of 4 .err ── /nan 2 of 5"
    assert "/nan" not in right(searching, 38), "said once"


@pytest.mark.parametrize("width", range(30, 120))
def test_both_ends_fit(width: int) -> None:
    title = replace(TITLE, search="/損失 no matches", searched=True)
    note = right(title, width)
    assert not note or cell_len(left(title, width)) + cell_len(note) + 5 < width


def test_what_has_happened_to_the_file_stands_out() -> None:
    parts = dict(replace(TITLE, motion="truncated", trouble=True).parts(80))
    assert parts["truncated"] is theme.WARN and parts["logs"] is theme.TITLE


@pytest.mark.parametrize(
    ("place", "count", "text"),
    [
        (2, 5, "/a\u241bb 2 of 5"),
        (None, 5, "/a\u241bb 5 matches"),
        (None, 1, "/a\u241bb 1 match"),
        (None, 0, "/a\u241bb no matches"),
    ],
)
def test_matches_are_counted_in_words(place: int, count: int, text: str) -> None:
    assert search_text("a\x1bb", place, count) == text


def test_a_search_through_some_lines_says_so() -> None:
    assert search_text("loss", None, 5, 3_010) == "/loss 5 matches in 3,010 lines held"
    assert search_text("loss", 2, 5, 1) == "/loss 2 of 5 in 1 line held"
