from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from spt_tui.text import FIELD_LIMIT, clean, clean_bytes

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=200)


@given(ANY_TEXT)
def test_cleaned_text_is_printable_and_stays_so(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.isprintable()
    assert clean(cleaned) == cleaned


@given(st.binary(max_size=200))
def test_any_bytes_can_be_shown(raw: bytes) -> None:
    assert clean_bytes(raw).isprintable()


@given(st.text(alphabet=st.characters(categories=["L", "N", "P"], max_codepoint=0x24F), max_size=100))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("\x1b]52;c;ZXZpbA==\x07", "␛]52;c;ZXZpbA==␇"),
        ("a\x00b", "a␀b"),
        ("a\x9b31mb", "a\ufffd31mb"),
        ("two\nlines\tand\r", "two lines and "),
        ("abc\u202edcba", "abc\ufffddcba"),
        ("\ud800", "\ufffd"),
        ("[bold]no markup[/bold]", "[bold]no markup[/bold]"),
        ("👍🏽 1️⃣ 👩‍🚀", "👍 1 👩🚀"),
        ("🇩🇪", "DE"),
    ],
)
def test_what_a_terminal_would_obey_or_miscount(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


def test_long_text_is_cut_with_a_sign() -> None:
    cleaned = clean("x" * 1_000_000)
    assert len(cleaned) == FIELD_LIMIT
    assert cleaned.endswith("…")


def test_stacked_accents_are_cut() -> None:
    cleaned = clean("a" + "\u0316" * 50 + "b")
    assert len(cleaned) <= 4
    assert wcswidth(cleaned) == 2
