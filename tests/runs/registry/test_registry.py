"""The registry as scripts use it."""

from __future__ import annotations

import dataclasses
import os
import pickle
import shutil
import sys
import time
import warnings
from pathlib import Path

import pytest

import spt_tui
from spt_tui.runs.query import QueryError, parse
from spt_tui.runs.registry import registry as module
from spt_tui.runs.registry.frame import rows
from spt_tui.runs.registry.known_runs import KnownRuns
from spt_tui.runs.registry.registry import Registry, open_registry
from spt_tui.runs.registry.run_ids import AmbiguousRunId
from spt_tui.runs.registry.run_record import RunRecord
from tests.runs.registry.opened import registry_of
from tests.trees import touch_heartbeat, write_run


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_run(tmp_path / "runs" / "a", status="completed", tags=["t"], hparams={"lr": 0.1, "n": 1}, summary={"acc": 1})
    write_run(tmp_path / "runs" / "b", status="failed", tags=["t", "u"], hparams={"lr": "0.1"}, summary={"acc": 3.5})
    write_run(tmp_path / "runs" / "c", hparams={"lr": 0.2, "n": True}, step=7)
    return tmp_path


def ids(records: list[RunRecord]) -> list[str]:
    return [record.run_id for record in records]


def test_the_names_are_those_of_the_library(place: Path) -> None:
    assert spt_tui.open_registry is open_registry and spt_tui.Registry is Registry and spt_tui.RunRecord is RunRecord
    with spt_tui.open_registry(cache_dir=place) as registry:
        assert ids(registry.query(tag="t", sort_by="summary.acc", limit=5)) == ["b", "a"]


def test_a_record_is_a_plain_value(place: Path) -> None:
    record = registry_of(place)["a"]
    assert [field.name for field in dataclasses.fields(record)] == [
        "run_id", "status", "created_at", "updated_at", "alive", "run_dir", "checkpoint_path", "config", "hparams",
        "summary", "tags", "notes",
    ]  # fmt: skip
    assert dataclasses.asdict(record)["hparams"] == {"lr": 0.1, "n": 1} == vars(record)["hparams"]
    assert pickle.loads(pickle.dumps(record)) == record
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.status = "x"  # type: ignore[misc]
    record.hparams["lr"] = 5
    assert registry_of(place)["a"].hparams["lr"] == 0.1


def test_filters_join(place: Path) -> None:
    registry = registry_of(place)
    assert ids(registry.query(tag="t", status="failed")) == ["b"]
    assert ids(registry.query(alive=True)) == ["c"] and ids(registry.query(alive=False)) == ["a", "b"]
    assert ids(registry.query(filter="m.acc: -tag:u")) == ["a"]
    assert ids(registry.query(filter=parse("tag:t"), status="completed")) == ["a"]
    with pytest.raises(QueryError):
        registry.query(filter='tag:"')
    with pytest.raises(QueryError, match=r"did you mean `m\.acc`"):
        registry.query(filter="axc>1")
    assert registry.query(filter="m.not_logged_yet>1") == []


def test_hyperparameters_are_compared_as_they_are(place: Path) -> None:
    registry = registry_of(place)
    assert ids(registry.query(hparams={"lr": 0.1})) == ["a"]
    assert ids(registry.query(hparams={"lr": "0.1"})) == ["b"]
    assert ids(registry.query(hparams={"n": 1})) == ["a", "c"], "as in Python, True is 1"
    assert ids(registry.query(hparams={"n": None})) == ["b"]
    assert ids(registry.query(hparams={"none": None, "lr": 0.2})) == ["c"]
    assert registry.query(hparams={"lr": float("nan")}) == []
    assert ids(registry.query(hparams={})) == ["a", "b", "c"]


def test_nested_hyperparameters_are_asked_for_by_their_leaves(place: Path) -> None:
    write_run(place / "runs" / "d", hparams={"optim": {"lr": 0.5, "betas": [0.9, 0.99]}, "size.0": 3, "size.1": 4})
    registry = registry_of(place)
    assert registry["d"].hparams["optim.betas.1"] == 0.99
    for wanted in ({"optim": {"lr": 0.5}}, {"optim.betas": [0.9, 0.99]}, {"size": (3, 4)}):
        assert ids(registry.query(hparams=wanted)) == ["d"]
    assert registry.query(hparams={"size": [3, 5]}) == []


LONG = "Compose(\n    [" + "RandomResizedCrop(size=(224, 224)), " * 60 + "\n    ])"
TEXTS = {
    "tab": "a\t\tb",
    "lines": LONG,
    "like": LONG.replace("])", "]  )"),
    "é": "e\u0301té \U0001f600\u200d",
    "plain": "a b",
}


