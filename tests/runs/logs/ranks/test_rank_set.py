import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.logs.ranks.rank_set import MOST_RANKS, RanksWrong, parse_ranks, ranks_text


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("0,2,4-7", (0, 2, 4, 5, 6, 7)),
        (" 3 , 1 - 2 ,", (1, 2, 3)),
        ("5-5,5", (5,)),
        ("", ()),
        ("007", (7,)),
    ],
)
def test_ranks_are_read(text: str, ranks: tuple[int, ...]) -> None:
    assert parse_ranks(text) == ranks


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x", "'x' is no rank"),
        ("1;2", "'1;2' is no rank"),
        ("-3", "'-3' is no rank"),
        ("1-2-3", "'1-2-3' is no rank"),
        ("²", "is no rank"),
        ("7-4", "write 4-7"),
        ("0-999999", "the highest is 99,999"),
        ("0-99999999999", "is no rank"),
    ],
)
def test_what_is_no_list_says_why(text: str, reason: str) -> None:
    with pytest.raises(RanksWrong, match=reason):
        parse_ranks(text)


@given(st.sets(st.integers(0, MOST_RANKS - 1), max_size=60))
def test_what_is_written_is_read_again(ranks: set[int]) -> None:
    assert parse_ranks(ranks_text(ranks)) == tuple(sorted(ranks))


def test_ranks_are_written_in_few_parts() -> None:
    assert ranks_text(range(64)) == "0-63"
    assert ranks_text([7, 0, 1, 2, 3]) == "0-3,7"
    assert ranks_text([]) == ""
