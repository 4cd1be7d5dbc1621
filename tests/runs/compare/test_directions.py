from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.runs.compare.directions import directions
from spt_tui.runs.metric_choices import ChoicesFile


def test_of_roots_that_disagree_the_first_with_a_choice_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    first, second = str(tmp_path / "first"), str(tmp_path / "second")
    ChoicesFile(second).edit(lambda choices: choices.turn("loss"))
    assert directions([first])("loss") and not directions([first, second, first])("loss")
    ChoicesFile(first).edit(lambda choices: choices.turn("loss").turn("loss").turn("top1"))
    assert directions([first, second])("top1") and not directions([second])("top1")
    assert not directions([])("top1")
