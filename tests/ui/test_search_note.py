import pytest

from spt_tui.runs.logs.file_search import Progress
from spt_tui.runs.logs.search_query import parse_query
from spt_tui.ui.widgets.search_note import error_note, search_note

DONE = Progress(5, 25, 100, 100)


@pytest.mark.parametrize(
    ("text", "progress", "place", "note"),
    [
        ("loss", None, None, "/loss"),
        ("loss", DONE, None, "/loss 5 matches"),
        ("loss", DONE, 2, "/loss 2 of 5"),
        ("loss", Progress(1, 0, 1, 1), None, "/loss 1 match"),
        ("loss", Progress(0, 0, 40, 100), None, "/loss no matches, 40%"),
        ("/l.ss/", DONE, None, "/l.ss/ 5 matches"),
        ("&loss", DONE, 2, "&loss 5 lines, 20 hidden"),
        ("&!loss", Progress(1, 1_000_001, 1, 1), None, "&!loss 1 line, 1,000,000 hidden"),
        ("a\x1bb", DONE, None, "/a␛b 5 matches"),
        ("a text that is too long", DONE, None, "/a text that is… 5 matches"),
        ("loss", Progress(0, 0, 0, 9, "permission denied"), None, "/loss permission denied"),
        ("/(/", None, None, "/(/ is no expression"),
    ],
)
def test_what_is_said_of_a_search(text: str, progress: Progress | None, place: int | None, note: str) -> None:
    assert search_note(text, parse_query(text), progress, place) == note


def test_a_stopped_search_says_where() -> None:
    assert search_note("x", parse_query("x"), Progress(3, 0, 1, 4), is_stopped=True) == "/x 3 matches, stopped at 25%"


@pytest.mark.parametrize(
    ("place", "count", "note"),
    [(2, 5, "error 2 of 5"), (2, None, "error 2"), (None, None, "error"), (None, 5, "error")],
)
def test_what_is_said_of_an_error(place: int | None, count: int | None, note: str) -> None:
    assert error_note(place, count) == note
