import json
import math
import os
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from spt_tui.runs.answers import metrics_json as module
from spt_tui.runs.answers.metrics_json import CHUNK_POINTS, MetricsCache, MetricsJson

HEADER = b"epoch,loss,step\n"


@pytest.fixture
def file(tmp_path: Path) -> MetricsJson:
    return MetricsJson(str(tmp_path / "metrics.csv"))


def write(file: MetricsJson, content: bytes) -> None:
    Path(file.path).write_bytes(content)


def read(file: MetricsJson, content: bytes) -> dict[str, Any]:
    write(file, content)
    return file.metrics()


def test_columns_are_those_of_the_rows_with_a_value(file: MetricsJson) -> None:
    metrics = read(file, b"step,epoch,loss,acc\n0,0,1.5,\n1,0,,0.5\n2,1,0.5,\n")
    assert metrics == {
        "loss": {"step": [0.0, 2.0], "epoch": [0.0, 1.0], "y": [1.5, 0.5]},
        "acc": {"step": [1.0], "epoch": [0.0], "y": [0.5]},
    }


def test_metrics_step_fallback(file: MetricsJson) -> None:
    """A row's number stands for its step only where the row says neither step nor epoch."""
    metrics = read(file, b"loss,step,epoch\n1,,\n2,7,\n3,,1\n4,,\n5,nan,inf\n6,inf,2\n")
    assert metrics["loss"]["step"] == [0.0, 7.0, None, 3.0, 4.0, None]
    assert metrics["loss"]["epoch"] == [None, None, 1.0, None, None, 2.0]
    assert read(file, b"loss,acc\n1,\n,2\n3,4\n")["acc"] == {"step": [1.0, 2.0], "epoch": [None, None], "y": [2.0, 4.0]}


def test_metrics_dup_header(file: MetricsJson) -> None:
    """One value a row: that of the last column of this name."""
    assert read(file, b"step,loss,loss\n0,1,2\n1,3,\n")["loss"] == {"step": [0.0], "epoch": [None], "y": [2.0]}


def test_metrics_nonutf8(file: MetricsJson) -> None:
    """A byte that is no UTF-8 costs its cell."""
    metrics = read(file, b"step,loss,caf\xe9\n0,1\xff,3\n1,2,\n")
    assert metrics == {
        "loss": {"step": [1.0], "epoch": [None], "y": [2.0]},
        "caf\ufffd": {"step": [0.0], "epoch": [None], "y": [3.0]},
    }
    json.loads(file.as_json())


def test_metrics_python_float(file: MetricsJson) -> None:
    """What `float()` takes is a number, as on the screen; hexadecimal and text are none."""
    content = b"step,loss\n" + b"".join(
        b"%d,%s\n" % each for each in enumerate([b"1_0", b" 2 ", b"infinity", b"0x10", b"1e400", b"-Inf", b"NaN", b"x"])
    )
    loss = read(file, content)["loss"]
    assert [str(value) for value in loss["y"]] == ["10.0", "2.0", "inf", "inf", "-inf", "nan"]
    assert loss["step"] == [0.0, 1.0, 2.0, 4.0, 5.0, 6.0]


def test_names_are_not_cleaned(file: MetricsJson) -> None:
    assert list(read(file, b'step,a\x1b[31m,"b,c",\xc3\xa9\n0,1,2,3\n')) == ["a\x1b[31m", "b,c", "é"]


def test_json_holds_no_nan(file: MetricsJson) -> None:
    write(file, HEADER + b"0,nan,0\n0,-inf,1\n0,2.5,2\n,1e400,\n")
    loss = json.loads(file.as_json(), parse_constant=pytest.fail)["metrics"]["loss"]
    assert loss == {"step": [0.0, 1.0, 2.0, 3.0], "epoch": [0.0, 0.0, 0.0, None], "y": [None, None, 2.5, None]}


def test_json_is_made_once_until_the_file_changes(file: MetricsJson) -> None:
    write(file, HEADER + b"0,1,0\n")
    first = file.as_json()
    assert file.as_json() is first
    with open(file.path, "ab") as more:
        more.write(b"0,2,1\n")
    assert json.loads(file.as_json())["metrics"]["loss"]["y"] == [1.0, 2.0]


