"""A catalog gives back every run as it was put, whatever else came, changed and went."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from spt_tui.runs.below import path_below
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.vectors.text_vector import Texts
from tests.catalogs import catalog_of
from tests.strategies import runs

RUN = Run(dir="/r/a/b", root="/r", id="a/b", name="b", state=State.RUNNING, hparams=Record({"optim.lr": 0.1}))


class CatalogMachine(RuleBasedStateMachine):
    """A catalog beside a plain dict."""

    def __init__(self) -> None:
        super().__init__()
        self.catalog = Catalog()
        self.model: dict[tuple[str, str], Run] = {}
        self.slots: dict[tuple[str, str], int] = {}
        self.used: set[int] = set()

    @rule(run=runs())
    def put(self, run: Run) -> None:
        key = (run.root, path_below(run.root, run.dir))
        known = self.model.get(key)
        version = self.catalog.version
        differs = self.catalog.put(run)
        assert differs == (repr(known) != repr(run)) or (known == run and not differs)
        assert (self.catalog.version > version) == differs
        self.model[key] = run
        slot = self.catalog.slot(*key)
        assert slot is not None
        if known is None:
            assert slot not in self.used
        else:
            assert slot == self.slots[key]
        self.used.add(slot)
        self.slots[key] = slot

    @rule(choice=st.integers(0, 50))
    def drop(self, choice: int) -> None:
        assert not self.catalog.drop("/r", "never")
        if self.model:
            key = sorted(self.model)[choice % len(self.model)]
            assert self.catalog.drop(*key)
            del self.model[key]
            with pytest.raises(KeyError):
                self.catalog.run(self.slots[key])
            assert self.catalog.gone(self.slots[key]).root == key[0]

    @rule(choice=st.integers(0, 50), state=st.sampled_from(State), at=st.one_of(st.none(), st.floats(0, 2e9)))
    def beat(self, choice: int, state: State, at: float | None) -> None:
        if self.model:
            key = sorted(self.model)[choice % len(self.model)]
            self.catalog.beat(self.slots[key], state, at)
            self.model[key] = replace(self.model[key], state=state, heartbeat_at=at)
            assert self.catalog.pulse(self.slots[key]) == (state, self.model[key].status, at)

    @rule(choice=st.integers(0, 50))
    def verify(self, choice: int) -> None:
        if self.model:
            key = sorted(self.model)[choice % len(self.model)]
            assert self.catalog.verify(self.slots[key]) is not self.model[key].verified
            self.model[key] = replace(self.model[key], verified=True)

    @invariant()
    def every_run_is_as_it_was_put(self) -> None:
        catalog, model = self.catalog, self.model
        assert len(catalog) == len(model)
        assert +catalog.counts == Counter(run.state for run in model.values())
        assert catalog.unverified == sum(not run.verified for run in model.values())
        assert list(catalog.present()) == [slot in catalog.slots() for slot in range(len(catalog.states))]
        assert {repr(run) for run in map(catalog.run, catalog.slots())} == set(map(repr, model.values()))
        for run in model.values():
            assert repr(catalog.get(run.dir)) == repr(run)
            slot = catalog.slot_of(run)
            assert slot is not None
            assert (catalog.ids()[slot], catalog.names()[slot], catalog.dir(slot)) == (run.id, run.name, run.dir)


TestCatalog = CatalogMachine.TestCase
TestCatalog.settings = settings(max_examples=40, stateful_step_count=25)


def test_a_view_builds_runs_as_they_are_then() -> None:
    catalog = catalog_of([RUN])
    view = catalog.view([0])
    catalog.beat(0, State.STALE, 5.0)
    assert list(view) == [replace(RUN, state=State.STALE, heartbeat_at=5.0)]
    assert list(view[:0]) == []


def test_a_name_that_the_path_tells_is_not_kept() -> None:
    catalog = catalog_of([RUN, replace(RUN, dir="/r/c", id="c", name="my run")])
    assert catalog.odd["name"] == {1: "my run"}
    assert not catalog.odd["id"]


def test_a_checkpoint_of_a_run_is_kept_once_for_all_runs() -> None:
    several = [replace(RUN, dir=f"/r/{n}", id=str(n), name=str(n)) for n in range(100)]
    catalog = catalog_of([replace(run, checkpoint_path=f"{run.dir}/checkpoints/last.ckpt") for run in several])
    assert len(set(catalog.texts["checkpoint_path"].cells(100))) == 1
    assert catalog.run(7).checkpoint_path == "/r/7/checkpoints/last.ckpt"


def hparams(id: str) -> Record:
    return Record({"output_dir": f"/out/{id}/{'x' * 90}"})


def test_a_run_that_is_found_as_the_last_session_left_it_is_verified_and_takes_no_room() -> None:
    catalog = Catalog()
    runs = [
        replace(RUN, dir=f"/r/{place}", id=f"{place}", name=f"{place}", hparams=hparams(place)) for place in range(200)
    ]
    for run in runs:
        catalog.put(replace(run, verified=False))
    heap = len(catalog.hparams.by_key["output_dir"].store.heap)  # type: ignore[union-attr]
    version = catalog.version
    assert all(catalog.put(run) for run in runs)
    assert not any(catalog.put(run) for run in runs)
    assert catalog.unverified == 0 and catalog.version == version + len(runs)
    assert [*catalog.view(catalog.slots())] == runs
    assert len(catalog.hparams.by_key["output_dir"].store.heap) == heap  # type: ignore[union-attr]


def test_a_text_that_is_put_again_takes_no_new_room() -> None:
    texts = Texts()
    for _ in range(3):
        texts.put(5, "long" * 100)
    assert len(texts.heap) < 500 and texts.get(5) == "long" * 100
