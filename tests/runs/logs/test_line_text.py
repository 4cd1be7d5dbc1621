import pytest

from spt_tui.ansi import fold
from spt_tui.runs.logs.line_text import line_text

MANY = 200_000


@pytest.mark.parametrize(
    "raw",
    [
        b"x" * MANY,
        b"\0" * MANY,
        b"\xff" * MANY,
        "日é".encode() * MANY,
        b"x" * MANY + b"\rdone",
        b"\r" + b"x" * MANY,
        b"x" * MANY + b"\b\b\b",
        b"\x1b[31m" + b"y" * MANY + b"\x1b[0m",
        b"a\x1b[2K" + b"y" * MANY,
        "\x9b31m".encode() + b"y" * MANY,
        "é".encode() * MANY + b"\xc3",
        b"x" * 100_000 + b"\x1b[2Kdone",
    ],
    ids=range(12),
)
@pytest.mark.parametrize("is_ended", [True, False])
def test_of_long_lines_the_same_is_shown_as_if_all_of_them_were_looked_at(raw: bytes, is_ended: bool) -> None:
    whole = raw.decode("utf-8", "backslashreplace") if is_ended else raw.decode("utf-8", "ignore")
    if is_ended or b"\xff" not in raw:
        assert line_text(raw, is_ended=is_ended) == fold(whole)


def test_a_missing_beginning_is_said_unless_something_has_drawn_over_it() -> None:
    assert line_text(b"end", is_beheaded=True) == "…end"
    assert line_text(b"end\rabc", is_beheaded=True) == "abc"
    assert line_text(b"x" * MANY, is_beheaded=True).startswith("…xxx")
