import json
import os
from pathlib import Path

import pytest

from spt_tui.runs.metric_choices import NO_CHOICES, ChoicesFile, MetricChoices


@pytest.fixture(autouse=True)
def own_data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "spt-tui"


@pytest.fixture
def kept(tmp_path: Path) -> ChoicesFile:
    return ChoicesFile(str(tmp_path / "runs"))


def test_a_pin_comes_last_and_goes_again() -> None:
    choices = NO_CHOICES.pin("b").pin("a").pin("c").pin("a")
    assert choices.pinned == ("b", "c")


def test_a_direction_is_the_names_until_it_is_turned() -> None:
    assert NO_CHOICES.is_lower("fit/loss") and not NO_CHOICES.is_lower("eval/top1")
    turned = NO_CHOICES.turn("fit/loss").turn("eval/top1")
    assert not turned.is_lower("fit/loss") and turned.is_lower("eval/top1")
    assert turned.turn("fit/loss").lower == {"eval/top1": True}


def test_what_was_chosen_is_there_again(kept: ChoicesFile, own_data_home: Path) -> None:
    assert kept.read() == NO_CHOICES and not own_data_home.exists(), "nothing is written before a choice is made"
    kept.edit(lambda choices: choices.pin("eval/top1"))
    kept.edit(lambda choices: choices.turn("rankme"))
    assert ChoicesFile(kept.root).read() == MetricChoices(("eval/top1",), {"rankme": True})
    assert ChoicesFile(kept.root + "-other").read() == NO_CHOICES


def test_another_programs_choice_is_not_lost(kept: ChoicesFile) -> None:
    other = ChoicesFile(kept.root)
    kept.edit(lambda choices: choices.pin("a"))
    other.edit(lambda choices: choices.pin("b"))
    assert kept.edit(lambda choices: choices.pin("c")).pinned == ("a", "b", "c")


def test_the_root_is_one_by_whatever_way_it_is_reached(kept: ChoicesFile, tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "runs")
    assert ChoicesFile(str(tmp_path / "link")).path == kept.path


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b'{"format": "1"}', b"[" * 100_000])
def test_a_damaged_file_is_set_aside_by_the_next_edit(kept: ChoicesFile, raw: bytes) -> None:
    kept.edit(lambda choices: choices.pin("a"))
    Path(kept.path).write_bytes(raw)
    assert kept.read() == NO_CHOICES
    assert kept.problem is not None and "damaged" in kept.problem
    assert kept.edit(lambda choices: choices.pin("b")).pinned == ("b",)
    assert kept.read().pinned == ("b",) and kept.problem is None
    assert Path(kept.path + ".damaged").read_bytes() == raw
    Path(kept.path).write_bytes(b"again")
    kept.edit(lambda choices: choices.pin("c"))
    assert Path(kept.path + ".damaged").read_bytes() == raw, "what was set aside first is not lost"
    assert Path(kept.path + ".damaged-2").read_bytes() == b"again"


def test_values_of_other_kinds_are_passed_over_and_text_is_cleaned(kept: ChoicesFile) -> None:
    kept.edit(lambda choices: choices.pin("a"))
    tree = {"format": 1, "pinned": ["x\x1b[2J", 1, None], "lower": {"y\x07": True, "z": 1}}
    Path(kept.path).write_text(json.dumps(tree))
    assert kept.read() == MetricChoices(("x␛[2J",), {"y␇": True})


def test_a_later_versions_file_is_left_alone(kept: ChoicesFile) -> None:
    kept.edit(lambda choices: choices.pin("a"))
    Path(kept.path).write_text('{"format": 99}')
    assert kept.read() == NO_CHOICES
    assert kept.problem is not None and "later version" in kept.problem
    with pytest.raises(OSError, match="later version"):
        kept.edit(lambda choices: choices.pin("b"))
    assert Path(kept.path).read_text() == '{"format": 99}'


def test_names_that_are_no_text_are_kept(kept: ChoicesFile) -> None:
    kept.edit(lambda choices: choices.pin("é\ufffd損失"))
    assert kept.read().pinned == ("é\ufffd損失",)
    assert os.stat(kept.path).st_mode & 0o077 == 0


def test_nothing_is_written_below_the_runs(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="below the runs"):
        ChoicesFile(str(tmp_path)).edit(lambda choices: choices.pin("fit/loss"))
    assert not (tmp_path / "data").exists()
