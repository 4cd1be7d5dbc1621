"""A run as a plain record, and how it is made from a catalog's columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from spt_tui.runs.below import PATH_LIMIT
from spt_tui.runs.catalog import STATES, Catalog
from spt_tui.runs.record import Value
from spt_tui.runs.registry.written import WrittenTexts, may_differ, written
from spt_tui.runs.run import State
from spt_tui.runs.sidecar import state_of
from spt_tui.runs.slot_columns import HERE
from spt_tui.runs.vectors.record_vectors import RecordVectors
from spt_tui.runs.vectors.vector import ABSENT


@dataclass(frozen=True)
class RunRecord:
    """What a run's sidecar says, as it was when it was looked at. Times are seconds since the epoch.

    Texts are as anyone wrote them: `spt_tui.text.clean` makes them fit for a terminal.
    """

    run_id: str
    """The name of its directory; where several runs have that name, the path below the root."""
    status: str
    """The status word as written; `unreadable` where the sidecar cannot be read, `unknown` where it has none."""
    created_at: float | None
    """`None`: the sidecar does not say."""
    updated_at: float | None
    alive: bool
    """It has not ended, and its heartbeat is younger than three minutes."""
    run_dir: str
    """Where the run is, whatever its sidecar says, as the file system spells it."""
    checkpoint_path: str | None
    config: dict[str, Value]
    """Flattened with dots; empty in what stable-pretraining writes, which has it all in `hparams`."""
    hparams: dict[str, Value]
    """Flattened with dots."""
    summary: dict[str, Value]
    """The last value of each metric; NaN and infinities as they are."""
    tags: list[str]
    notes: str


def records(catalog: Catalog, slots: Iterable[int], ids: list[str], texts: WrittenTexts, now: float) -> list[RunRecord]:
    """The records of runs that are there; `ids` by slot. The caller has the catalog's lock."""
    config, hparams, summary = map(_Dicts, (catalog.config, catalog.hparams, catalog.summary))
    found = []
    for slot in slots:
        record = RunRecord(
            run_id=ids[slot],
            status=status_of(catalog, slot),
            created_at=catalog.time("created_at", slot),
            updated_at=catalog.time("updated_at", slot),
            alive=is_alive(catalog, slot, now),
            run_dir=catalog.dir(slot),
            checkpoint_path=checkpoint_of(catalog, slot),
            config=config.of(slot),
            hparams=hparams.of(slot),
            summary=summary.of(slot),
            tags=list(catalog.tags.get(slot)),
            notes=catalog.text("notes", slot) or "",
        )
        found.append(_as_written(record, texts.of(slot)) if _may_differ(record) else record)
    return found


def status_of(catalog: Catalog, slot: int) -> str:
    """`RunRecord.status`."""
    return catalog.text("status", slot) or STATES[catalog.states[slot]].value


def is_alive(catalog: Catalog, slot: int, now: float) -> bool:
    """`RunRecord.alive`: judged anew, for a heartbeat grows old while nobody looks."""
    state, status, heartbeat_at = catalog.pulse(slot)
    return state is not State.UNREADABLE and state_of(status, heartbeat_at, now) is State.RUNNING


def checkpoint_of(catalog: Catalog, slot: int) -> str | None:
    """`RunRecord.checkpoint_path`."""
    path: str | None = catalog.text("checkpoint_path", slot)
    return catalog.dir(slot) + path[1:] if path and path.startswith(HERE) else path


def _may_differ(record: RunRecord) -> bool:
    named = [value for value in chain(record.hparams.values(), record.config.values()) if type(value) is str]
    # Notes are what has lines.
    return " " in record.notes or may_differ([*named, *record.tags, record.notes, record.checkpoint_path or ""])


def _as_written(record: RunRecord, texts: Mapping[str, str]) -> RunRecord:
    path = record.checkpoint_path
    return replace(
        record,
        checkpoint_path=path and written(texts, "checkpoint_path", path, PATH_LIMIT),
        config=_values_as_written("config", record.config, texts),
        hparams=_values_as_written("hparams", record.hparams, texts),
        tags=[written(texts, f"tags.{place}", tag) for place, tag in enumerate(record.tags)],
        notes=written(texts, "notes", record.notes),
    )


def _values_as_written(name: str, values: dict[str, Value], texts: Mapping[str, str]) -> dict[str, Value]:
    return {
        key: written(texts, f"{name}.{key}", value) if isinstance(value, str) else value
        for key, value in values.items()
    }


class _Dicts:
    """Records of a catalog as dicts: what reads a value is found once for each key, not for each run."""

    def __init__(self, vectors: RecordVectors) -> None:
        self._vectors = vectors
        self._readers: dict[tuple[str, ...], list[tuple[str, Callable[[int], Any]]]] = {}

    def of(self, slot: int) -> dict[str, Value]:
        keys = self._vectors.shapes.get(slot)
        if keys is ABSENT or not keys:
            return {}
        readers = self._readers.get(keys)
        if readers is None:
            readers = self._readers[keys] = [(key, self._vectors.by_key[key].store.get) for key in keys]
        return {key: None if (value := read(slot)) is ABSENT else value for key, read in readers}
