"""Which directory was meant last time."""

from pathlib import Path

import pytest

from spt_tui.root import RootError, remembered_root
from spt_tui.runs.cache_dir import cache_dir
from spt_tui.runs.index import file_name


def keep(root: Path) -> None:
    Path(cache_dir()).mkdir(parents=True, exist_ok=True)
    (Path(cache_dir()) / file_name(str(root))).touch()


def test_what_was_indexed_is_meant_again_though_it_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    assert remembered_root(str(gone)) is None
    keep(gone)
    assert remembered_root(str(gone)) == str(gone)
    keep(gone / "runs")
    assert remembered_root(str(gone)) == str(gone / "runs")
    monkeypatch.setenv("SPT_CACHE_DIR", str(gone))
    assert remembered_root(None) == str(gone / "runs")


def test_an_empty_root_is_still_a_wrong_call() -> None:
    with pytest.raises(RootError):
        remembered_root("")
