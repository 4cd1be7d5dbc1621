"""The directories leave a ledger for a file and come back the same; a forged file does no harm."""

from __future__ import annotations

import random
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.cache_dir import Refused
from spt_tui.runs.directories import ledger_parts
from spt_tui.runs.directories.ledger import NONE, ROOT, SAVED, UNVERIFIED, Ledger
from spt_tui.runs.section_file import Content, SectionFile, Texts, pieces

RUNS = ["a/one", "a/two", "three"]


def ledger() -> Ledger:
    """`a`, `a/one`, `a/two`, `b`, `three`: the runs among them have the slots 0, 1, 2."""
    known = Ledger()
    root = known.add(NONE, "")
    folder = known.add(root, "a")
    for parent, below in ((folder, RUNS[0]), (root, "b"), (root, RUNS[2]), (folder, RUNS[1])):
        entry = known.add(parent, below)
        known.mtime_ns[entry] = 1_000 + entry
        if below in RUNS:
            known.bind(entry, RUNS.index(below))
    return known


def sections(known: Ledger, doubtful: frozenset[int] = frozenset()) -> dict[str, Content]:
    return dict(ledger_parts.sections(known.page(range(len(RUNS)), set(doubtful))))


def restored(path: Path, parts: dict[str, Content], first: int = 0) -> Ledger:
    path.write_bytes(b"".join(pieces({}, parts.items())))
    path.chmod(0o600)
    found = Ledger()
    with SectionFile(str(path)) as file:
        found.take(ledger_parts.read(file, RUNS), first)
    return found


def known_of(found: Ledger) -> dict[str, tuple[int, int, str | None]]:
    """Path -> slot, modification time, and the path it lies in."""
    return {
        found.below[entry]: (
            found.slot[entry],
            found.mtime_ns[entry],
            None if entry == ROOT else found.below[found.parent[entry]],
        )
        for entry in range(found.size)
    }


def test_directories_come_back_unverified(tmp_path: Path) -> None:
    found = restored(tmp_path / "ledger", sections(ledger()))
    assert known_of(found) == known_of(ledger())
    assert all(found.flags[entry] & UNVERIFIED for entry in range(found.size))
    assert {found.below[child] for child in found.children(ROOT)} == {"a", "b", "three"}
    assert [found.below[found.entry_of(slot) or ROOT] for slot in range(3)] == RUNS


def test_their_runs_can_have_other_slots(tmp_path: Path) -> None:
    found = restored(tmp_path / "ledger", sections(ledger()), first=10)
    assert [found.below[found.entry_of(slot) or ROOT] for slot in (10, 11, 12)] == RUNS
    assert found.entry_of(0) is None


def test_what_is_doubtful_comes_back_without_a_time(tmp_path: Path) -> None:
    known = ledger()
    found = known_of(restored(tmp_path / "ledger", sections(known, frozenset({known.below.index("b")}))))
    assert found["b"][1] == 0 and found["three"][1] > 1_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ledger.rows", array("i", [-1, -1, 0, -1, 1, 1])),
        ("ledger.rows", array("i", [-1, -1, 0, -1, 1, 3])),
        ("ledger.rows", array("i", [-2, -1, 0, -1, 1, 2])),
        ("ledger.rows", array("i", [-1, -1, 0, -1, 1])),
        ("ledger.below", Texts(["", "a"])),
        ("ledger.below", Texts(["", "a", "../b"])),
        ("ledger.parent", array("i", [0, 0, 1, 0, 0, 1])),
        ("ledger.parent", array("i", [-1, 1, 1, 0, 0, 1])),
        ("ledger.parent", array("i", [-1, 0, 1, 0, 0, 9])),
        ("ledger.parent", array("i", [-1, 0, 1, -1, 0, 1])),
        ("ledger.mtime_ns", array("q", [1])),
        ("ledger.flags", array("q", [1] * 6)),
    ],
)
def test_what_does_not_hold_together_is_refused(name: str, content: Content, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        restored(tmp_path / "ledger", sections(ledger()) | {name: content})


@given(seed=st.integers(0, 2**32))
def test_any_numbers_are_refused_or_can_be_used(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    chance, parts = random.Random(seed), sections(ledger())
    for name in chance.sample([*SAVED, "rows"], 2):
        column = parts[f"ledger.{name}"]
        assert isinstance(column, array)
        top = 2 ** (8 * column.itemsize - column.typecode.islower()) - 1
        parts[f"ledger.{name}"] = array(column.typecode, [chance.choice([0, 1, 2, 3, top]) for _ in column])
    try:
        found = restored(tmp_path_factory.getbasetemp() / "ledger", parts)
    except ValueError:
        return
    assert sorted(found.slot[entry] for entry in range(found.size) if found.slot[entry] != NONE) == [0, 1, 2]
    assert len(list(found.remove(ROOT))) == 6 and len(found) == 0


def test_an_empty_ledger_comes_back_empty(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    path.write_bytes(b"".join(pieces({}, ledger_parts.sections(Ledger().page([], set())))))
    path.chmod(0o600)
    with SectionFile(str(path)) as file:
        found = Ledger()
        found.take(ledger_parts.read(file, []), 0)
        assert len(found) == 0
        with pytest.raises(Refused):
            ledger_parts.read(file, RUNS)
