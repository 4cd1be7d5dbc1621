"""What holds of every answer, whatever the runs are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.query import parse
from spt_tui.runs.registry.known_runs import KnownRuns
from spt_tui.runs.registry.registry import Registry
from spt_tui.runs.registry.run_record import RunRecord
from spt_tui.runs.registry.sorting import FIELDS
from spt_tui.runs.run import Run
from tests.runs.registry.opened import registry_over
from tests.strategies import TAGS, VALUES, runs, sidecars
from tests.trees import write_run

KEYS = st.sampled_from(("fit/loss", "optim.lr", "odd", "seed", "none"))
SORT_KEYS = st.one_of(st.sampled_from(FIELDS), KEYS.map("summary.{}".format), KEYS.map("hparams.{}".format))
SOME_RUNS = st.lists(runs(roots=("/r",)), max_size=8)


def registry_of(found: list[Run]) -> Registry:
    catalog = Catalog()
    for run in found:
        catalog.put(run)
    return registry_over(catalog)


def dirs(records: list[RunRecord]) -> list[str]:
    return [record.run_dir for record in records]


@settings(max_examples=25)
@given(SOME_RUNS)
def test_every_run_is_found_by_its_id(found: list[Run]) -> None:
    registry = registry_of(found)
    records = registry.query()
    assert sorted(dirs(records)) == sorted({run.dir for run in found}) and len(registry) == len(records)
    ids = [record.run_id for record in records]
    assert ids == sorted(set(ids))
    assert [registry[id].run_dir for id in ids] == dirs(records)
    by_path = {run.dir: run.id for run in found}
    assert [registry[by_path[dir]].run_dir for dir in dirs(records)] == dirs(records)


@settings(max_examples=60)
@given(sidecars(), SORT_KEYS)
def test_no_sidecar_costs_an_answer(tmp_path_factory: pytest.TempPathFactory, sidecar: dict[str, Any], by: str) -> None:
    place = tmp_path_factory.mktemp("hostile")
    write_run(place / "runs" / "good", status="completed", tags=["t"])
    (place / "runs" / "other").mkdir()
    (place / "runs" / "other" / "sidecar.json").write_text(json.dumps(sidecar))
    registry = Registry(KnownRuns(str(place / "runs"), is_kept=False), scan_ttl_s=0.0)
    good, other = registry.query()
    assert (good.run_id, other.run_id) == ("good", "other")
    assert {record.run_id for record in registry.query(sort_by=by, filter="-tag:none")} == {"good", "other"}
    for tag in other.tags[:1]:
        assert "other" in {record.run_id for record in registry.query(tag=tag)}


@settings(max_examples=25)
@given(SOME_RUNS, TAGS, st.sampled_from(("", "running", "completed", "Paused", "unreadable")), st.booleans())
def test_filters_choose_among_all(found: list[Run], tag: str, status: str, alive: bool) -> None:
    registry = registry_of(found)
    records = registry.query()
    for question, holds in (
        ({"tag": tag}, lambda record: tag in record.tags),
        ({"status": status}, lambda record: record.status == status),
        ({"alive": alive}, lambda record: record.alive == alive),
    ):
        assert dirs(registry.query(**question)) == dirs([record for record in records if holds(record)])
    joined = dirs(registry.query(tag=tag, status=status, alive=alive, filter="name:a"))
    parts = [registry.query(tag=tag), registry.query(status=status), registry.query(alive=alive)]
    assert set(joined) == set.intersection(*map(set, map(dirs, [*parts, registry.query(filter=parse("name:a"))])))


@settings(max_examples=40)
@given(SOME_RUNS, KEYS, VALUES, st.data())
def test_hyperparameters_compare_as_python_does(found: list[Run], key: str, value: Any, data: st.DataObject) -> None:
    known = [run.hparams[key] for run in found if key in run.hparams]
    wanted = data.draw(st.sampled_from([value, *known]))
    registry = registry_of(found)
    right = [record for record in registry.query() if record.hparams.get(key) == wanted]
    assert dirs(registry.query(hparams={key: wanted})) == dirs(right)


@settings(max_examples=40)
@given(SOME_RUNS, SORT_KEYS, st.booleans(), st.integers(0, 5))
def test_sorting(found: list[Run], sort_by: str, descending: bool, limit: int) -> None:
    registry = registry_of(found)
    by_id = registry.query()
    records = registry.query(sort_by=sort_by, descending=descending)
    assert dirs(registry.query(sort_by=sort_by, descending=descending, limit=limit)) == dirs(records)[:limit]
    field, _, key = sort_by.partition(".")

    def value(record: RunRecord) -> Any:
        value = getattr(record, field).get(key) if key else getattr(record, field)
        return tuple(value) if isinstance(value, list) else value

    def kind(record: RunRecord) -> tuple[bool, Any]:
        return isinstance(value(record), str), value(record)

    present = [record for record in by_id if value(record) is not None and value(record) == value(record)]
    absent = [record for record in by_id if record.run_dir not in dirs(present)]
    assert dirs(records) == dirs(sorted(present, key=kind, reverse=descending)) + dirs(absent)