def test_texts_are_as_they_were_written(place: Path) -> None:
    notes, path = "one\ntwo \x1b[31m" + "x" * 2_000, "/data/m\u200dd/last.ckpt"
    run_dir = write_run(place / "runs" / "d", hparams=TEXTS, notes=notes, tags=["a  b", "\x07"], checkpoint_path=path)
    registry = registry_of(place)
    record = registry["d"]
    assert (record.hparams, record.notes, record.checkpoint_path) == (TEXTS, notes, path)
    assert record.tags == ["a  b", "\x07"]
    assert ids(registry.query(tag="\x07")) == ["d"]
    for key, text in TEXTS.items():
        assert ids(registry.query(hparams={key: text})) == ["d"]
        assert registry.query(hparams={key: f"{text} "}) == []
    write_run(run_dir, hparams=TEXTS, notes="three\nfour")
    assert registry["d"].notes == "three\nfour"
    shutil.rmtree(run_dir)
    assert registry.get("d") is None


def test_config_is_there_where_a_program_wrote_one(place: Path) -> None:
    for name, rate in {"d": 0.5, "e": 2}.items():
        write_run(place / "runs" / name, config={"lr": rate, "doc": "two\n  lines"})
    registry = registry_of(place)
    assert registry["d"].config == {"lr": 0.5, "doc": "two\n  lines"} and registry["a"].config == {}
    assert ids(registry.query(sort_by="config.lr")) == ["e", "d", "a", "b", "c"]


def test_a_text_that_cannot_be_read_again_is_told_as_it_is_known(place: Path) -> None:
    run_dir = write_run(place / "runs" / "d", notes="one\ntwo")
    registry = Registry(KnownRuns(str(place / "runs")), scan_ttl_s=1e9)
    assert len(registry) == 4
    (run_dir / "sidecar.json").unlink()
    assert registry["d"].notes == "one two"


def test_without_a_sort_and_in_ties_the_ids_decide(place: Path) -> None:
    registry = registry_of(place)
    assert ids(registry.query()) == ids(registry.query(sort_by="summary.none")) == ["a", "b", "c"]
    assert ids(registry.query(sort_by="notes")) == ids(registry.query(sort_by="notes", descending=False))
    assert ids(registry.query(sort_by="config.x")) == ["a", "b", "c"]
    assert ids(registry.query(sort_by="hparams.lr", descending=False)) == ["a", "c", "b"], "numbers, then texts"
    assert ids(registry.query(sort_by="tags")) == ["b", "a", "c"]


@pytest.mark.parametrize(("limit", "number"), [(None, 3), (0, 0), (2, 2), (9, 3), (-1, 3)])
def test_limits(place: Path, limit: int | None, number: int) -> None:
    assert len(registry_of(place).query(limit=limit)) == number


def test_asking_for_one_run(place: Path) -> None:
    write_run(place / "runs" / "deep" / "down" / "d")
    write_run(place / "runs" / "deep" / "other" / "a")
    registry = registry_of(place)
    assert registry["d"] == registry["down/d"] == registry["deep/down/d"] == registry.get("deep/down/d/")
    assert registry["d"].run_id == "d" and registry["a"].run_dir == str(place / "runs" / "a"), (
        "a whole path comes first"
    )
    assert registry.get("eep/down/d") is registry.get("") is registry.get("/") is None
    assert "d" in registry and "deep/other/a" in registry and "e" not in registry and 5 not in registry
    write_run(place / "runs" / "else" / "down" / "d")
    with pytest.raises(AmbiguousRunId, match="down/d could be deep/down/d, else/down/d"):
        registry["down/d"]


