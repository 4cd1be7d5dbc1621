"""The runs of a root leave a catalog for a file and come back the same, but unverified; a forged file does no harm."""

from __future__ import annotations

import json
import math
import os
import random
from array import array
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.export import table
from spt_tui.runs import catalog_parts
from spt_tui.runs.bests import LOST_IF_LOW
from spt_tui.runs.cache_dir import Refused
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.runs.section_file import Content, Json, SectionFile, Texts, pieces
from spt_tui.runs.sidecar import Details, Files, run_of
from tests import strategies
from tests.bench.synthetic import synthetic_runs

ROOT, OTHER = "/data/runs", "/data/other"
METRICS = {"eval/loss": {"last": 2.0, "min": 0.5, "max": 2.5, "count": 500}, "loss": {"min": 0.25, "max": 0.5}}
"""Of summary.json: one of its metrics is lost, and, with the hyper-parameter for that, resumed."""


def run_at(below: str, sidecar: object, root: str = ROOT, heartbeat_at: float | None = None) -> Run:
    raw = json.dumps(sidecar).encode("utf-8", "surrogatepass")
    summary = json.dumps({"step": 999, "epoch": 1, "metrics": METRICS}).encode()
    files = Files(raw, details=Details(summary, heartbeat_at))
    return run_of(root, f"{root}/{below}" if below else root, files, 1e9)


def catalog_of(runs: Iterable[Run]) -> Catalog:
    catalog = Catalog()
    for run in runs:
        catalog.put(run)
    return catalog


def written(path: Path, sections: Iterable[tuple[str, Content]]) -> Path:
    path.write_bytes(b"".join(pieces({}, sections)))
    path.chmod(0o600)
    return path


def restored(path: Path, into: Catalog | None = None) -> Catalog:
    into = Catalog() if into is None else into
    with SectionFile(str(path)) as file:
        catalog_parts.restore(into, ROOT, catalog_parts.read(file))
    return into


def through_a_file(catalog: Catalog, path: Path, into: Catalog | None = None) -> Catalog:
    return restored(written(path, catalog_parts.sections(catalog, ROOT)), into)


def runs_of(catalog: Catalog, root: str = ROOT) -> dict[str, Run]:
    return {run.dir: run for run in catalog.view(catalog.slots(root))}


def assert_same(found: Catalog, runs: Iterable[Run]) -> None:
    """NaN included; keys keep their order."""
    assert list(map(repr, runs_of(found).values())) == [repr(replace(run, verified=False)) for run in runs]


def paths() -> st.SearchStrategy[str]:
    """Paths below a root as the file system gives them, UTF-8 or not."""
    part = st.one_of(st.text(max_size=6).map(os.fsencode), st.binary(max_size=6)).map(_name)
    return st.lists(part, max_size=3).map("/".join)


def _name(raw: bytes) -> str:
    name = os.fsdecode(raw.replace(b"/", b"").replace(b"\0", b""))
    return "x" if name in ("", ".", "..") else name


