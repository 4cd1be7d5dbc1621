"""`spt-tui diff`: in what runs differ."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from spt_tui.cli import main
from tests.trees import write_run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    common = {"optim": {"name": "AdamW"}, "seed": 1}
    write_run(
        tmp_path / "day" / "first",
        hparams={**common, "lr": 0.1, "layers": {"10": 1, "2": 1}, "note": "\x1b[2J[bold]"},
        summary={"loss": 2.0, "nan": float("nan"), "inf": float("inf")},
    )
    write_run(
        tmp_path / "day" / "second",
        hparams={**common, "lr": 0.2, "layers": {"10": 2, "2": 2}, "extra": None},
        summary={"loss": 1.0, "nan": float("nan"), "inf": 1.0},
    )
    write_run(tmp_path / "day" / "secondary", hparams={**common, "lr": "0.1"})
    return tmp_path


def test_differing_keys_come_with_their_change(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "first", "day/second", "--root", str(root)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "             first       second",
        "hparams",
        "  extra      -           null",
        "  layers.2   1           2 (+100 %)",
        "  layers.10  1           2 (+100 %)",
        "  lr         0.1         0.2 (+100 %)",
        "  note       ␛[2J[bold]  -",
        "  2 equal",
        "summary",
        "  inf        Inf         1.0",
        "  loss       2.0         1.0 (-50 %)",
        "  1 equal",
    ]


def test_what_is_equal_can_be_listed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "first", "second", "--all", "--root", str(root)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["optim.name", "AdamW", "AdamW"] in lines and ["nan", "NaN", "NaN"] in lines


def test_a_run_can_be_named_by_its_path(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPT_CACHE_DIR", str(tmp_path / "nowhere"))
    monkeypatch.chdir(root / "day")
    assert main(["diff", "./first", "../day/second/", "--json"]) == 0
    assert [run["name"] for run in json.loads(capsys.readouterr().out)["runs"]] == ["first", "second"]
    assert main(["diff", "./first", "second", "--root", str(root)]) == 0
    assert main(["diff", "./first", "first", "--root", str(root)]) == 2
    assert "given twice" in capsys.readouterr().err


def test_json_has_the_values_as_they_are(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "first", "second", "secondary", "--json", "--root", str(root)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [run["run_id"] for run in found["runs"]] == ["day/first", "day/second", "day/secondary"]
    differing = found["hparams"]["differing"]
    assert list(differing) == ["extra", "layers.2", "layers.10", "lr", "note"]
    assert differing["lr"] == {"values": [0.1, 0.2, "0.1"], "changes": [None, 1.0, None], "absent": []}
    assert differing["extra"] == {"values": [None, None, None], "changes": [None] * 3, "absent": [0, 2]}
    assert found["hparams"]["equal"] == {"optim.name": "AdamW", "seed": 1}
    assert found["summary"]["differing"]["inf"]["values"] == ["Infinity", 1.0, None]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["first"], 2, "two runs or more"),
        (["first", "none"], 1, "no run is named 'none'"),
        (["first", "sec"], 2, "could be day/second, day/secondary"),
        (["first", "day/first"], 2, "given twice"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    root: Path, words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *words, "--root", str(root)]) == status
    error = capsys.readouterr().err
    assert said in error and error.startswith("spt-tui: ") and error.count("\n") == 1


def test_a_root_that_is_not_there_is_a_wrong_call(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "first", "second", "--root", str(root / "none")]) == 2
    assert "no such file or directory" in capsys.readouterr().err


def test_help_and_no_run_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["diff", "--help"])
    assert end.value.code == 0 and "--root ROOT" in capsys.readouterr().out
    assert main(["diff"]) == 2
    assert "two runs or more" in capsys.readouterr().err


def test_all_that_a_filter_matches_is_compared(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--filter", "name:second*", "--json", "--root", str(root)]) == 0
    assert [run["name"] for run in json.loads(capsys.readouterr().out)["runs"]] == ["second", "secondary"]
    assert main(["diff", "--filter", "name:first", "--root", str(root)]) == 1
    assert "matches one run alone" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_error(root: Path) -> None:
    command = [sys.executable, "-m", "spt_tui", "diff", "first", "second", "--root", str(root)]
    done = subprocess.run(f"{' '.join(command)} | head -1", shell=True, capture_output=True, text=True)
    assert done.stdout.split() == ["first", "second"] and done.stderr == ""
