"""`spt-tui export`: the runs, or the points of their metrics, as files."""

import csv
import html.parser
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from spt_tui.cli import main
from tests.trees import write_run

Out = pytest.CaptureFixture[str]
NAN = float("nan")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "runs"
    write_run(
        root / "a",
        status="completed",
        display_name="=HYPERLINK(1)",
        notes="@<b>|`*",
        tags=["x", "y"],
        hparams={"lr": -0.1, "seed": 3, "text": "-1e-3", "formula": "-x", "flag": True},
        summary={"loss": NAN},
        created_at=1e9,
        rows=[
            {"step": 0, "epoch": 0, "loss": 1.5},
            {"step": 10, "epoch": 1, "loss": "nan", "top1": 0.25},
        ],
    )
    write_run(root / "b", status="failed", hparams={"seed": "three"}, created_at=1e9 - 1)
    return root


@pytest.fixture
def export(root: Path, tmp_path: Path, capsys: Out):  # type: ignore[no-untyped-def]
    """Export into a file of this name; gives its path."""

    def run(name: str, *arguments: str) -> Path:
        path = tmp_path / name
        assert main(["export", str(path), "--root", str(root), *arguments]) == 0
        assert str(path) in capsys.readouterr().err
        return path

    return run


def test_csv_has_every_field_and_nothing_that_a_spreadsheet_runs(export) -> None:  # type: ignore[no-untyped-def]
    first, second = csv.DictReader(export("runs.csv").open(newline=""))
    assert first["name"] == "'=HYPERLINK(1)" and first["notes"].startswith("'@") and first["hparams.formula"] == "'-x"
    assert (first["hparams.lr"], first["hparams.text"], first["hparams.flag"]) == ("-0.1", "-1e-3", "true")
    assert (first["summary.loss"], first["tags"], first["created_at"]) == ("NaN", "x y", "1000000000.0")
    assert (second["run_id"], second["hparams.seed"], second["hparams.lr"]) == ("b", "three", "")


def test_json_is_one_array_of_what_ls_says(export, root: Path, capsys: Out) -> None:  # type: ignore[no-untyped-def]
    told = json.loads(export("runs.json").read_text())
    assert main(["ls", "--json", "--root", str(root)]) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for each in (*told, *listed):
        del each["health"], each["health_reason"]
    assert told == listed and told[0]["hparams"]["lr"] == -0.1
    few = json.loads(export("few.json", "--columns", "name,hp.seed", "--sort", "hp.seed", "-n", "1").read_text())
    assert few == [{"name": "=HYPERLINK(1)", "hp.seed": 3}]


def test_markdown_takes_nothing_for_markup(export) -> None:  # type: ignore[no-untyped-def]
    lines = export("runs.md", "--columns", "name,notes,hp.seed").read_text().splitlines()
    assert lines == [
        "| name | notes | seed |",
        "|---|---|---:|",
        r"| =HYPERLINK(1) | @\<b\>\|\`\* | 3 |",
        "| b | - | three |",
    ]


def test_html_is_one_escaped_file_that_fetches_nothing(export) -> None:  # type: ignore[no-untyped-def]
    text = export("runs.html", "--columns", "name,notes", "--filter", "name:*<b>* or notes:@*").read_text()
    seen: list[tuple[str, dict[str, str | None]]] = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, dict(attrs)))

    Reader().feed(text)
    assert not any({"src", "href"} & attrs.keys() or tag in ("script", "link", "b") for tag, attrs in seen)
    assert "<td>@&lt;b&gt;|`*</td>" in text and "matching name:*&lt;b&gt;* or" in text


def test_the_points_of_all_runs_are_in_long_form(export) -> None:  # type: ignore[no-untyped-def]
    path = export("points.csv", "--metrics", "--metric", "loss|top1")
    assert list(csv.reader(path.open(newline=""))) == [
        ["run_id", "metric", "step", "epoch", "value"],
        ["a", "loss", "0", "0", "1.5"],
        ["a", "loss", "10", "1", "NaN"],
        ["a", "top1", "10", "1", "0.25"],
    ]
    told = json.loads(export("points.json", "--metrics", "--metric", "^top", "--filter", "name:=*").read_text())
    assert [(each["metric"], each["value"]) for each in told] == [("top1", 0.25)]


def test_parquet_keeps_the_kinds_of_values(export) -> None:  # type: ignore[no-untyped-def]
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(export("runs.parquet"))
    first, second = table.to_pylist()
    assert (first["hparams.lr"], first["hparams.seed"], second["hparams.seed"]) == (-0.1, "3", "three")
    assert first["hparams.flag"] is True and second["hparams.flag"] is None and first["name"] == "=HYPERLINK(1)"
    points = parquet.read_table(export("points.parquet", "--metrics", "--metric", "loss")).to_pylist()
    assert points[0] == {"run_id": "a", "metric": "loss", "step": 0.0, "epoch": 0.0, "value": 1.5}


def test_without_pyarrow_it_is_said_how_to_get_it(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["export", str(tmp_path / "runs.parquet"), "--root", str(root)]) == 1
    assert "pip install 'spt-tui[parquet]'" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


def test_a_file_is_replaced_whole_with_its_mode_or_not_at_all(export, tmp_path: Path, root: Path, capsys: Out) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "runs.csv"
    path.write_text("before")
    path.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    export("link.csv")
    assert link.is_symlink() and path.read_text().startswith("run_id,") and stat.S_IMODE(path.stat().st_mode) == 0o640
    assert main(["export", str(tmp_path / "none" / "runs.csv"), "--root", str(root)]) == 1
    assert "cannot write" in capsys.readouterr().err
    kept = path.read_text()
    assert main(["export", str(path), "--root", str(root), "--metrics", "--metric", "("]) == 2
    assert "--metric: " in capsys.readouterr().err and path.read_text() == kept
    assert sorted(os.listdir(tmp_path)) == ["link.csv", "runs", "runs.csv"]


def test_the_output_can_be_standard_output(root: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "-", "--format", "csv", "--columns", "name", "--root", str(root)]) == 0
    assert capsysbinary.readouterr() == (b"name\r\n'=HYPERLINK(1)\r\nb\r\n", b"")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{0}/x.txt"], "the file's name says no form"),
        (["-"], "the file's name says no form"),
        (["{0}/x.md", "--metrics"], "--metrics has columns of its own"),
        (["{0}/x.csv", "--metric", "loss"], "go with --metrics"),
        (["{0}/runs/x.csv"], "lies below the runs"),
        (["{0}/runs/a/x.csv"], "lies below the runs"),
        (["{0}/x.csv", "--columns", "nothing"], "no column 'nothing'"),
    ],
)
def test_a_wrong_call_writes_nothing(arguments: list[str], said: str, root: Path, tmp_path: Path, capsys: Out) -> None:
    assert main(["export", *(each.format(tmp_path) for each in arguments), "--root", str(root)]) == 2
    assert said in capsys.readouterr().err and os.listdir(tmp_path) == ["runs"]