def test_odd_paths(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = os.fsdecode(os.fsencode(place / "runs") + b"/x\xff\x1b[2J")
    write_run(Path(raw), checkpoint_path=None)
    (place / "link").symlink_to(place)
    registry = open_registry(cache_dir=f"{place}/link/")
    assert registry.root == str(place / "link" / "runs")
    (odd,) = registry.query(filter="name:x*")
    assert odd.run_id.isprintable() and registry[odd.run_id].run_dir.endswith("/link/runs/" + os.path.basename(raw))
    assert os.path.isdir(odd.run_dir)
    monkeypatch.setenv("HOME", str(place))
    assert open_registry(cache_dir="~").root == str(place / "runs")
    write_run(place / "lone" / "runs")
    assert ids(open_registry(cache_dir=place / "lone").query()) == ["runs"], "the root is a run itself"


def test_it_is_a_collection(place: Path) -> None:
    registry = registry_of(place)
    assert len(registry) == 3 and list(registry) == registry.query()
    assert repr(registry) == f"Registry(root={str(place / 'runs')!r}, runs=3)"


def test_a_closed_registry_says_so(place: Path) -> None:
    registry = registry_of(place)
    with registry:
        assert len(registry) == 3
    registry.close()
    for question in (registry.query, registry.__len__, lambda: registry.get("a")):
        with pytest.raises(ValueError, match="the registry is closed"):
            question()


def test_what_was_seen_a_moment_ago_is_not_looked_at_again(place: Path) -> None:
    first = open_registry(cache_dir=place, scan_ttl_s=60.0)
    shutil.rmtree(place / "runs" / "a")
    assert len(first) == len(open_registry(cache_dir=place, scan_ttl_s=60.0)) == 3
    assert len(open_registry(cache_dir=place, scan_ttl_s=0.0)) == 2
    assert len(first) == 2, "what one found, others of the same root know"


def test_without_a_scan_the_disk_is_asked_only_if_nothing_is_known(place: Path) -> None:
    registry = Registry(KnownRuns(str(place / "runs")), scan=False)
    assert len(registry) == 3
    shutil.rmtree(place / "runs" / "a")
    assert len(registry) == len(Registry(KnownRuns(str(place / "runs")), scan=False)) == 3
    assert len(registry.query(filter="tag:t")) == 2
    assert len(registry_of(place)) == 2


def test_life_is_judged_when_it_is_asked_for(place: Path) -> None:
    registry = Registry(KnownRuns(str(place / "runs")), scan=False)
    assert registry["c"].alive
    touch_heartbeat(place / "runs" / "c", time.time() - 170)
    known = KnownRuns(str(place / "runs"))
    known.look()
    later = Registry(known, scan=False)
    assert later["c"].alive
    known.catalog.times["heartbeat_at"][known.catalog.find(str(place / "runs" / "c")) or 0] -= 20
    assert not later["c"].alive and later.query(alive=True) == []


def test_a_status_that_is_not_there(place: Path) -> None:
    write_run(place / "runs" / "c", status="")
    write_run(place / "runs" / "d", status=None, heartbeat=0.0)
    registry = registry_of(place)
    assert [record.status for record in registry] == ["completed", "failed", "running", "unknown"]
    assert ids(registry.query(status="unknown")) == ["d"]


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="nowhere/runs: no such file or directory"):
        registry = open_registry(cache_dir=tmp_path / "nowhere", scan_ttl_s=0.0)
    assert len(registry) == 0 and registry.query() == []
    assert registry.problems == ["runs: no such file or directory"]
    write_run(tmp_path / "nowhere" / "runs" / "a")
    assert ids(registry.query()) == ["a"] and registry.problems == []


def test_places(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setenv("SPT_CACHE_DIR", str(place))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        opened = [
            open_registry(),
            open_registry(cache_dir="."),
            open_registry(cache_dir=place / "runs"),
            open_registry(place / "registry.db"),
            open_registry(place),
            open_registry(place / "other.db"),
            open_registry("/elsewhere/index.sqlite"),
            open_registry("/elsewhere/registry.db", cache_dir=place),
        ]
    assert {registry.root for registry in opened} == {str(place / "runs")}
    assert not os.path.exists(place / "registry.db")


def test_few_roots_are_remembered(tmp_path: Path) -> None:
    for number in range(module.MOST_SHARED + 2):
        (tmp_path / str(number) / "runs").mkdir(parents=True)
        open_registry(cache_dir=tmp_path / str(number))
    assert len(module._shared) == module.MOST_SHARED


def test_rows_of_a_frame(place: Path) -> None:
    first, second, _ = rows(registry_of(place).query())
    assert list(first) == [
        "run_id", "status", "alive", "created_at", "updated_at", "run_dir", "checkpoint_path", "tags", "notes",
        "hparams.lr", "hparams.n", "summary.acc",
    ]  # fmt: skip
    assert (second["tags"], second["hparams.lr"], second["summary.acc"]) == (["t", "u"], "0.1", 3.5)


def test_a_frame_without_pandas(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)  # as if it were not installed
    with pytest.raises(ImportError, match="pip install pandas"):
        registry_of(place).to_dataframe()


def test_a_frame(place: Path) -> None:
    pytest.importorskip("pandas")
    frame = registry_of(place).to_dataframe(tag="t", sort_by="summary.acc")
    assert list(frame["run_id"]) == ["b", "a"] and list(frame["summary.acc"]) == [3.5, 1.0]
    assert registry_of(place).to_dataframe(tag="none").empty
