"""metrics.csv as it is read on: whole, in pieces, rewritten, and broken in every way a file can be."""

from __future__ import annotations

import csv
import io
import math
import os
import tarfile
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs import metrics as metrics_module
from spt_tui.runs.curves.series import BLOCK, extent_of
from spt_tui.runs.metrics import MetricsReader, lower_is_better
from tests.reference import ABSENT, load_reference
from tests.runs.metrics_file import HEADER, contents, named, plain, read


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def csv_path(tmp_path: Path) -> Path:
    return tmp_path / "metrics.csv"


@pytest.fixture(scope="module")
def real_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("real")
    with tarfile.open(files("spt_tui") / "sample" / "real_runs.tar.gz") as archive:
        archive.extractall(root, members=[m for m in archive if m.name.endswith("metrics.csv")])
    return root


def reread(path: Path) -> dict[str, list[tuple[float | None, float | None, str]]]:
    """The file by the standard library's csv, as the reference reads it."""
    found: dict[str, list[tuple[float | None, float | None, str]]] = {}
    with path.open(newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            step, epoch = (float(row[key]) if row[key] else None for key in ("step", "epoch"))
            for name, cell in row.items():
                if cell and name != "step":
                    place = float(number) if step is None else step
                    found.setdefault(name, []).append((place, epoch, repr(float(cell))))
    return found


def test_real_runs_read_as_the_csv_module_reads_them(real_runs: Path) -> None:
    paths = sorted(real_runs.rglob("metrics.csv"))
    assert len(paths) == 16
    for path in paths:
        metrics = read(path)
        expected = reread(path)
        assert {one.name for one in metrics.series} == set(expected)
        for one in metrics.series:
            rows = expected[one.name]
            assert [repr(value) for value in one.values] == [value for _, _, value in rows]
            assert list(one.steps) == [step for step, _, _ in rows]
            epochs = [epoch for _, epoch, _ in rows]
            assert (None if one.epochs is None else list(one.epochs)) == (None if None in epochs else epochs)
        assert metrics.notes == ()
        assert metrics.problem is None


def test_nan_and_inf_are_values_with_marks(real_runs: Path) -> None:
    metrics = read(next(real_runs.rglob("3df7bb888d3c/metrics.csv")))
    loss, ratio = named(metrics, "fit/loss"), named(metrics, "fit/ratio_inf")
    assert (len(loss.marks), loss.nans, loss.steps[loss.marks[0]]) == (78, 78, 2.0)
    assert loss.best == 2.29648756980896
    assert math.isnan(loss.last)
    assert (len(ratio.marks), ratio.nans, ratio.best) == (80, 78, None)


def test_a_resumed_run_has_two_rising_parts(real_runs: Path) -> None:
    loss = named(read(next(real_runs.rglob("e2f6792bcdbf/metrics.csv"))), "fit/loss")
    assert loss.rising(by_epoch=False) == [0, 48, 168]
    assert loss.rising(by_epoch=True) == [0, 168]


@settings(max_examples=150)
@given(contents, st.data())
def test_any_chunking_gives_the_same_series(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    path = tmp_path_factory.getbasetemp() / "chunked.csv"
    path.unlink(missing_ok=True)
    reader = MetricsReader(str(path))
    seen = reader.poll()
    with path.open("wb", buffering=0) as file:
        for start, stop in zip([0, *cuts], [*cuts, len(whole)], strict=True):
            file.write(whole[start:stop])
            seen = reader.poll() or seen
    expected = read(path)
    assert seen is not None
    assert plain(seen) == plain(expected)
    assert [(one.kept(), one.restarts()) for one in seen.series] == [
        (one.kept(), one.restarts()) for one in expected.series
    ]
    assert (seen.rows, seen.notes, seen.problem) == (expected.rows, expected.notes, expected.problem)


def test_only_new_bytes_are_read(csv_path: Path) -> None:
    first = HEADER + b"".join(b"0,%d.5,%d\r\n" % (n, n) for n in range(5000))
    csv_path.write_bytes(first)
    reader = MetricsReader(str(csv_path))
    before = reader.poll()
    assert reader.poll() is None
    read_at_first = reader.bytes_read
    assert len(first) <= read_at_first <= len(first) + 2 * 65536
    with csv_path.open("ab") as file:
        file.write(b"0,0.25,5000\r\n")
    after = reader.poll()
    assert reader.bytes_read - read_at_first == len(b"0,0.25,5000\r\n")
    assert before is not None and after is not None
    assert (len(named(before, "fit/loss").values), len(named(after, "fit/loss").values)) == (5000, 5001)
    assert named(before, "fit/loss").last == 4999.5
    assert named(after, "fit/loss").best == 0.25


def test_a_snapshot_does_not_change_when_rows_are_appended(csv_path: Path) -> None:
    csv_path.write_bytes(HEADER + b"0,1,0\n")
    reader = MetricsReader(str(csv_path))
    old = reader.poll()
    assert old is not None
    kept = plain(old)
    with csv_path.open("ab") as file:
        file.write(b"".join(b"1,nan,%d\n" % n for n in range(3 * BLOCK)))
    assert reader.poll() is not None
    assert plain(old) == kept
    assert named(old, "fit/loss").extent_of(0, 1) == (1.0, 1.0)
    assert len(named(old, "fit/loss").marks) == 0


def rewritten(path: Path, names: list[str]) -> bytes:
    """What Lightning writes in place of `path` when new metrics come."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*rows[0], *names])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize("cut", [0, 10, 200, 1000, None])
def test_a_rewrite_with_a_new_column_keeps_the_old_series(csv_path: Path, cut: int | None) -> None:
    csv_path.write_bytes(HEADER + b"".join(b"0,%d.5,%d\r\n" % (n, n) for n in range(100)))
    clock = Clock()
    reader = MetricsReader(str(csv_path), clock)
    old = reader.poll()
    assert old is not None
    new = rewritten(csv_path, ["late"]) + b"0,9.5,100,0.125\r\n"
    with csv_path.open("wb", buffering=0) as file:
        if cut is not None:
            file.write(new[:cut])
            clock.now += 0.9
            assert reader.poll() is None, "half a file is not believed"
        file.write(new[cut:])
    seen = reader.poll()
    assert seen is not None
    assert plain(seen)["fit/loss"][0] == [*plain(old)["fit/loss"][0], "9.5"]
    assert plain(seen)["late"] == (["0.125"], [100.0], [0.0])


def test_a_shrunken_file_is_believed_when_it_rests(csv_path: Path) -> None:
    csv_path.write_bytes(HEADER + b"0,1,0\n0,2,1\n0,3,2\n")
    clock = Clock()
    reader = MetricsReader(str(csv_path), clock)
    reader.poll()
    csv_path.write_bytes(HEADER + b"0,7,0\n")
    assert reader.poll() is None
    clock.now += 0.5
    assert reader.poll() is None
    clock.now += 0.6
    seen = reader.poll()
    assert seen is not None
    assert plain(seen)["fit/loss"][0] == ["7.0"]


def test_a_file_begun_anew_is_believed_in_the_end_though_it_grows(csv_path: Path) -> None:
    csv_path.write_bytes(HEADER + b"0,1,0\n" * 50)
    clock = Clock()
    reader = MetricsReader(str(csv_path), clock)
    reader.poll()
    csv_path.write_bytes(b"step,other\n")
    seen = None
    for second in range(15):
        with csv_path.open("ab") as file:
            file.write(b"%d,1\n" % second)
        seen = seen or reader.poll()
        clock.now += 1
    assert seen is not None
    assert [one.name for one in seen.series] == ["other"]


def test_a_replaced_file_is_read_anew(csv_path: Path) -> None:
    csv_path.write_bytes(HEADER + b"0,1,0\n")
    reader = MetricsReader(str(csv_path))
    reader.poll()
    other = csv_path.with_name("other")
    other.write_bytes(HEADER + b"0,5,0\n0,6,1\n")
    os.replace(other, csv_path)
    seen = reader.poll()
    assert seen is not None
    assert plain(seen)["fit/loss"][0] == ["5.0", "6.0"]


def test_the_same_size_and_header_do_not_hide_a_rewrite(csv_path: Path) -> None:
    csv_path.write_bytes(HEADER + b"0,1,0\n")
    reader = MetricsReader(str(csv_path))
    reader.poll()
    status = csv_path.stat()
    csv_path.write_bytes(HEADER + b"0,8,0\n")
    os.utime(csv_path, ns=(status.st_atime_ns, status.st_mtime_ns))
    seen = reader.poll()
    assert seen is not None
    assert plain(seen)["fit/loss"][0] == ["8.0"]


def test_a_torn_line_waits_for_its_end(csv_path: Path) -> None:
    csv_path.write_bytes(HEADER + b"0,1.5,0\r\n0,2.")
    reader = MetricsReader(str(csv_path))
    first = reader.poll()
    assert first is not None and plain(first)["fit/loss"][0] == ["1.5"]
    with csv_path.open("ab") as file:
        file.write(b"25,1\r\n")
    second = reader.poll()
    assert second is not None and plain(second)["fit/loss"][0] == ["1.5", "2.25"]


@pytest.mark.parametrize(
    ("text", "values", "note"),
    [
        (b"step,loss,loss\n0,1,2\n", ["2.0"], "more than one column named loss: the last one is shown"),
        (b"step,loss\n0,1\n1\n2,3,4\n3,5\n", ["1.0", "5.0"], "2 rows skipped: not as many cells as the header"),
        (b"step,loss\n0,warm-up\n1,2\n", ["2.0"], "1 cell skipped: not a number, in loss"),
        (b"step,loss\n0,1\xff\n1,\0\n2,2\n", ["2.0"], "2 cells skipped: not a number, in loss"),
        ("step,loss\n0,１٣\n1,2\n".encode(), ["13.0", "2.0"], None),
        (b'step,"loss"\n0,"1.5"\n"1",2\n', ["1.5", "2.0"], None),
        (b"\xef\xbb\xbfstep,loss\r\n0,1\r\n\r\n1,2\n", ["1.0", "2.0"], None),
        (b"step,loss\n0,1\nstep,loss\n1,2\n", ["1.0", "2.0"], None),
        (b"step,loss\n0,1\nloss,epoch,step\n2,0,1\n", ["1.0", "2.0"], None),
        (b",loss\n0,1_0\n1, 2 \n2,infinity\n3,1e400\n", ["10.0", "2.0", "inf", "inf"], None),
    ],
)
def test_odd_files_give_the_series_or_one_note(
    csv_path: Path, text: bytes, values: list[str], note: str | None
) -> None:
    csv_path.write_bytes(text)
    metrics = read(csv_path)
    assert plain(metrics)["loss"][0] == values
    assert metrics.notes == ((note,) if note else ())


def test_a_line_too_long_is_skipped_and_the_rest_is_read(csv_path: Path) -> None:
    csv_path.write_bytes(HEADER + b"0,1,0\n" + b"9" * 3_000_000 + b"\n0,2,2\n")
    metrics = read(csv_path)
    assert plain(metrics)["fit/loss"] == (["1.0", "2.0"], [0.0, 2.0], [0.0, 0.0])
    assert metrics.notes == ("1 row skipped: the line is too long",)


def test_rows_without_step_and_epoch_use_their_number(csv_path: Path) -> None:
    csv_path.write_bytes(b"loss,step,epoch\n1,,\n2,7,\n3,,\n4,9,\n")
    loss = named(read(csv_path), "loss")
    assert list(loss.steps) == [0.0, 7.0, 2.0, 9.0]
    assert loss.epochs is None
    assert loss.kept() == (range(2), range(2, 4)), "a row without a step is no restart"


def test_a_row_with_an_epoch_but_no_step_was_logged_at_the_step_before(csv_path: Path) -> None:
    csv_path.write_bytes(b"loss,step,epoch\n1,,0\n2,7,0\n3,,1\n4,9,1\n")
    loss = named(read(csv_path), "loss")
    assert list(loss.steps) == [0.0, 7.0, 7.0, 9.0]
    assert loss.rising(by_epoch=False) == [0, 4]


def test_a_name_with_an_escape_sequence_is_cleaned(csv_path: Path) -> None:
    csv_path.write_bytes(b"step,\x1b]52;c;eA==\x07loss\n0,1\n")
    assert read(csv_path).series[0].name.isprintable()


def test_problems_are_said(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    reader = MetricsReader(str(path))

    def said() -> str | None:
        metrics = reader.poll()
        return metrics.problem if metrics else "nothing new"

    assert said() == "no metrics.csv yet"
    assert said() == "nothing new"
    path.write_bytes(b"")
    assert said() == "metrics.csv is empty"
    path.write_bytes(b"step,lo")
    assert said() == "metrics.csv has no whole line yet"
    path.write_bytes(b"step,loss\n0,1\n")
    assert said() is None
    path.unlink()
    assert said() == "metrics.csv was removed"
    path.mkdir()
    assert said() == "metrics.csv is not a file"


def test_a_removed_file_leaves_its_values(csv_path: Path) -> None:
    csv_path.write_bytes(HEADER + b"0,1,0\n")
    reader = MetricsReader(str(csv_path))
    reader.poll()
    csv_path.unlink()
    gone = reader.poll()
    assert gone is not None and plain(gone)["fit/loss"][0] == ["1.0"]


def test_a_large_file_comes_in_parts(csv_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics_module, "POLL_BYTES", 100_000)
    csv_path.write_bytes(HEADER + b"".join(b"0,%d.5,%d\r\n" % (n, n) for n in range(30_000)))
    reader = MetricsReader(str(csv_path))
    first = reader.poll()
    assert first is not None
    assert 0 < first.rows < 15_000
    assert first.behind == reader.behind > 0
    assert read(csv_path).rows == 30_000


@given(st.lists(st.floats(), min_size=1, max_size=400), st.data())
def test_extents_of_any_part_are_those_of_its_values(
    tmp_path_factory: pytest.TempPathFactory, values: list[float], data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "extents.csv"
    path.unlink(missing_ok=True)
    path.write_text("x\n" + "".join(f"{value!r}\n" for value in values))
    series = read(path).series[0]
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(values))] * 2)))
    assert series.extent_of(start, stop) == extent_of(series.values[start:stop])
    assert series.extent == extent_of(series.values[:])
    assert [int(place) for place in series.marks] == [n for n, value in enumerate(values) if not math.isfinite(value)]


@pytest.mark.parametrize("name", ["eval/loss", "val_rmse", "ppl", "WER", "trainLoss", "logloss", "fit/l1_err", "fid"])
def test_small_is_good(name: str) -> None:
    assert lower_is_better(name)


@pytest.mark.parametrize(
    "name", ["eval/top1", "rankme", "lossless_ratio", "f1", "terror/acc", "reward", "fit/grad_scale"]
)
def test_large_is_good(name: str) -> None:
    assert not lower_is_better(name)


@pytest.mark.skipif(load_reference() is None, reason=ABSENT)
def test_real_runs_read_as_the_reference_reads_them(real_runs: Path) -> None:
    """Its `metrics_json` gives no epoch as a metric, and no step for a row that has an epoch alone."""
    reference = load_reference()
    assert reference is not None
    for path in sorted(real_runs.rglob("metrics.csv")):
        scanner = reference.RunScanner(path.parent)
        scanner._runs["run"] = SimpleNamespace(run_dir=path.parent)
        expected = scanner.metrics_json("run")["metrics"]
        found = {one.name: one for one in read(path).series if one.name != "epoch"}
        assert found.keys() == expected.keys()
        for name, one in found.items():
            assert list(map(repr, one.values)) == list(map(repr, expected[name]["y"]))
            assert [
                step if step is None else ours for ours, step in zip(one.steps, expected[name]["step"], strict=True)
            ] == expected[name]["step"]
            if one.epochs is not None:
                assert list(one.epochs) == expected[name]["epoch"]
