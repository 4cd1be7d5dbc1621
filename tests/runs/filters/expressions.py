"""Hypothesis strategies: what a filter can say."""

from __future__ import annotations

from hypothesis import strategies as st

from spt_tui.runs.filters.expression import (
    ANY,
    OPERATORS,
    Ask,
    Expression,
    Pattern,
    Word,
    all_of,
    any_of,
    is_bare,
    no,
)
from spt_tui.text import clean

SIGNS = st.text(alphabet='aAbzéÉß 0.:*?[]"\\-/()=<>!,@日\u0338\u200d\n', max_size=8).map(clean)
WORDS = st.one_of(
    SIGNS, st.sampled_from(("a", "Vicreg", "48213", "or", "AND", "not", "for the", "-x", "日", "a/b:c", "my"))
)
PATTERNS = st.sampled_from(("a", "[ab]+$", r"\d", "Vic.*", r"a\/b", "a/b c", "^x?y*$", "(?:a|b) c", "日", "(?i)A"))
TEXT_FIELDS = ("id", "name", "tag", "status", "state", "notes", "dir", "checkpoint")
ORDERED_FIELDS = ("sweep", "task", "step", "epoch")
KEYS = ("fit/loss", "optim.lr", "odd", "seed", "output_dir", "never", "slurm.task_id")
RECORD_FIELDS = (
    tuple(f"{family}.{key}" for family in ("hp", "m", "best") for key in (*KEYS, "odd key", 'a"(b:c')) + KEYS
)
TEXTS = st.one_of(
    SIGNS,
    st.sampled_from(
        (
            "",
            "0.1",
            "nan",
            "null",
            "true",
            "True",
            "adamw",
            "AdamW",
            "*a*",
            "?",
            "*",
            "digits",
            "sweep:*",
            "48213",
            "7",
            "running",
            "stale",
            "Paused",
            "/r*",
            "*baseline*",
            "3",
            "my?name",
            'quote"tag',
            "a",
            "r",
            "1k",
            "10%",
            "-inf",
        )
    ),
)
NUMBERS = st.one_of(
    st.sampled_from(
        ("0", "1", "3", "7", "12", "0.1", "1e-1", "-1", "2k", "1.5M", "10%", "inf", "-inf", "9007199254740993")
    ),
    st.floats(allow_nan=False).map(repr),
    st.integers().map(str),
)
DURATIONS = st.sampled_from(("0", "90", "90s", "1h30m", "2d", "1.5h", "52w", "30y", "100y"))
DATES = st.sampled_from(("1970", "2001-09", "2026-11-23", "2020-02-29T12", "2026-11-23T12:30", "today", "yesterday"))
FLAGS = st.sampled_from(("yes", "no", "TRUE", "0", "1", "false"))
IS = st.sampled_from((ANY, "=", "!="))
COMPARED = st.sampled_from(OPERATORS)


def _asks(
    names: st.SearchStrategy[str], operators: st.SearchStrategy[str], values: st.SearchStrategy[str]
) -> st.SearchStrategy[Ask]:
    """Questions that can be typed; those without a value have the operator that says so."""

    def ask(name: str, operator: str, value: str, is_quoted: bool) -> Ask:
        operator = operator if value or is_quoted else ANY
        return Ask(name, operator, value, is_quoted or not is_bare(value, operator))

    return st.builds(ask, names, operators, values, st.booleans())


def _bare_keys_are_compared(ask: Ask) -> bool:
    """A slash before a colon belongs to a word, and nothing is equal to NaN."""
    is_nan = "nan" in ask.value.lower() and not ask.is_quoted
    return not (ask.name == "fit/loss" and ask.operator == ANY and not ask.asks_for_any) and not (
        is_nan and ask.operator != ANY
    )


def asked() -> st.SearchStrategy[Ask]:
    """Questions to every field."""
    return st.one_of(
        _asks(st.sampled_from(TEXT_FIELDS + ORDERED_FIELDS[:2]), IS, TEXTS),
        _asks(st.sampled_from(ORDERED_FIELDS), COMPARED, NUMBERS),
        _asks(st.sampled_from(RECORD_FIELDS), IS, TEXTS).filter(_bare_keys_are_compared),
        _asks(st.sampled_from(RECORD_FIELDS), COMPARED, NUMBERS).filter(_bare_keys_are_compared),
        _asks(st.sampled_from(("age", "duration", "eta")), COMPARED, DURATIONS),
        _asks(st.sampled_from(("created", "ended")), COMPARED, DATES),
        _asks(st.sampled_from(("alive", "archived")), IS, FLAGS),
        _asks(st.sampled_from(("health",)), IS, st.sampled_from(("nan", "stalled", "s*", "ok", "unknown"))),
        _asks(st.sampled_from(("has", "nan")), st.just(ANY), TEXTS),
    )


def expressions() -> st.SearchStrategy[Expression]:
    """Trees as the language builds them."""
    terms: st.SearchStrategy[Expression] = st.one_of(WORDS.map(Word), PATTERNS.map(Pattern), asked(), asked())

    def joined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        parts = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(parts.map(all_of), parts.map(any_of), inner.map(no))  # type: ignore[arg-type]

    return st.recursive(terms, joined, max_leaves=6)
