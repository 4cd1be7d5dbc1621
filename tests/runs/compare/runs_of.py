"""Runs and catalogs that differ in their hyper-parameters and figures only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.record import Record, Value
from spt_tui.runs.run import Run, State
from tests.catalogs import catalog_of


def run_of(name: str, hparams: Mapping[str, Value], summary: Mapping[str, Value] | None = None) -> Run:
    return Run(f"/r/{name}", "/r", name, name, State.COMPLETED, hparams=Record(hparams), summary=Record(summary or {}))


def catalog_with(hparams: Sequence[Mapping[str, Value]], summaries: Sequence[Mapping[str, Value]] = ()) -> Catalog:
    """A catalog whose slot i has the i-th of these hyper-parameters, and of these figures if there are any."""
    padded = [*summaries, *({} for _ in hparams[len(summaries) :])]
    return catalog_of(run_of(f"run{i}", *records) for i, records in enumerate(zip(hparams, padded, strict=True)))
