"""What stable-pretraining 0.1.8's registry gets wrong, each under the name that it has in the list of its defects."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from spt_tui.runs.registry.registry import open_registry
from spt_tui.runs.registry.run_record import RunRecord
from spt_tui.runs.registry.sorting import UnknownSortKey
from tests.runs.registry.opened import registry_of
from tests.trees import as_nobody, chmod_as_owner, public_place, write_run

NAN = float("nan")


def ids(records: list[RunRecord]) -> list[str]:
    return [record.run_id for record in records]


def write_tagged(place: Path, **tags: str) -> None:
    for name, tag in tags.items():
        write_run(place / "runs" / name, tags=[tag])


def test_reg_nan_sort(tmp_path: Path) -> None:
    for name, value in {"a": 0.5, "b": NAN, "c": 0.7, "d": float("inf")}.items():
        write_run(tmp_path / "runs" / name, summary={"acc": value, "other": NAN})
    write_run(tmp_path / "runs" / "e")
    registry = registry_of(tmp_path)
    assert ids(registry.query(sort_by="summary.acc")) == ["d", "c", "a", "b", "e"]
    assert ids(registry.query(sort_by="summary.acc", descending=False)) == ["a", "c", "d", "b", "e"]


@pytest.mark.parametrize(
    ("family", "key"),
    [("hparams", "optim.lr"), ("summary", "val acc[0]"), ("summary", "it's"), ("summary", 'a"b'), ("summary", "")],
    ids=["reg_dotted_key_sort", "reg_bracket_key_sort", "reg_quote_in_key", "double_quote", "no_name"],
)
def test_sort_by_any_key(tmp_path: Path, family: str, key: str) -> None:
    for name, value in {"a": 0.1, "b": 0.3, "c": 0.2}.items():
        write_run(tmp_path / "runs" / name, **{family: {key: value}})
    assert ids(registry_of(tmp_path).query(sort_by=f"{family}.{key}")) == ["b", "c", "a"]


@pytest.mark.parametrize(
    "sort_by",
    ["(SELECT 1) LIMIT 1 --", "(SELECT hex(randomblob(9)) FROM sqlite_master)", "rowid", "acc", ""],
    ids=["reg_sql_injection", "reg_sql_injection_2", "a_column_of_sqlite", "a_bare_metric", "nothing"],
)
def test_sort_by_what_is_no_field(tmp_path: Path, sort_by: str) -> None:
    write_run(tmp_path / "runs" / "a", summary={"acc": 1.0})
    with pytest.raises(UnknownSortKey, match="cannot sort by"):
        registry_of(tmp_path).query(sort_by=sort_by)


def test_reg_null_first_asc(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write_run(tmp_path / "runs" / name)
    write_run(tmp_path / "runs" / "d", summary={"loss": 0.5})
    write_run(tmp_path / "runs" / "e", summary={"loss": None})
    write_run(tmp_path / "runs" / "f", summary={"loss": 0.1})
    best = registry_of(tmp_path).query(sort_by="summary.loss", descending=False, limit=3)
    assert [record.summary.get("loss") for record in best] == [0.1, 0.5, None]


def test_reg_limit_before_hparams(tmp_path: Path) -> None:
    for name, value in {"a": "y", "b": "y", "c": "x"}.items():
        write_run(tmp_path / "runs" / name, hparams={"b": value})
    assert ids(registry_of(tmp_path).query(hparams={"b": "x"}, limit=2)) == ["c"]


def test_reg_tag_wildcard(tmp_path: Path) -> None:
    write_tagged(tmp_path, a="under_score", b="underXscore", c="sweep:123")
    registry = registry_of(tmp_path)
    assert ids(registry.query(tag="under_score")) == ["a"]
    assert registry.query(tag="%") == registry.query(tag="sweep%") == registry.query(tag="sweep:") == []
    assert ids(registry.query(tag="sweep:123")) == ["c"]


def test_reg_tag_case(tmp_path: Path) -> None:
    write_tagged(tmp_path, a="Resnet50", b="resnet50")
    assert ids(registry_of(tmp_path).query(tag="resnet50")) == ["b"]


@pytest.mark.parametrize(
    "tag", ["café", 'quo"te', "back\\slash", "a b"], ids=["reg_tag_nonascii", "reg_tag_quote", "backslash", "space"]
)
def test_any_tag_is_found(tmp_path: Path, tag: str) -> None:
    write_tagged(tmp_path, a=tag, b="other")
    found = registry_of(tmp_path).query(tag=tag)
    assert [(record.run_id, record.tags) for record in found] == [("a", [tag])]


def test_reg_tag_adjacent(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "r", tags=["a", "b"])
    assert registry_of(tmp_path).query(tag='a", "b') == []


def test_reg_moved_tree_orphaned_and_sticky(tmp_path: Path) -> None:
    """Also reg-moved-tree-fresh-db: there is no database, and where a run is does not depend on what it says."""
    write_run(tmp_path / "old" / "runs" / "a", heartbeat=time.time())
    for place in ("old", "new", "old"):
        if not (tmp_path / place).exists():
            other = "new" if place == "old" else "old"
            shutil.move(tmp_path / other, tmp_path / place)
        (record,) = registry_of(tmp_path / place).query()
        assert (record.status, record.alive, record.run_dir) == ("running", True, str(tmp_path / place / "runs" / "a"))


def test_reg_leaf_collision(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "first" / "a", notes="one")
    write_run(tmp_path / "runs" / "second" / "a", notes="two")
    write_run(tmp_path / "runs" / "second" / "b")
    registry = registry_of(tmp_path)
    assert len(registry) == 3
    assert ids(registry.query()) == ["b", "first/a", "second/a"]
    assert [registry[f"{place}/a"].notes for place in ("first", "second")] == ["one", "two"]
    assert registry["b"] == registry["second/b"]
    with pytest.raises(KeyError, match="a could be first/a, second/a"):
        registry.get("a")


def test_reg_id_mismatch_rescan(tmp_path: Path) -> None:
    run_dir = write_run(tmp_path / "runs" / "dir", run_id="other")
    registry = registry_of(tmp_path)
    assert ids(registry.query()) == ids(registry.query()) == ["dir"]
    assert registry["dir"].run_dir == str(run_dir)


def test_created_at_disagree_and_lost_on_rebuild(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "a", created_at=100.0)
    registry = registry_of(tmp_path)
    assert registry["a"].created_at == 100.0
    write_run(tmp_path / "runs" / "a", created_at=200.0)
    assert registry["a"].created_at == registry_of(tmp_path)["a"].created_at == 200.0


def test_created_at_missing_is_now(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "a", created_at=None)
    write_run(tmp_path / "runs" / "b", created_at=100.0)
    registry = registry_of(tmp_path)
    assert registry["a"].created_at is None
    assert ids(registry.query(sort_by="created_at", descending=False)) == ["b", "a"]


def test_interrupted_alive(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "a", status="interrupted", heartbeat=time.time())
    assert not registry_of(tmp_path)["a"].alive


def test_reg_mtime_backwards(tmp_path: Path) -> None:
    run_dir = write_run(tmp_path / "runs" / "a")
    registry = registry_of(tmp_path)
    assert registry["a"].status == "running"
    write_run(run_dir, status="completed")
    os.utime(run_dir / "sidecar.json", (1e9, 1e9))
    os.utime(run_dir, (1e9, 1e9))
    assert registry["a"].status == registry_of(tmp_path)["a"].status == "completed"


def test_reg_bad_field_aborts(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "a", created_at="yesterday", tags=["t"])
    write_run(tmp_path / "runs" / "b", created_at=100.0)
    registry = registry_of(tmp_path)
    assert [(record.run_id, record.created_at) for record in registry.query()] == [("a", None), ("b", 100.0)]
    assert registry["a"].tags == ["t"]
    assert registry.problems == ["a: sidecar.json: created_at is text, not a time"]


def test_a_sidecar_that_is_torn_costs_one_run(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "a")
    (tmp_path / "runs" / "b").mkdir()
    (tmp_path / "runs" / "b" / "sidecar.json").write_text('{"status": "comp')
    registry = registry_of(tmp_path)
    assert [(record.run_id, record.status) for record in registry.query()] == [("a", "running"), ("b", "unreadable")]
    write_run(tmp_path / "runs" / "b", status="completed")
    assert registry["b"].status == "completed" and registry.problems == []


QUESTION = "import sys, spt_tui; print(len(spt_tui.open_registry(cache_dir=sys.argv[1]).query(tag='t', limit=7)))"


def test_reg_scan_lock(tmp_path: Path) -> None:
    """Several processes open one tree at the same time, and nobody waits for another."""
    for number in range(20):
        write_run(tmp_path / "runs" / f"r{number}", tags=["t"])
    command = [sys.executable, "-c", QUESTION, str(tmp_path)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate(timeout=60)[0] for process in processes] == ["7\n"] * 4


@pytest.fixture
def public() -> Iterator[Path]:
    with public_place() as place:
        yield place


def test_sidecar_mode_0600_and_other_user(public: Path) -> None:
    """Another user's run is there, with a reason, and is read as soon as it may be."""
    run_dir = write_run(public / "runs" / "a", status="completed")
    assert (run_dir / "sidecar.json").stat().st_mode & 0o777 == 0o600

    def ask() -> list[object]:
        registry = registry_of(public)
        before = [record.status for record in registry.query()], registry.problems
        chmod_as_owner(run_dir / "sidecar.json", 0o644)
        return [*before, [record.status for record in registry.query()], registry.problems]

    expected = [["unreadable"], ["a: sidecar.json: permission denied"], ["completed"], []]
    assert as_nobody(ask) == str(expected)


