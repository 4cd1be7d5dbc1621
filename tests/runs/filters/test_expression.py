"""Trees and their texts: what is printed is read as the same, and the laws of joining."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.filters.expression import And, Ask, Expression, Not, Or, Word, all_of, any_of, no
from spt_tui.runs.filters.grammar import MOST_DEPTH, MOST_TERMS, expression_of
from spt_tui.runs.query import QueryError, parse
from spt_tui.runs.run import Run
from tests.runs.filters.expressions import expressions
from tests.strategies import hostile_text, runs

NOW = 1_795_000_000.0


def now() -> float:
    return NOW


@given(expressions())
def test_what_is_printed_is_read_as_the_same(expression: Expression) -> None:
    assert expression_of(str(expression)) == expression


@given(st.one_of(hostile_text(), st.text('ab:="/()-<>!. or', max_size=30)))
def test_what_was_read_is_printed_and_read_as_the_same(text: str) -> None:
    try:
        expression = expression_of(text)
    except QueryError:
        return
    assert expression_of("" if expression is None else str(expression)) == expression


@given(expressions())
def test_not_not_is_nothing(expression: Expression) -> None:
    assert no(no(expression)) == expression
    assert expression_of(f"not not ({expression})") == expression_of(f"--({expression})") == expression


@given(expressions(), runs())
def test_not_is_the_opposite(expression: Expression, run: Run) -> None:
    assert parse(f"-({expression})", now)(run) is not parse(str(expression), now)(run)


@given(expressions(), expressions(), runs())
def test_joining_is_applying_both(one: Expression, other: Expression, run: Run) -> None:
    first, second = parse(str(one), now), parse(str(other), now)
    both = first(run) and second(run)
    assert first.joined(second)(run) is both
    assert parse(f"({one}) and ({other})", now)(run) is both
    assert parse(f"({one}) or ({other})", now)(run) is (first(run) or second(run))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a b", "a and b"),
        ("a or b c", "a or (b and c)"),
        ("not a b", "(not a) b"),
        ("-a or b", "(-a) or b"),
        ("a AND b OR NOT c", "a and b or not c"),
        ("(a)(b)", "a b"),
        ("not(a or b)", "-(a or b)"),
        ("lr = 0.1", "lr=0.1"),
        ("lr == 0.1", "lr=0.1"),
        ("lr != 0.1 x", "lr!=0.1 x"),
        ("created > 2026-11-01 15:30 x", "created>2026-11-01T15:30 x"),
        ("a or", "a"),
        ("a or ()", "a"),
        ("(a or (b", "a or b"),
        ("a and not", "a"),
        ("- a", "a"),
        ("/a b", "/a/ b"),
        ('hp."optim.lr"=1', "hp.optim.lr=1"),
        ("lr<", "lr:"),
    ],
)
def test_ways_to_write_the_same(text: str, same: str) -> None:
    assert expression_of(text) == expression_of(same)


@pytest.mark.parametrize("text", ["", " ", "-", "not", "or", "()", "(((", "/", "//", "- -", "not not"])
def test_what_says_nothing_yet_asks_for_nothing(text: str) -> None:
    assert expression_of(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [("vicreg(2)", "vicreg(2)"), ("a->b", None), ('"or"', "or"), ("a/b:c", "a/b:c"), ('x"y', 'x"y'), ("50%", "50%")],
)
def test_signs_within_a_word_belong_to_it(text: str, word: str | None) -> None:
    expected = Ask("a-", ">", "b") if word is None else Word(word)
    assert expression_of(text) == expected


def test_a_parenthesis_behind_a_value_closes_the_group() -> None:
    assert expression_of("(tag:a(1) or b) c") == And((Or((Ask("tag", ":", "a(1)"), Word("b"))), Word("c")))


@pytest.mark.parametrize(
    "text",
    ["(" * 10_000, "(" * 10_000 + "a", "not (" * 4_000, "-(" * 2_000 + "a", "a " * (MOST_TERMS + 1), "a" * 100_000],
)
def test_too_much_is_a_query_error(text: str) -> None:
    with pytest.raises(QueryError):
        parse(text)


def test_much_is_none() -> None:
    deep = "(a or -" * (MOST_DEPTH - 1) + "b" + ")" * (MOST_DEPTH - 1)
    assert expression_of(str(expression_of(deep))) == expression_of(deep)
    assert expression_of("-" * 9_999 + "a") == Not(Word("a"))
    assert len(expression_of(" or ".join(["a"] * MOST_TERMS)).parts) == MOST_TERMS  # type: ignore[union-attr]


def test_trees_are_plain() -> None:
    a, b, c = map(Word, "abc")
    assert all_of([And((a, b)), None, c]) == And((a, b, c))
    assert any_of([a, Or((b, c))]) == Or((a, b, c))
    assert all_of([]) is any_of([]) is None and all_of([a]) == any_of([a]) == a


def test_what_nobody_can_type_is_no_question() -> None:
    for operator, value in ((":", "a b"), (":", '"'), ("<", "=3"), (":", "a)"), ("~", "a")):
        with pytest.raises(ValueError, match="nobody can type"):
            Ask("tag", operator, value)