@settings(max_examples=60)
@given(
    sidecars=st.dictionaries(paths(), st.one_of(strategies.sidecars(), st.just([])), max_size=8),
    others=st.lists(st.integers(0, 30), max_size=3),
    dropped=st.integers(0, 8),
)
def test_runs_come_back_but_unverified(
    sidecars: dict[str, Any], others: list[int], dropped: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "runs.index"
    catalog = Catalog()
    for place, (below, sidecar) in enumerate(sidecars.items()):
        catalog.put(run_at(below, sidecar))
        if place in others:
            catalog.put(run_at(below, {"tags": ["a", "b"], "notes": "x" * place}, OTHER))
    for below in list(sidecars)[:dropped]:
        catalog.drop(ROOT, below)
    runs = list(runs_of(catalog).values())
    alone, beside = through_a_file(catalog, path), catalog_of(runs_of(catalog, OTHER).values())
    through_a_file(catalog, path, beside)
    for found in (alone, beside):
        assert_same(found, runs)
        assert found.unverified == len(runs)
        assert found.counts[State.UNREADABLE] == sum(run.state is State.UNREADABLE for run in found.view(found.slots()))
    assert runs_of(beside, OTHER) == runs_of(catalog, OTHER)


def assorted(count: int) -> list[Run]:
    """Runs with columns of every kind: few values, many numbers, many texts, odd ones among them."""
    hparams: dict[str, Any] = {
        "trainer.log_every_n_steps": 1,
        "lr": 0.1,
        "betas": [0.9, 0.999],
        "name": "adam",
        "output_dir": "/out",
    }
    return [
        run_at(
            f"day/{number}",
            {
                "status": ("completed", "failed", "running", "resting")[number % 4],
                "created_at": 1.7e9 + number,
                "ended_at": None if number % 3 else 1.7e9 + 2 * number,
                "tags": ["sweep:48", f"t{number % 5}"],
                "notes": f"note {number} \N{GREEK SMALL LETTER ALPHA}",
                "checkpoint_path": f"{ROOT}/day/{number}/checkpoints/{number}.ckpt",
                "hparams": {**hparams, "seed": number, "odd": [number, "x", None, 2.5, True, 2**60][number % 6]},
                "summary": {"loss": 1 / (number + 1), "rare" if number % 50 == 0 else "often": math.nan},
                "display_name": "" if number % 7 else f"name {number}",
                "archived": number % 11 == 0,
            },
            heartbeat_at=1e9 - number,
        )
        for number in range(count)
    ]


def test_columns_of_every_kind_come_back(tmp_path: Path) -> None:
    runs = assorted(400)
    catalog = catalog_of(runs)
    assert {(run.lost, run.resumed_at, len(run.lows), len(run.highs)) for run in runs} == {
        (Record({"eval/loss": LOST_IF_LOW}), 500, 2, 2)
    }
    kinds = {type(vector.store).__name__ for vector in catalog.hparams.by_key.values()}
    assert kinds >= {"Words", "Numbers"} and type(catalog.texts["notes"].store).__name__ == "Texts"
    assert_same(through_a_file(catalog, tmp_path / "runs.index"), runs)


def test_they_come_back_beside_another_root_that_has_other_values(tmp_path: Path) -> None:
    runs = assorted(300)
    others = [replace(run, root=OTHER, dir=run.dir.replace(ROOT, OTHER)) for run in reversed(assorted(500))]
    beside = through_a_file(catalog_of(runs), tmp_path / "runs.index", catalog_of(others))
    assert_same(beside, runs)
    assert list(map(repr, runs_of(beside, OTHER).values())) == list(map(repr, others))
    assert len(beside) == 800 and beside.unverified == 300


def test_runs_that_were_put_between_those_of_another_root_come_back(tmp_path: Path) -> None:
    runs = assorted(200)
    catalog = Catalog()
    for run in runs:
        catalog.put(replace(run, root=OTHER, dir=run.dir.replace(ROOT, OTHER), notes="other"))
        catalog.put(run)
    assert_same(through_a_file(catalog, tmp_path / "runs.index"), runs)


def test_a_restored_run_can_be_put_dropped_and_verified(tmp_path: Path) -> None:
    runs = assorted(100)
    found = through_a_file(catalog_of(runs), tmp_path / "runs.index")
    changed = replace(runs[3], notes="changed", hparams=Record({"new": 1}))
    assert found.put(changed) and repr(found.get(changed.dir)) == repr(changed)
    slot = found.slot_of(runs[4])
    assert slot is not None and found.verify(slot) and found.run(slot).verified
    assert found.drop(ROOT, "day/5") and len(found) == 99 and found.unverified == 97
    left = [changed if run is runs[3] else run for run in runs if run is not runs[5]]
    assert_same(through_a_file(found, tmp_path / "again.index"), left)


def test_runs_of_a_root_that_is_known_are_not_restored(tmp_path: Path) -> None:
    catalog = catalog_of(assorted(3))
    with pytest.raises(ValueError, match="known already"):
        through_a_file(catalog, tmp_path / "runs.index", catalog)
    assert len(runs_of(catalog)) == 3 and catalog.unverified == 0


def test_an_empty_root_comes_back_empty(tmp_path: Path) -> None:
    assert len(through_a_file(Catalog(), tmp_path / "runs.index")) == 0


def test_a_file_of_runs_says_the_same_after_any_damage_or_is_refused(tmp_path: Path) -> None:
    runs = assorted(60)
    path = written(tmp_path / "runs.index", catalog_parts.sections(catalog_of(runs), ROOT))
    whole, chance = path.read_bytes(), random.Random(1)
    for _ in range(400):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged[: chance.choice([len(whole), chance.randrange(len(whole))])])
        try:
            found = restored(path)
        except Refused:
            continue
        assert_same(found, runs)


