"""What of a run the filter language can ask for by name: of one run, and of all runs of a catalog at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

from spt_tui.runs.catalog import HERE, STATES, Catalog
from spt_tui.runs.column_keys import Keys, age_keys, duration_keys
from spt_tui.runs.filters.condition import Field
from spt_tui.runs.filters.family import FAMILIES
from spt_tui.runs.filters.flag_field import FlagField
from spt_tui.runs.filters.mask import every, inverse, some
from spt_tui.runs.filters.match import ANY_TEXT, TextMatch
from spt_tui.runs.filters.metric_field import HAS, NAN_METRIC
from spt_tui.runs.filters.number_field import Measure, NumberField
from spt_tui.runs.filters.quantity import date, duration, number
from spt_tui.runs.filters.text_field import TextField
from spt_tui.runs.run import Run, State
from spt_tui.runs.run_texts import age
from spt_tui.runs.run_texts import duration as seconds_taken
from spt_tui.text import FIELD_LIMIT, clean

_BYTES = 256


def _of_text(name: str, catalog: Catalog, match: TextMatch, now: float) -> bytes:
    return catalog.texts[name].mask(match, len(catalog.states))


def _of_text_or_empty(name: str, catalog: Catalog, match: TextMatch, now: float) -> bytes:
    mask = _of_text(name, catalog, match, now)
    if not match(""):
        return mask
    return some([mask, inverse(catalog.texts[name].mask(bool, len(mask)))], len(mask))


def _of_tags(catalog: Catalog, match: TextMatch, now: float) -> bytes:
    return catalog.tags.mask(match.mask, len(catalog.states))


def _of_state(catalog: Catalog, match: TextMatch, now: float) -> bytes:
    return bytes(catalog.states).translate(match.mask([state.value for state in STATES]).ljust(_BYTES, b"\0"))


def _health(run: Run, now: float, catalog: Catalog | None = None) -> tuple[str, ...]:
    from spt_tui.runs.health.catalog_verdict import catalog_verdict

    return (catalog_verdict(run, now, catalog).kind.value,)


def _of_health(catalog: Catalog, match: TextMatch, now: float) -> bytes:
    from spt_tui.runs.health.catalog_kinds import kinds
    from spt_tui.runs.health.verdict import Kind

    return kinds(catalog, now).translate(match.mask([kind.value for kind in Kind]).ljust(_BYTES, b"\0"))


def _dirs(catalog: Catalog) -> list[str]:
    """Slot -> directory as the file system spells it; `catalog.dir` of each would take five times as long."""
    heads = [f"{root.rstrip('/')}/" for root in catalog.roots]
    pairs = zip(catalog.root_codes, catalog.below, strict=True)
    return [heads[code] + below if below else catalog.roots[code] for code, below in pairs]


def _of_dir(catalog: Catalog, match: TextMatch, now: float) -> bytes:
    dirs = _dirs(catalog)
    if max(map(len, dirs), default=0) > FIELD_LIMIT or any(clean(root) != root for root in catalog.roots):
        return match.mask(list(map(clean, dirs)))
    for slot in catalog.odd["id"]:  # the other paths are their ids, which are clean
        dirs[slot] = clean(dirs[slot])
    return match.mask(dirs)


def _of_checkpoint(catalog: Catalog, match: TextMatch, now: float) -> bytes:
    size = len(catalog.states)
    known = catalog.texts["checkpoint_path"]
    are_there = known.mask(bool, size)
    if match is ANY_TEXT:
        return are_there
    cells = cast("list[str | None]", known.cells(size))
    pairs = zip(cells, _dirs(catalog), strict=True)
    paths = [dir + cell[1:] if cell and cell[0] == HERE else cell or "" for cell, dir in pairs]
    return every([match.mask(paths), are_there], size)


def _of_words(catalog: Catalog, match: TextMatch, now: float) -> bytes:
    # A name is a part of its id, but for those that the catalog keeps because they are not.
    size = len(catalog.states)
    odd = catalog.odd["name"]
    named = bytearray(size)
    for slot, hit in zip(odd, match.mask([*odd.values()]), strict=True):
        named[slot] = hit
    masks = [match.mask(catalog.ids()), bytes(named), _of_tags(catalog, match, now)]
    masks += [_of_text(name, catalog, match, now) for name in ("notes", "sweep")]
    return some(masks, size)


def _words(run: Run, now: float) -> tuple[str, ...]:
    return (run.id, run.name, *filter(None, (run.notes, run.sweep)), *run.tags)


def _is_alive(run: Run) -> bool:
    return run.state is State.RUNNING


def alive_mask(catalog: Catalog) -> bytes:
    """A byte a slot, 1 for a run that is alive."""
    return bytes(catalog.states).translate(bytes(code == STATES.index(State.RUNNING) for code in range(_BYTES)))


def _eta(run: Run, now: float) -> float | None:
    from spt_tui.runs.health.eta import remaining

    return remaining(run).seconds


def _etas(catalog: Catalog, now: float) -> array[float]:
    from spt_tui.runs.health.catalog_etas import etas

    return etas(catalog)


def _numbers(keys: Callable[[Catalog, float], Keys]) -> Callable[[Catalog, float], Sequence[float]]:
    """What a column sorts by, where that are numbers."""
    return cast("Callable[[Catalog, float], Sequence[float]]", keys)


def _text(name: str, text: Callable[[Run], str | None], help: str, has_order: bool = False) -> TextField:
    """A field of `catalog.TEXTS` that a run may lack."""

    def texts(run: Run, now: float) -> tuple[str, ...]:
        found = text(run)
        return (found,) if found else ()

    return TextField(name, texts, partial(_of_text, name), help, has_order)


def _filled(name: str, text: Callable[[Run], str], help: str) -> TextField:
    """A field of `catalog.TEXTS` that is empty where a run lacks it."""
    return TextField(name, lambda run, now: (text(run),), partial(_of_text_or_empty, name), help)


def _whole(name: str, number: Callable[[Run], int | None], help: str) -> NumberField:
    return NumberField(name, lambda run, now: number(run), lambda all, now: all.wholes[name], COUNT, help)


def _time(name: str, column: str, time: Callable[[Run], float | None], help: str) -> NumberField:
    return NumberField(name, lambda run, now: time(run), lambda all, now: all.times[column], DATE, help)


COUNT = Measure(number, "number such as 500, 12k, 1e3")
DURATION = Measure(duration, "duration such as 90s, 1h30m, 2d")
DATE = Measure(date, "date such as 2026-11-01, 2026-11-01T15:30, today, yesterday")

HEALTH: TextField = TextField(
    "health",
    _health,
    _of_health,
    "nan, diverged, stalled, slow, ok, unknown; a plateau needs metrics.csv",
    beside=lambda catalog: replace(HEALTH, texts=partial(_health, catalog=catalog)),
)
"""Alone no run is slow: it is beside those of its sweep."""

WORDS = TextField("", _words, _of_words, "")
"""What a word without a field is looked for in."""

FIELDS: tuple[Field, ...] = (
    TextField(
        "id",
        lambda run, now: (run.id,),
        lambda all, match, now: match.mask(all.ids()),
        "path of the run below its root",
    ),
    TextField(
        "name",
        lambda run, now: (run.name,),
        lambda all, match, now: match.mask(all.names()),
        "display name, else the last part of the id",
    ),
    TextField("tag", lambda run, now: run.tags, _of_tags, "one whole tag"),
    _text("sweep", lambda run: run.sweep, "array job of the sweep", has_order=True),
    _text("task", lambda run: run.task, "task inside the sweep", has_order=True),
    _filled("status", lambda run: run.status, "status word as the run wrote it"),
    TextField(
        "state",
        lambda run, now: (run.state.value,),
        _of_state,
        "status checked against the heartbeat: running, stale, failed, ...",
    ),
    FlagField("alive", _is_alive, alive_mask, "yes or no: it runs, and its heartbeat is fresh"),
    HEALTH,
    _filled("notes", lambda run: run.notes, "the whole notes: use * around a part"),
    NumberField("age", age, _numbers(age_keys), DURATION, "time since it began: age<2d, age>1h30m"),
    NumberField("duration", seconds_taken, _numbers(duration_keys), DURATION, "how long it took, or has taken"),
    NumberField("eta", _eta, _etas, DURATION, "how long a running one still takes, about"),
    _time("created", "created_at", lambda run: run.created_at, "when it began: created>2026-11-01, created=today"),
    _time("ended", "ended_at", lambda run: run.ended_at, "when it ended"),
    _whole("step", lambda run: run.step, "newest step: step>10k"),
    _whole("epoch", lambda run: run.epoch, "newest epoch"),
    TextField("dir", lambda run, now: (clean(run.dir),), _of_dir, "absolute path of the run"),
    TextField(
        "checkpoint",
        lambda run, now: (run.checkpoint_path,) if run.checkpoint_path else (),
        _of_checkpoint,
        "path of the newest checkpoint",
    ),
    FlagField("archived", lambda run: run.archived, lambda all: bytes(all.archived), "yes or no"),
    *FAMILIES,
    HAS,
    NAN_METRIC,
)
"""Every field, in the order of help."""

_FAMILIES = {family.prefix: family for family in FAMILIES}
_BY_NAME = {known.name: known for known in FIELDS}


def field_named(name: str) -> tuple[Field, str] | None:
    """The field that `name` spells, upper or lower case, and the key in it, empty for a plain field; `None` if none."""
    head, dot, key = name.partition(".")
    if dot:
        family = _FAMILIES.get(f"{head.lower()}.")
        return None if family is None else (family, key)
    known = _BY_NAME.get(head.lower())
    return None if known is None else (known, "")
