"""What of a run the filter language can ask for by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spt_tui.runs.record import Record
from spt_tui.runs.run import Run
from spt_tui.text import clean


@dataclass(frozen=True, slots=True)
class Field:
    """Something of a run that a term can ask for by name."""

    name: str
    texts: Callable[[Run], tuple[str, ...]]
    """The run's values, cleaned; a term holds when one of them matches."""
    help: str


@dataclass(frozen=True, slots=True)
class Family:
    """Fields that are named by what the run recorded: `hp.optim.lr`, `m.fit/loss`."""

    prefix: str
    record: Callable[[Run], Record]
    help: str

    @property
    def name(self) -> str:
        """How help spells it."""
        return f"{self.prefix}<key>"


FIELDS: tuple[Field | Family, ...] = (
    Field("id", lambda run: (run.id,), "path of the run below its root"),
    Field("name", lambda run: (run.name,), "display name, else the last part of the id"),
    Field("tag", lambda run: run.tags, "one whole tag"),
    Field("sweep", lambda run: (run.sweep,) if run.sweep else (), "array job of the sweep"),
    Field("task", lambda run: (run.task,) if run.task else (), "task inside the sweep"),
    Field("status", lambda run: (run.status,), "status word as the run wrote it"),
    Field("state", lambda run: (run.state.value,), "status checked against the heartbeat: running, stale, failed, ..."),
    Field("notes", lambda run: (run.notes,), "the whole notes: use * around a part"),
    Field("dir", lambda run: (clean(run.dir),), "absolute path of the run"),
    Family("hp.", lambda run: run.hparams, "hyper-parameter; numbers compare as numbers"),
    Family("m.", lambda run: run.summary, "last value of a metric"),
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
