from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.logs.search_query import parse_query
from spt_tui.ui.widgets.narrowed_lines import NarrowedLines, narrows

LINES = [f"{'odd' if n % 2 else 'even'} {n}" for n in range(100)]
WINDOWS = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)


def test_only_these_or_the_others() -> None:
    held = NarrowedLines()
    held.take(parse_query("&odd"), LINES[:5], 0)
    assert (held.lines, held.hidden) == (("odd 1", "odd 3"), 3)
    held.take(parse_query("&!odd"), LINES[:5], 0)
    assert (held.lines, held.hidden) == (("even 0", "even 2", "even 4"), 2)
    held.take(parse_query("&/4$/"), ["\x1b[0;1m4\x1b[0m"], 7)
    assert held.lines == ("\x1b[0;1m4\x1b[0m",)


def test_a_search_that_only_marks_narrows_nothing() -> None:
    assert [narrows(parse_query(text)) for text in ("odd", "", "&", "&/(/", "&odd", "&!odd")] == [
        *(False, False, False, False, True, True)
    ]


@given(st.lists(WINDOWS, min_size=2, max_size=8))
def test_a_line_keeps_its_number(windows: list[list[int]]) -> None:
    held, numbers = NarrowedLines(), dict[str, int]()
    for begin, end in windows:
        held.take(parse_query("&odd"), LINES[begin : end + 1], begin)
        now = {line: held.first + place for place, line in enumerate(held.lines)}
        common = numbers.keys() & now.keys()
        assert all(numbers[line] == now[line] for line in common)
        numbers = now
