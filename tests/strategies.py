"""Hypothesis strategies: what strangers write into files."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

HOSTILE_PIECES = (
    "[/x]",
    "[bold]",
    "[@click=app.quit]name[/]",
    "\x1b[2J",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x9b31m",
    "\x00",
    "\r",
    "\n",
    "\t",
    "\x7f",
    "\u202e",
    "\u200b",
    "\ud800",
    "\U0001f469\u200d\U0001f680",
    "e" + "\u0301" * 20,
    "日本",
    "a" * 2_000,
)
"""Markup, escape sequences, controls, bidi and zero-width marks, a lone surrogate, disputed widths, length."""


def hostile_text(max_pieces: int = 6) -> st.SearchStrategy[str]:
    """Text made of dangerous pieces and of any characters, surrogates included."""
    piece = st.one_of(st.sampled_from(HOSTILE_PIECES), st.text(st.characters(), max_size=20))
    return st.lists(piece, max_size=max_pieces).map("".join)


def json_scalars() -> st.SearchStrategy[Any]:
    """Anything that JSON as Python reads it holds at a leaf: NaN, infinities and huge integers too."""
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(min_value=10**300, max_value=10**400),
        st.floats(),
        hostile_text(3),
    )


def json_values(max_leaves: int = 12) -> st.SearchStrategy[Any]:
    """Any JSON value, nested."""
    return st.recursive(
        json_scalars(),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(hostile_text(2), inner, max_size=4),
        ),
        max_leaves=max_leaves,
    )


SIDECAR_FIELDS = (
    "schema_version",
    "run_id",
    "run_dir",
    "status",
    "created_at",
    "ended_at",
    "updated_at",
    "tags",
    "notes",
    "hparams",
    "summary",
    "checkpoint_path",
    "display_name",
    "archived",
)


def sidecars() -> st.SearchStrategy[dict[str, Any]]:
    """Objects with the names of a sidecar's fields and values of any type."""
    return st.dictionaries(st.sampled_from(SIDECAR_FIELDS), json_values(), max_size=len(SIDECAR_FIELDS))


def metric_names() -> st.SearchStrategy[str]:
    """Names as trainers give them, and names as no one should."""
    part = st.sampled_from(("fit", "train", "eval", "loss", "top1", "linear_probe", "lr-AdamW", "rankme"))
    return st.one_of(st.lists(part, min_size=1, max_size=3).map("/".join), hostile_text(3))
