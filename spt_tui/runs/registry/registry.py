"""The runs of a directory, asked by scripts; it takes the place of `stable_pretraining.registry`."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from spt_tui.runs.registry import sorting
from spt_tui.runs.registry.known_runs import KnownRuns
from spt_tui.runs.registry.place import AnyPath, runs_root
from spt_tui.runs.registry.run_ids import RunIds
from spt_tui.runs.registry.run_record import RunRecord, records
from spt_tui.runs.registry.selection import selection
from spt_tui.runs.registry.written import WrittenTexts

if TYPE_CHECKING:
    from spt_tui.runs.query import Query

MOST_SHARED = 4
"""Roots of which what is known is kept while the program runs, for the next registry of the same root."""

_shared: dict[str, KnownRuns] = {}
_sharing = threading.Lock()


class Registry:
    """The runs below one root, read-only; `open_registry` makes it. Any thread may use it.

    A query, `len` and the like answer from what was last seen on the disk, and look anew once that is older than
    `scan_ttl_s` seconds: without `scan` never.
    """

    def __init__(self, known: KnownRuns, scan: bool = True, scan_ttl_s: float = 2.0) -> None:
        self._known = known
        self._scan = scan
        self._ttl = scan_ttl_s
        self._texts = WrittenTexts(known.catalog.dir, known.content)
        self._ids: RunIds | None = None
        self._is_closed = False

    @property
    def root(self) -> str:
        """The directory of runs."""
        return self._known.root

    @property
    def problems(self) -> list[str]:
        """What of the tree could not be read, a line each: empty as long as the answers are whole."""
        catalog = self._known.catalog
        with catalog.lock:
            reasons = [f"{catalog.id(slot)}: {reason}" for slot, reason in catalog.texts["problem"].store.entries()]
        return [*self._known.problems(), *reasons]

    def query(
        self,
        *,
        tag: str | None = None,
        status: str | None = None,
        alive: bool | None = None,
        hparams: Mapping[str, Any] | None = None,
        sort_by: str | None = None,
        descending: bool = True,
        limit: int | None = None,
        filter: str | Query | None = None,
    ) -> list[RunRecord]:
        """The runs for which all of this holds, sorted, the first `limit` of them.

        `tag` is one whole tag, `status` the status word; each of `hparams` equals the run's value, of the same kind.
        `filter` is in the language of the filter line. `sort_by` is a field, `summary.<metric>` or `hparams.<key>`:
        numbers by value, then texts, and last, in both directions, runs without it or with NaN; runs that are equal
        in that are in the order of their ids, as all are without `sort_by`. A `limit` below 0 is none.

        Raises `QueryError` for a filter that means nothing, or whose bare key no run has, and `UnknownSortKey` for a
        field that is none: both are ValueErrors.
        """
        wanted = _parsed(filter)
        self._look(details=wanted is not None)
        catalog, now = self._known.catalog, time.time()
        with catalog.lock:
            if wanted is not None:
                _check(wanted, self._known)
            ids = self._run_ids()
            mask = selection(
                catalog, self._texts, now, tag=tag, status=status, alive=alive, hparams=hparams or {}, filter=wanted
            )
            slots = [slot for slot in ids.in_order if mask[slot]]
            if sort_by is not None:
                slots = sorting.in_order(slots, sorting.key_of(sort_by, catalog, ids.of, now), descending)
            return records(catalog, slots[: _end(limit)], ids.of, self._texts, now)

    def get(self, run_id: str) -> RunRecord | None:
        """The run of this id, or of this path below the root; `None` if there is none.

        Raises `AmbiguousRunId`, a KeyError, for a name that several runs have: the paths tell them apart.
        """
        self._look()
        catalog = self._known.catalog
        with catalog.lock:
            ids = self._run_ids()
            slot = ids.find(run_id)
            return None if slot is None else records(catalog, [slot], ids.of, self._texts, time.time())[0]

    def to_dataframe(self, **query: Any) -> Any:
        """What `query` finds as a `pandas.DataFrame`: a row a run, with columns `hparams.<key>` and `summary.<metric>`.

        ImportError where pandas is not installed.
        """
        from spt_tui.runs.registry.frame import frame

        return frame(self.query(**query))

    def close(self) -> None:
        """Answer no more."""
        self._is_closed = True

    def __len__(self) -> int:
        self._look()
        return len(self._known.catalog)

    def __iter__(self) -> Iterator[RunRecord]:
        return iter(self.query())

    def __contains__(self, run_id: object) -> bool:
        return isinstance(run_id, str) and self.get(run_id) is not None

    def __getitem__(self, run_id: str) -> RunRecord:
        record = self.get(run_id)
        if record is None:
            raise KeyError(run_id)
        return record

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Registry(root={self.root!r}, runs={len(self._known.catalog)})"

    def _look(self, details: bool = False) -> None:
        """See to it that what is known is not older than it may be."""
        if self._is_closed:
            raise ValueError("the registry is closed")
        known = self._known
        if self._scan:
            is_old = known.looked_at is None or time.monotonic() - known.looked_at >= self._ttl
            if is_old or (details and not known.is_detailed):
                known.look(details)
        elif not known.recall():  # nothing is known without a look
            known.look(details)

    def _run_ids(self) -> RunIds:
        if self._ids is None or self._ids.version != self._known.catalog.version:
            self._ids = RunIds(self._known.catalog)
        return self._ids


def open_registry(
    db_path: AnyPath | None = None,
    *,
    cache_dir: AnyPath | None = None,
    scan: bool = True,
    scan_ttl_s: float = 2.0,
) -> Registry:
    """The runs of `<cache_dir>/runs`, or of `cache_dir` itself where it has no `runs`, looked at unless that was done
    in this process less than `scan_ttl_s` seconds ago.

    Without `cache_dir` they are those of `$SPT_CACHE_DIR`, else of `~/.cache/stable-pretraining`. No database is
    read or written: a `db_path` says where the runs are, if it is a directory of them or a `registry.db` beside them.
    Without `scan` it answers from what was last known here, by this process or by the browser, and looks only if that
    is nothing. Warns where there is no such directory; there are no runs then.
    """
    known = _known(runs_root(db_path, cache_dir))
    registry = Registry(known, scan, scan_ttl_s)
    registry._look()
    if known.absence:
        warnings.warn(f"{known.root}: {known.absence}", stacklevel=2)
    return registry


def _known(root: str) -> KnownRuns:
    with _sharing:
        known = _shared.pop(root, None) or KnownRuns(root)
        _shared[root] = known
        while len(_shared) > MOST_SHARED:
            del _shared[next(iter(_shared))]
        return known


def _parsed(filter: str | Query | None) -> Query | None:
    if not isinstance(filter, str):
        return filter
    from spt_tui.runs import query

    return query.parse(filter)


def _check(wanted: Query, known: KnownRuns) -> None:
    """See to it that a filter means what it does on the screen. `QueryError` for a bare key that no run has."""
    from spt_tui.runs.filters.vocabulary import Vocabulary
    from spt_tui.runs.metric_directions import read_directions

    known.catalog.judge_by(read_directions([known.root]))
    problem = wanted.problem(Vocabulary(known.catalog))
    if problem is not None:
        raise problem


def _end(limit: int | None) -> int | None:
    return None if limit is None or limit < 0 else int(limit)
