import pytest

from spt_tui.runs.logs.search_query import NOTHING, Lines, parse_query


@pytest.mark.parametrize(
    ("text", "typed", "is_pattern", "lines"),
    [
        ("loss", "loss", False, Lines.ALL),
        ("/loss|nan/", "loss|nan", True, Lines.ALL),
        ("/loss", "loss", True, Lines.ALL),
        ("&loss", "loss", False, Lines.MATCHING),
        ("&!loss", "loss", False, Lines.OTHERS),
        ("&!/it\\/s/", "it\\/s", True, Lines.OTHERS),
        ("/", "/", False, Lines.ALL),
        ("a/b", "a/b", False, Lines.ALL),
        ("/&/", "&", True, Lines.ALL),
    ],
)
def test_what_is_typed_is_understood(text: str, typed: str, is_pattern: bool, lines: Lines) -> None:
    query = parse_query(text)
    assert (query.typed, query.is_pattern, query.lines, query.wrong) == (typed, is_pattern, lines, "")
    assert query.pattern is not None


@pytest.mark.parametrize("text", ["", "&", "&!", "//"])
def test_nothing_yet(text: str) -> None:
    assert parse_query(text) == NOTHING


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("loss", "Loss", True),
        ("Loss", "loss", False),
        ("a.c", "abc", False),
        ("/a.c/", "ABC", True),
        ("/\\Sx/", "aX", True),
        ("/[A-Z]x/", "ax", False),
        ("é", "É", False),
        ("é", "é", True),
    ],
)
def test_a_capital_makes_case_count(text: str, line: str, found: bool) -> None:
    pattern = parse_query(text).pattern
    assert pattern is not None and (pattern.search(line) is not None) is found


@pytest.mark.parametrize("text", ["/(/", "/a{2,1}/", "/*a/", "/a{99999999999}/", "/(?<=a+)b/"])
def test_what_is_no_expression_is_said(text: str) -> None:
    query = parse_query(text)
    assert query.pattern is None and query.wrong


@pytest.mark.parametrize(
    "text", ["/(a+)+b/", "/(a*)*/", "/((a+))+/", "/(?:x|[^)]+y)*z/", "/(a{2,})+/", "/(?P<n>a+b)+/"]
)
def test_what_can_take_for_ever_is_not_tried(text: str) -> None:
    assert "for ever" in parse_query(text).wrong


@pytest.mark.parametrize("text", ["/(a+)b+/", "/(\\d+\\.){3}/", "/[(a+)]+/", "/(\\(a\\+)+/", "/(ab)+c*/", "/(a+)?b/"])
def test_what_cannot_is(text: str) -> None:
    assert parse_query(text).pattern is not None
