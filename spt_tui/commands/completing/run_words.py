"""Words that depend on the runs: ids, columns, metrics, filters, as the browser's last session left them.

Nothing is asked of the run tree: a key in a shell waits for no file server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from spt_tui.commands.completing.offer import Offer
from spt_tui.root import RootError, remembered_root
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.remembered_runs import remembered_runs

MOST = 500
"""Words that are offered at the most."""


def run_words(metavar: str, typed: str, roots: Sequence[str] | None) -> list[Offer]:
    """What `typed` can become where a command's help says `metavar`; nothing where that depends on no run."""
    offer = _OFFERS.get(metavar)
    return [] if offer is None else [*islice(offer(typed, _remembered(roots or [None])), MOST)]


def _remembered(roots: Sequence[str | None]) -> Catalog:
    """The runs of the first of the roots of which the last session left an index."""
    for given in roots:
        try:
            root = remembered_root(given)
        except RootError:
            continue
        if root is not None:
            return remembered_runs(root)
    return Catalog()


def _runs(typed: str, catalog: Catalog) -> Iterator[Offer]:
    """Names that only one run has, the newest first; ids, once their beginning is typed."""
    from collections import Counter

    ids, names = catalog.ids(), catalog.names()
    slots = sorted(catalog.slots(), key=lambda slot: (-(catalog.time("created_at", slot) or 0.0), ids[slot]))
    times = Counter(map(names.__getitem__, slots))
    for slot in slots:
        if names[slot].startswith(typed) and times[names[slot]] == 1:
            yield Offer(names[slot], catalog.pulse(slot)[0].value)
        elif typed and ids[slot].startswith(typed):
            yield Offer(ids[slot], catalog.pulse(slot)[0].value)


def _column(typed: str, catalog: Catalog) -> Iterator[Offer]:
    from spt_tui.runs.lists.list_column import column_words

    yield from (Offer(word) for word in column_words(catalog) if word.startswith(typed))


def _columns(typed: str, catalog: Catalog) -> Iterator[Offer]:
    """The last of the words between commas."""
    before, comma, last = typed.rpartition(",")
    yield from (Offer(before + comma + offer.word) for offer in _column(last, catalog))


def _groups(typed: str, catalog: Catalog) -> Iterator[Offer]:
    words = ("sweep", "tag", *(f"hp.{key}" for key in catalog.hparams.by_key))
    yield from (Offer(word) for word in words if word.startswith(typed))


def _metrics(typed: str, catalog: Catalog) -> Iterator[Offer]:
    from spt_tui.runs.columns import shared_metrics

    yield from (Offer(name) for name in shared_metrics(catalog) if name.startswith(typed))


def _hparams(typed: str, catalog: Catalog) -> Iterator[Offer]:
    from spt_tui.runs.columns import shared_hparams

    yield from (Offer(name) for name in shared_hparams(catalog) if name.startswith(typed))


def _filters(typed: str, catalog: Catalog) -> Iterable[Offer]:
    from spt_tui.runs.filters.completion import complete
    from spt_tui.runs.filters.vocabulary import Vocabulary

    for completion in complete(typed, len(typed), Vocabulary(catalog)):
        yield Offer(completion.applied(typed)[0], completion.detail)


_OFFERS: dict[str, Callable[[str, Catalog], Iterable[Offer]]] = {
    "RUN": _runs,
    "COLUMN": _column,
    "COLUMN,...": _columns,
    "GROUP": _groups,
    "METRIC": _metrics,
    "M": _metrics,
    "HPARAM": _hparams,
    "EXPR": _filters,
}
"""What help calls a value -> what it can be."""