def test_appended_rows_alone_are_read(file: MetricsJson, monkeypatch: pytest.MonkeyPatch) -> None:
    write(file, HEADER + b"0,1.5,0\n" * 20_000)
    file.metrics()
    asked: list[int] = []
    pread = os.pread
    monkeypatch.setattr(os, "pread", lambda *given: asked.append(len(found := pread(*given))) or found)
    with open(file.path, "ab") as more:
        more.write(b"0,2.5,1\n")
    assert file.metrics()["loss"]["y"][-2:] == [1.5, 2.5]
    assert sum(asked) < 1_000


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_written_anew_is_read_anew(file: MetricsJson, replaced: bool) -> None:
    read(file, HEADER + b"0,1,0\n0,2,1\n")
    target = f"{file.path}.new" if replaced else file.path
    Path(target).write_bytes(HEADER + b"0,3,0\n0,4,1\n0,5,2\n")
    os.replace(target, file.path)
    assert file.metrics()["loss"]["y"] == [3.0, 4.0, 5.0]
    assert read(file, HEADER + b"0,6,0\n")["loss"]["y"] == [6.0]


def test_a_file_written_anew_with_the_same_size_and_end_is_read_anew(file: MetricsJson) -> None:
    end = b"0,1,2\n" * 100
    read(file, HEADER + b"0,1,0\n" + end)
    os.utime(file.path, (1, 1))
    assert file.metrics()["loss"]["y"][0] == 1.0
    assert read(file, HEADER + b"0,9,0\n" + end)["loss"]["y"][0] == 9.0


def test_a_line_is_read_when_it_is_whole(file: MetricsJson) -> None:
    assert read(file, HEADER + b"0,1,0\n0,2.")["loss"]["y"] == [1.0]
    assert read(file, HEADER + b"0,1,0\n0,2.5,1\n")["loss"]["y"] == [1.0, 2.5]


def test_what_is_no_file_has_no_metrics_and_recovers(file: MetricsJson) -> None:
    assert file.metrics() == {} and json.loads(file.as_json()) == {"metrics": {}}
    os.mkfifo(file.path)
    assert file.metrics() == {}
    os.unlink(file.path)
    assert read(file, b"") == {}
    assert list(read(file, HEADER + b"0,1,0\n")) == ["loss"]
    os.unlink(file.path)
    assert file.metrics() == {} and json.loads(file.as_json()) == {"metrics": {}}


def test_a_stream_of_nothing(file: MetricsJson) -> None:
    assert list(file.stream()) == [{"chunk": 0, "metrics": {}}, {"done": True}]
    write(file, HEADER)
    assert list(file.stream()) == [{"done": True}]


@pytest.mark.parametrize("warm", [False, True])
def test_a_stream_is_the_whole_in_parts(file: MetricsJson, monkeypatch: pytest.MonkeyPatch, warm: bool) -> None:
    monkeypatch.setattr(module, "_STEP_BYTES", 70_000)
    rows = b"".join(b"%d,%d.5,%d,%s\n" % (n // 10, n, n, b"" if n % 3 else b"nan") for n in range(20_000))
    write(file, b"epoch,loss,step,late\n" + rows)
    if warm:
        file.metrics()
    *chunks, last = file.stream()
    assert last == {"done": True}
    assert [chunk["chunk"] for chunk in chunks] == list(range(len(chunks)))
    sizes = [sum(len(columns["y"]) for columns in chunk["metrics"].values()) for chunk in chunks]
    assert max(sizes) <= CHUNK_POINTS and sum(sizes) == 20_000 + 6_667
    whole = file.metrics()
    for column in ("step", "epoch", "y"):
        parts = [chunk["metrics"].get("loss", {column: []})[column] for chunk in chunks]
        assert list(chain.from_iterable(parts)) == whole["loss"][column]
    assert all(map(math.isnan, whole["late"]["y"]))


def test_the_first_part_comes_before_the_file_is_read(file: MetricsJson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_STEP_BYTES", 70_000)
    write(file, HEADER + b"0,1.5,0\n" * 200_000)
    next(file.stream())
    after_the_first = file.memory
    file.metrics()
    assert 0 < after_the_first < file.memory / 10


def test_files_that_were_not_asked_for_lately_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = MetricsCache()
    paths = [tmp_path / f"{number}.csv" for number in range(4)]
    for path in paths:
        path.write_bytes(HEADER + b"0,1,0\n" * 1_000)
    monkeypatch.setattr(module, "BYTES", 120_000)
    files = [cache.get(str(path)) for path in paths if cache.get(str(path)).metrics()]
    assert cache.get(str(paths[3])) is files[3]
    assert cache.get(str(paths[0])) is not files[0]
    monkeypatch.setattr(module, "FILES", 1)
    cache.get(str(paths[1]))
    assert cache.get(str(paths[3])) is not files[3]