def forgeries(chance: random.Random, content: Content) -> Content:
    """Something else of the same kind."""
    if isinstance(content, array):
        if content.typecode == "d":
            values = [math.nan, math.inf, -math.inf, 1e300, -1e300, 0.5, 2.0**60]
            return array(
                "d", [chance.choice(values) for _ in range(chance.choice([len(content), len(content) + 1, 0]))]
            )
        top = 2 ** (8 * content.itemsize - content.typecode.islower()) - 1
        return array(content.typecode, [chance.choice([0, 1, 2, top, chance.randrange(top)]) for _ in content])
    if isinstance(content, (bytes, bytearray)):
        return bytes(chance.choice(b"\0\1\2\3\x1b\x41\x9b\xff\xce\xb1") for _ in range(len(content)))
    if isinstance(content, Texts):
        return Texts([chance.choice(["", "\x1b[2J", "a", "../x", "/etc", "日本", "x" * 5_000]) for _ in content.texts])
    values = [None, [], {}, "\x9b31m", [[0], ["\x1b"]], [[0, 0], [1, 2]], [[-1], [1]], [[10**6], [1]], [[True], [1]],
              [[1], [2**70]], ["a", "a"], [["a"], ["b", 1]], [1.5, "\u202e"], {"states": []}, 7]  # fmt: skip
    return Json(chance.choice(values))


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32))
def test_a_forged_file_is_refused_or_gives_rows_that_can_be_shown(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    sections = list(catalog_parts.sections(catalog_of(FORGED), ROOT))
    for place in chance.sample(range(len(sections)), chance.randrange(1, 3)):
        name, content = sections[place]
        sections[place] = name, forgeries(chance, content)
    path = written(tmp_path_factory.getbasetemp() / "forged.index", sections)
    try:
        found = restored(path)
    except Refused:
        return
    for run in found.view(found.slots()):
        assert run.dir.startswith(ROOT) and "/../" not in run.dir
        assert (run.name + run.notes + run.status + "".join(run.tags)).isprintable()
        assert all(key.isprintable() for key in run.hparams)
        assert list(table.json_lines([run], 1e9))


FORGED = assorted(150)


def test_paths_that_lead_out_of_the_root_are_refused(tmp_path: Path) -> None:
    for below in ("..", "../x", "a/../../x"):
        sections = dict(catalog_parts.sections(catalog_of(assorted(1)), ROOT)) | {"below": Texts([below])}
        with pytest.raises(Refused, match="below"):
            restored(written(tmp_path / "runs.index", sections.items()))
    sections["below"] = Texts(["a..b/..c"])
    assert restored(written(tmp_path / "runs.index", sections.items())).slot(ROOT, "a..b/..c") == 0


def test_two_runs_at_one_path_are_refused(tmp_path: Path) -> None:
    sections = dict(catalog_parts.sections(catalog_of(assorted(2)), ROOT)) | {"below": Texts(["a", "a"])}
    with pytest.raises(Refused):
        restored(written(tmp_path / "runs.index", sections.items()))


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    sections = dict(catalog_parts.sections(catalog_of(assorted(2)), ROOT))
    about = sections["about"]
    assert isinstance(about, Json)
    keys = {name: words for name, words in about.value["keys"].items() if name != "highs"}
    for other in ({"states": ["running"]}, {"keys": keys}, {"keys": []}):
        sections["about"] = Json({**about.value, **other})
        with pytest.raises(Refused, match="another version"):
            restored(written(tmp_path / "runs.index", sections.items()))


def test_a_synthetic_catalog_is_as_large_as_asked_and_its_runs_differ() -> None:
    runs = list(synthetic_runs(assorted(7), 100))
    assert len({run.dir for run in runs}) == len({run.id for run in runs}) == 100
    assert len({run.summary["loss"] for run in runs}) == 100