def test_reg_wal_readonly(public: Path) -> None:
    """A tree in which nothing may be written, and a database of the reference's that must stay as it is."""
    run_dir = write_run(public / "runs" / "a", tags=["t"])
    (run_dir / "sidecar.json").chmod(0o644)
    database = public / "registry.db"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE runs (run_id TEXT)")
    connection.close()
    places = [run_dir, public / "runs", public]
    for place in places:
        place.chmod(0o555)
    before = shape(public)
    try:
        for scan in (True, False):
            said = as_nobody(lambda scan=scan: ids(open_registry(database, scan=scan).query(tag="t")))  # type: ignore[misc]
            assert said == "['a']"
        assert shape(public) == before
    finally:
        for place in places:
            place.chmod(0o755)


def shape(place: Path) -> list[tuple[str, int, bytes]]:
    """Every path below a place, when it was changed, and what it holds."""
    found = [place, *sorted(place.rglob("*"))]
    return [(str(path), path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"") for path in found]


def test_nothing_is_written_into_the_tree(tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "a", summary={"acc": 1.0}, notes="two\nlines", step=3)
    before = shape(tmp_path)
    with registry_of(tmp_path) as registry:
        assert registry.query(sort_by="summary.acc", filter="step>2")[0].notes == "two\nlines"
        assert json.dumps([vars(record) for record in registry])
    assert shape(tmp_path) == before
