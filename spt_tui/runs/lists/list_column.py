"""A column of a printed list: found by the word that a user writes for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.column import HPARAM, METRIC, Column, kind_of
from spt_tui.runs.columns import FIXED, column, default_columns
from spt_tui.runs.lists.best_column import BEST, best_column
from spt_tui.runs.lists.more_columns import MORE
from spt_tui.runs.record import Value
from spt_tui.runs.run import Run

_LONG_FORMS = {"summary.": METRIC, "hparams.": HPARAM, "bests.": BEST}
"""Beginnings of words, as the fields of a JSON object have them -> those of column ids."""
_SYNONYMS = {"run_id": "id", "took": "duration", "left": "eta", "run_dir": "dir", "checkpoint_path": "checkpoint"}


class UnknownColumn(ValueError):
    """A word names no column, or two; `str()` says so in one line."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """What stands in one column of a list."""

    column: Column
    """What it sorts by, and what people read."""
    plain: Callable[[Run, float], Value]
    """What programs read, at a time in epoch seconds: numbers in full, times in seconds, `None` for none."""

    @property
    def id(self) -> str:
        """`state`, `m.<metric>`, `hp.<key>`, `best.<metric>` ..."""
        return self.column.id

    def among(self, catalog: Catalog) -> ListColumn:
        """This column for the runs of a catalog, by whose directions a best is chosen and whose sweeps tell a pace."""
        return _listed(self.column.among(catalog), catalog)

    def starts_high(self, catalog: Catalog) -> bool:
        """Whether its order begins with the largest: of a metric that is good when large the best comes first."""
        metric = next((self.id[len(mark) :] for mark in (METRIC, BEST) if self.id.startswith(mark)), None)
        return metric is not None and not catalog.directions.is_lower(metric)


def list_column(word: str, catalog: Catalog) -> ListColumn:
    """The column of `word`: a fixed one, `m.<metric>`, `hp.<key>`, `best.<metric>`, or a bare name of either.

    Raises UnknownColumn for a name that is neither's, or both's.
    """
    id = _SYNONYMS.get(word, word)
    id = next((mark + id[len(long) :] for long, mark in _LONG_FORMS.items() if id.startswith(long)), id)
    if id in _FIXED:
        return _listed(_FIXED[id])
    if id.startswith(BEST):
        return _listed(best_column(id[len(BEST) :]))
    return _listed(column(id if kind_of(id) else _of_bare_name(word, catalog)))


def default_list(catalog: Catalog, mask: bytes, metrics: int = 4) -> list[ListColumn]:
    """The columns of a list for which nobody chose any: what the browser shows, with the most telling metrics."""
    return [list_column(id, catalog) for id in default_columns(catalog, metrics, mask)]


def column_words(catalog: Catalog) -> Iterator[str]:
    """Every word that names a column for the runs of a catalog."""
    yield from _FIXED
    yield from (METRIC + name for name in catalog.summary.by_key)
    yield from (BEST + name for name in dict.fromkeys((*catalog.lows.by_key, *catalog.highs.by_key)))
    yield from (HPARAM + name for name in catalog.hparams.by_key)


def is_unused(id: str, catalog: Catalog) -> bool:
    """True for a column of a metric or a hyper-parameter that no run of the catalog has."""
    keyed: Mapping[str, tuple[Mapping[str, object], ...]] = {
        METRIC: (catalog.summary.by_key,),
        HPARAM: (catalog.hparams.by_key,),
        BEST: (catalog.lows.by_key, catalog.highs.by_key),
    }
    return any(
        id.startswith(mark) and not any(id[len(mark) :] in keys for keys in places) for mark, places in keyed.items()
    )


def near_words(word: str, catalog: Catalog) -> str:
    """`; did you mean m.fit/loss?` for the words that are most alike; empty if none is."""
    from difflib import get_close_matches

    full: dict[str, str] = {}
    for each in column_words(catalog):
        full.setdefault(each.partition(".")[2] or each, each)
        full[each] = each
    near = dict.fromkeys(full[each] for each in get_close_matches(word, full, n=3))
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _of_bare_name(name: str, catalog: Catalog) -> str:
    is_metric, is_hparam = name in catalog.summary.by_key, name in catalog.hparams.by_key
    if is_metric and is_hparam:
        raise UnknownColumn(f"'{name}' is a metric and a hyper-parameter: write {METRIC}{name} or {HPARAM}{name}")
    if not (is_metric or is_hparam):
        raise UnknownColumn(f"no column '{name}'{near_words(name, catalog)}")
    return (METRIC if is_metric else HPARAM) + name


def _listed(column: Column, catalog: Catalog | None = None) -> ListColumn:
    if column.id in ("health", "reason"):
        return ListColumn(column, lambda run, now: _verdict_word(column.id, run, now, catalog))
    return ListColumn(column, _PLAIN.get(column.id, column.value))


def _verdict_word(id: str, run: Run, now: float, catalog: Catalog | None) -> Value:
    from spt_tui.runs.health.catalog_verdict import catalog_verdict

    verdict = catalog_verdict(run, now, catalog)
    return verdict.kind.value if id == "health" else verdict.reason


_FIXED: Mapping[str, Column] = {each.id: each for each in (*FIXED, *MORE)}
_PLAIN: Mapping[str, Callable[[Run, float], Value]] = {
    "state": lambda run, now: run.state.value,
    "task": lambda run, now: run.task,
    "tags": lambda run, now: " ".join(run.tags) or None,
}
"""Columns that programs read otherwise than the table sorts them."""
