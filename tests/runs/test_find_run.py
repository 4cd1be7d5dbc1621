from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.find_run import RunNotFound, find_slot, read_named
from spt_tui.runs.scan import scan_into
from spt_tui.runs.sidecar import SIDECAR
from tests.trees import write_run

IDS = ("day1/aa11", "day1/bb22", "day2/aa33", "day2/sweep_3", "day2/sweep_30", "odd/3")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for id in IDS:
        write_run(tmp_path / id)
    return tmp_path


@pytest.fixture
def catalog(root: Path) -> Catalog:
    catalog = Catalog()
    for _ in scan_into(catalog, str(root)):
        pass
    return catalog


@pytest.mark.parametrize(
    ("word", "id"),
    [
        ("day1/aa11", "day1/aa11"),
        ("day1/bb22/", "day1/bb22"),
        ("aa11", "day1/aa11"),
        ("day1/b", "day1/bb22"),
        ("bb", "day1/bb22"),
        ("22", "day1/bb22"),
        ("odd", "odd/3"),
        ("3", "odd/3"),
        ("sweep_3", "day2/sweep_3"),
        ("_30", "day2/sweep_30"),
    ],
)
def test_enough_of_an_id_names_a_run(catalog: Catalog, word: str, id: str) -> None:
    assert catalog.id(find_slot(catalog, word)) == id


def test_a_name_that_was_given_names_a_run(root: Path) -> None:
    write_run(root / "day3" / "cc44", display_name="the good one")
    assert [run.id for run in read_named([str(root)], ["the good one"])] == ["day3/cc44"]


@pytest.mark.parametrize(
    ("word", "could_be"),
    [("aa", "day1/aa11, day2/aa33"), ("day1", "day1/aa11, day1/bb22"), ("sweep", "day2/sweep_3, day2/sweep_30")],
)
def test_too_little_of_an_id_lists_what_it_could_be(catalog: Catalog, word: str, could_be: str) -> None:
    with pytest.raises(RunNotFound) as error:
        find_slot(catalog, word)
    assert error.value.is_ambiguous
    assert str(error.value) == f"'{word}' could be {could_be}; give more of it"


@pytest.mark.parametrize("word", ["zz", "", "/", "\x1b[2J", "../day1/aa11x"])
def test_a_word_can_name_no_run(catalog: Catalog, word: str) -> None:
    with pytest.raises(RunNotFound) as error:
        find_slot(catalog, word)
    assert not error.value.is_ambiguous
    assert "\x1b" not in str(error.value)


def test_a_slip_is_told(catalog: Catalog) -> None:
    with pytest.raises(RunNotFound, match=r"no run is named 'day2/swep_30'; did you mean sweep_30") as error:
        find_slot(catalog, "day2/swep_30")
    assert not error.value.is_ambiguous


def test_whole_ids_and_directories_need_no_scan(root: Path) -> None:
    (root / "day2" / "aa33" / SIDECAR).chmod(0)
    runs = read_named([str(root)], ["odd/3", str(root / "day1" / "aa11")])
    assert [run.id for run in runs] == ["odd/3", "day1/aa11"]


def test_the_same_id_below_two_roots_is_ambiguous(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    write_run(other / "day1" / "aa11")
    with pytest.raises(RunNotFound, match=f"{other}/day1/aa11"):
        read_named([str(root), str(other)], ["day1/aa11"])
    assert [run.root for run in read_named([str(root), str(other)], ["bb22"])] == [str(root)]


def test_a_directory_outside_of_the_roots_is_not_read(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = write_run(tmp_path_factory.mktemp("outside") / "zz99")
    for word in (str(outside), f"../{outside.parent.name}/zz99"):
        with pytest.raises(RunNotFound):
            read_named([str(root)], [word])
