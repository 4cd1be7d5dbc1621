"""Hypothesis strategies: what strangers write into files."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from spt_tui.runs.below import cleaned_id
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.text import clean

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


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(("", "0.1", "1e-1", "nan", "AdamW", "adamw", 0.1, 1, True)),
    hostile_text(2).map(clean),
)
"""What a record holds."""
TIMES = st.one_of(st.none(), st.floats(min_value=0.0, max_value=2e9))
TAGS = st.sampled_from(("digits", "Vicreg", "sweep:7", "sweep:48213", 'quote"tag', "a*b", "日本"))


def records() -> st.SearchStrategy[Record]:
    """Records with some keys in common."""
    keys = st.sampled_from(("fit/loss", "optim.lr", "odd", "seed", "output_dir", "slurm.task_id"))
    return st.dictionaries(keys, VALUES, max_size=4).map(Record)


@st.composite
def runs(draw: st.DrawFn, roots: tuple[str, ...] = ("/r", "/data/other")) -> Run:
    """Runs as a scanner makes them: some paths are cleaned, some runs are their root, some have names of their own."""
    root = draw(st.sampled_from(roots))
    parts = st.sampled_from(("a", "b", "Vicreg", "20261122", "x\udcff", "\x1b[2J", "日本"))
    below = "/".join(draw(st.lists(parts, max_size=3)))
    id = cleaned_id(root, below)
    tail = id.rpartition("/")[2]
    sweep = draw(st.sampled_from((None, "7", "48213")))
    dir = f"{root}/{below}" if below else root
    return Run(
        dir=dir,
        root=root,
        id=id,
        name=draw(st.sampled_from((tail, tail, "my Name"))),
        state=draw(st.sampled_from(tuple(State))),
        status=draw(st.sampled_from(("", "running", "completed", "Paused"))),
        created_at=draw(TIMES),
        ended_at=draw(TIMES),
        updated_at=draw(TIMES),
        heartbeat_at=draw(TIMES),
        tags=tuple(draw(st.lists(TAGS, max_size=3))),
        notes=draw(st.sampled_from(("", "Baseline for the ablation", "a note"))),
        sweep=sweep,
        task=draw(st.sampled_from((None, "3", "12", "x", "0" * 30))),
        step=draw(st.one_of(st.none(), st.integers(0, 2**62))),
        epoch=draw(st.one_of(st.none(), st.integers(0, 50))),
        hparams=draw(records()),
        summary=draw(records()),
        lows=draw(records()),
        highs=draw(records()),
        lost=draw(st.dictionaries(st.sampled_from(("fit/loss", "odd")), st.integers(1, 3)).map(Record)),
        resumed_at=draw(st.one_of(st.none(), st.none(), st.integers(1, 2_000))),
        checkpoint_path=draw(st.sampled_from((None, "/elsewhere/x.ckpt", f"{dir}/checkpoints/last.ckpt"))),
        output_dir=draw(st.sampled_from((None, "/out", "/out\udcff"))),
        archived=draw(st.booleans()),
        problem=draw(st.sampled_from((None, "sidecar.json: torn"))),
        verified=draw(st.booleans()),
    )
