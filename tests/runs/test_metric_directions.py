"""Which way is better, for several roots."""

from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.runs.metric_choices import ChoicesFile
from spt_tui.runs.metric_directions import AS_NAMED, Directions, read_directions


def test_a_choice_counts_before_the_name() -> None:
    chosen = Directions({"/r": {"rankme": True, "fit/loss": False}})
    assert [chosen.is_lower(name) for name in ("rankme", "fit/loss", "eval/loss", "top1")] == [True, False, True, False]
    assert [AS_NAMED.is_lower(name) for name in ("rankme", "fit/loss", "eval/loss")] == [False, True, True]


def test_the_first_root_that_has_a_choice_counts_whenever_it_was_made() -> None:
    chosen = AS_NAMED.having("/a", {}).having("/b", {"x": True, "y": True})
    assert chosen.is_lower("x") and chosen.chosen == {"x": True, "y": True}
    turned = chosen.having("/a", {"x": False})
    assert not turned.is_lower("x") and turned.is_lower("y")
    assert turned.chosen == {"x": False, "y": True}


def test_they_are_read_from_the_choices_of_each_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    roots = [str(tmp_path / name) for name in ("a", "b")]
    ChoicesFile(roots[1]).edit(lambda choices: choices.turn("fit/loss"))
    assert read_directions([*roots, roots[1]]) == Directions({roots[0]: {}, roots[1]: {"fit/loss": False}})
    assert not read_directions(roots).is_lower("fit/loss") and read_directions(roots[:1]).is_lower("fit/loss")
    ChoicesFile(roots[0]).edit(lambda choices: choices.turn("top1"))
    assert read_directions(roots).is_lower("top1") and not read_directions(roots[1:]).is_lower("top1")
    assert read_directions([]) == AS_NAMED
