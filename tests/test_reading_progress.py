"""How far a reading has come: after a second, on a terminal only."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from spt_tui.commands import reading_progress
from spt_tui.commands.reading_progress import ReadingProgress


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(reading_progress, "_PAUSE", 0.0)


def read(path: Path) -> None:
    with ReadingProgress([str(path), str(path) + " is gone"]) as progress:
        for _ in range(2):
            progress.note(path.name, 1 << 20)
            time.sleep(0.001)


@pytest.mark.usefixtures("impatient")
def test_it_is_written_over_and_taken_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log").write_bytes(bytes(4 << 20))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    read(tmp_path / "log")
    assert capsys.readouterr().err.split("\r\x1b[K") == [
        "",
        "reading log, 1.0M of 4.0M",
        "reading log, 2.0M of 4.0M",
        "",
    ]


@pytest.mark.usefixtures("impatient")
def test_what_is_no_terminal_gets_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read(tmp_path / "log")
    assert capsys.readouterr().err == ""


def test_a_short_reading_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    read(tmp_path / "log")
    assert capsys.readouterr().err == ""
