import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.ansi import LINE_LIMIT, REPLAY_LIMIT, Span, fold, plain, spans
from spt_tui.sgr import PLAIN, Sgr
from spt_tui.text import clean

PIECES = [
    "a",
    "é",
    "日本",
    "e\u0301",
    "\u200d",
    " ",
    "\r",
    "\b",
    "\t",
    "\x1b",
    "\x1b[",
    "\x1b[1;31m",
    "\x1b[0m",
    "\x9b4m",
]
PIECES += [
    "\x1b[K",
    "\x1b[2K",
    "\x1b]52;c;aGk=\x07",
    "\x1b]8;;http://x\x1b\\",
    "\x1bPq",
    "\x9d",
    "m",
    ";",
    "5",
    "\x07",
    "\x00",
    "\x7f",
]
LINES = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=40).map("".join)


def text_of(line: str) -> str:
    return "".join(span.text for span in spans(line))


def one(line: str) -> Sgr:
    (span,) = spans(line)
    return span.sgr


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("plain", "plain"),
        (" 10%\r 20%\r100%", "100%"),
        ("long text\rab", "abng text"),
        ("a bar that pads\rdone           ", "done           "),
        ("a bar that erases\r\x1b[Kdone", "done"),
        ("half\x1b[2Kdone", "done"),
        ("ends like DOS\r", "ends like DOS"),
        ("typo\b\be", "tyeo"),
        ("\b\bx", "x"),
        ("a\tb", "a       b"),
        ("12345678\tb", "12345678        b"),
        ("keep this\r\tx", "keep thix"),
        ("日本語\rab", "ab本語"),
        ("日本語\ra", "a 本語"),
        ("日本語\r a\x1b[K", " a"),
        ("a日本\r\x1b[2Kb", "b"),
        ("ab日\b\bc", "abc "),
        ("日本\b\x1b[K", "日 "),
        ("日\tb", "日      b"),
        ("x\u0338y\rab", "ab"),
        ("e\x1b[31m\u0338\x1b[0m\ra", "a"),
        ("ab\r日", "日"),
        ("abc\r日", "日c"),
    ],
)
def test_the_last_state_of_a_line(line: str, last: str) -> None:
    assert fold(line) == last


@pytest.mark.parametrize(
    "line",
    [
        "\x1b]52;c;c3RlYWw=\x07ab",
        "\x1b]52;c;c3RlYWw=\x1b\\ab",
        "\x1b]8;;http://evil\x07a\x1b]8;;\x07b",
        "\x1b]0;title\x9cab",
        "\x1bPq#0;1~\x1b\\ab",
        "a\x1b[2Jb",
        "a\x1b[10;10Hb",
        "a\x1b[?1049hb",
        "a\x1b[>4;2mb",
        "a\x9b2Jb",
        "a\x85b",
        "a\x1bcb",
        "a\x1b(Bb",
        "a\x1b7b\x1b",
        "\x1b[31\x1b[0mab\x1b[38;5",
        "\x9d0;title\x07ab",
    ],
)
def test_other_sequences_leave_nothing(line: str) -> None:
    assert spans(line) == (Span("ab", PLAIN),)


def test_remaining_controls_are_pictures() -> None:
    assert fold("a\x00b\x07c\x7f") == "a␀b␇c␡"


@pytest.mark.parametrize(
    ("codes", "look"),
    [
        ("31", Sgr(fg=1)),
        ("97;104", Sgr(fg=15, bg=12)),
        ("1;3;4;7;9", Sgr(bold=True, italic=True, underline=True, reverse=True, strike=True)),
        ("1;2;22", PLAIN),
        ("38;5;208", Sgr(fg=208)),
        ("48;5;17;1", Sgr(bg=17, bold=True)),
        ("38;2;1;2;3", Sgr(fg=(1, 2, 3))),
        ("38:2::1:2:3", Sgr(fg=(1, 2, 3))),
        ("38:2:1:2:3", Sgr(fg=(1, 2, 3))),
        ("48:5:9", Sgr(bg=9)),
        ("4:3", Sgr(underline=True)),
        ("31;4:0", Sgr(fg=1)),
        ("58;5;9;1", Sgr(bold=True)),
        ("31;39", PLAIN),
        ("31;", PLAIN),
        ("38;5;999", PLAIN),
        ("38;9;1", Sgr(bold=True)),
        ("8;5", PLAIN),
    ],
)
def test_colours_and_attributes(codes: str, look: Sgr) -> None:
    assert one(f"\x1b[{codes}mx") == look


def test_colours_stay_with_the_text_that_is_not_overwritten() -> None:
    assert spans("\x1b[31mred\x1b[0m\rX") == (Span("X", PLAIN), Span("ed", Sgr(fg=1)))


def test_long_lines_are_cut_with_a_sign() -> None:
    shown = fold("x" * 1_000_000)
    assert len(shown) == LINE_LIMIT
    assert shown.endswith("x…")


def test_a_progress_bar_of_many_megabytes_is_quick() -> None:
    bars = "".join(f"\r\x1b[32m{n:>7}/100000\x1b[0m {'#' * 60}" for n in range(100_000))
    began = time.process_time()
    assert text_of(bars) == "  99999/100000 " + "#" * 60
    assert time.process_time() - began < 0.5  # replaying all of it takes seconds


@pytest.mark.parametrize(
    "unit",
    [
        "\x1b",
        "\x1b]",
        "\x1b[",
        "\x1b[1;",
        "\x1b(",
        "\x1bP",
        "\x9b",
        "\x9d",
        "\b",
        "\r",
        "\t",
        "\x1b[K",
        "\x1b[2Kx",
        "e\u0301",
        "\x1b[m\u0301",
        "日",
        "日\b",
        "\x1b[31m",
    ],
)
def test_hostile_lines_take_linear_time(unit: str) -> None:
    def cost(count: int) -> float:
        line = "y" * 1000 + unit * count
        began = time.process_time()
        fold(line)
        return time.process_time() - began

    assert cost(120_000) < 12 * min(cost(30_000) for _ in range(2)) + 0.05  # four times as long; sixteen if quadratic


@given(LINES)
def test_folding_is_idempotent(line: str) -> None:
    assert fold(fold(line)) == fold(line)


@given(LINES)
def test_spans_hold_only_what_can_be_printed(line: str) -> None:
    assert text_of(line) == "" or text_of(line).isprintable()
    assert all(span.text for span in spans(line))


@given(LINES)
def test_spans_and_the_folded_line_say_the_same(line: str) -> None:
    assert spans(fold(line)) == spans(line)
    assert plain(fold(line)) == text_of(line)


@given(st.lists(st.sampled_from([p for p in PIECES if p not in "\r\b\t"]), max_size=40).map("".join))
def test_a_line_without_sequences_is_the_cleaned_line(line: str) -> None:
    line = line.translate(dict.fromkeys([0x1B, *range(0x80, 0xA0)]))
    assert fold(line) == clean(line, len(line))


@settings(max_examples=20)
@given(st.integers(0, 300))
def test_what_is_replayed_of_a_long_line_is_its_end(extra: int) -> None:
    state = "\rstep 123456789"
    line = state * (REPLAY_LIMIT // len(state)) + "\r" + "z" * extra
    assert fold(line) == fold(state + "\r" + "z" * extra)
