"""What of a run the filter language can ask for by name: of one run, and of all runs of a catalog at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from spt_tui.runs.catalog import STATES, Catalog
from spt_tui.runs.filters.mask import inverse, some
from spt_tui.runs.filters.match import TextMatch
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run
from spt_tui.runs.vectors.record_vectors import RecordVectors
from spt_tui.text import FIELD_LIMIT, clean


@dataclass(frozen=True, slots=True)
class Field:
    """Something of a run that a term can ask for by name."""

    name: str
    texts: Callable[[Run], tuple[str, ...]]
    """The run's values, cleaned; a term holds when one of them matches."""
    mask: Callable[[Catalog, TextMatch], bytes]
    """The same of all runs: a byte a slot, 1 where one of its values matches."""
    help: str
    beside: Callable[[Catalog], Field] | None = None
    """The same field for the runs of a catalog, where the others there tell more of a run than it does alone."""

    def among(self, catalog: Catalog) -> Field:
        """This field for the runs of a catalog."""
        return self if self.beside is None else self.beside(catalog)


@dataclass(frozen=True, slots=True)
class Family:
    """Fields that are named by what the run recorded: `hp.optim.lr`, `m.fit/loss`."""

    prefix: str
    record: Callable[[Run], Record]
    vectors: Callable[[Catalog], RecordVectors]
    """The records of all runs."""
    help: str

    @property
    def name(self) -> str:
        """How help spells it."""
        return f"{self.prefix}<key>"


def _of_text(name: str, catalog: Catalog, match: TextMatch) -> bytes:
    return catalog.texts[name].mask(match, len(catalog.states))


def _of_text_or_empty(name: str, catalog: Catalog, match: TextMatch) -> bytes:
    mask = _of_text(name, catalog, match)
    if not match(""):
        return mask
    return some([mask, inverse(catalog.texts[name].mask(bool, len(mask)))], len(mask))


def _of_tags(catalog: Catalog, match: TextMatch) -> bytes:
    return catalog.tags.mask(match.mask, len(catalog.states))


def _of_state(catalog: Catalog, match: TextMatch) -> bytes:
    return bytes(catalog.states).translate(match.mask([state.value for state in STATES]).ljust(256, b"\0"))


def _health(run: Run, catalog: Catalog | None = None) -> tuple[str, ...]:
    from spt_tui.runs.health.catalog_verdict import catalog_verdict

    return (catalog_verdict(run, time.time(), catalog).kind.value,)


def _of_health(catalog: Catalog, match: TextMatch) -> bytes:
    from spt_tui.runs.health.catalog_kinds import kinds
    from spt_tui.runs.health.verdict import Kind

    return kinds(catalog, time.time()).translate(match.mask([kind.value for kind in Kind]).ljust(256, b"\0"))


def _of_dir(catalog: Catalog, match: TextMatch) -> bytes:
    dirs = [catalog.dir(slot) for slot in range(len(catalog.states))]
    joined = "".join(dirs)
    if not (joined.isascii() and joined.isprintable()) or max(map(len, dirs), default=0) > FIELD_LIMIT:
        dirs = list(map(clean, dirs))
    return match.mask(dirs)


def _of_words(catalog: Catalog, match: TextMatch) -> bytes:
    # A name is a part of its id, but for those that the catalog keeps because they are not.
    named = bytearray(len(catalog.states))
    for slot, name in catalog.odd["name"].items():
        named[slot] = match(name)
    masks = [match.mask(catalog.ids()), bytes(named), _of_tags(catalog, match)]
    masks += [_of_text(name, catalog, match) for name in ("notes", "sweep")]
    return some(masks, len(named))


HEALTH: Field = Field(
    "health",
    _health,
    _of_health,
    "nan, diverged, stalled, slow, ok, unknown; a plateau needs metrics.csv",
    lambda catalog: replace(HEALTH, texts=partial(_health, catalog=catalog)),
)
"""Alone no run is slow: it is beside those of its sweep."""

WORDS = Field("", lambda run: (run.id, run.name, run.notes, run.sweep or "", *run.tags), _of_words, "")
"""What a word without a field is looked for in."""

FIELDS: tuple[Field | Family, ...] = (
    Field("id", lambda run: (run.id,), lambda all, match: match.mask(all.ids()), "path of the run below its root"),
    Field(
        "name",
        lambda run: (run.name,),
        lambda all, match: match.mask(all.names()),
        "display name, else the last part of the id",
    ),
    Field("tag", lambda run: run.tags, _of_tags, "one whole tag"),
    Field(
        "sweep",
        lambda run: (run.sweep,) if run.sweep else (),
        partial(_of_text, "sweep"),
        "array job of the sweep",
    ),
    Field("task", lambda run: (run.task,) if run.task else (), partial(_of_text, "task"), "task inside the sweep"),
    Field("status", lambda run: (run.status,), partial(_of_text_or_empty, "status"), "status word as the run wrote it"),
    Field(
        "state",
        lambda run: (run.state.value,),
        _of_state,
        "status checked against the heartbeat: running, stale, failed, ...",
    ),
    HEALTH,
    Field(
        "notes",
        lambda run: (run.notes,),
        partial(_of_text_or_empty, "notes"),
        "the whole notes: use * around a part",
    ),
    Field("dir", lambda run: (clean(run.dir),), _of_dir, "absolute path of the run"),
    Family("hp.", lambda run: run.hparams, lambda all: all.hparams, "hyper-parameter; numbers compare as numbers"),
    Family("m.", lambda run: run.summary, lambda all: all.summary, "last value of a metric"),
)
"""Every field, in the order of help."""

_BY_NAME = {known.name if isinstance(known, Field) else known.prefix: known for known in FIELDS}


def field_named(name: str) -> tuple[Field | Family, str] | None:
    """The field that `name` spells, upper or lower case, and the key in it, empty for a plain field; `None` if none."""
    head, dot, key = name.partition(".")
    known = _BY_NAME.get((head + dot).lower())
    return None if known is None else (known, key)


def unknown_field(name: str) -> str:
    """One line about a name that is no field's, with the nearest one that is."""
    import difflib

    head, dot, _ = name.lower().partition(".")
    near = difflib.get_close_matches(head + dot, _BY_NAME, n=1) or [each for each in _BY_NAME if each.startswith(head)]
    advice = f"did you mean '{_BY_NAME[near[0]].name}'?" if near else "quote it to search for the text"
    return f"no field '{clean(name, 40)}' - {advice}"
