"""The same questions to stable-pretraining's own scanner and to ours, on the same trees."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.scanner import RunScanner
from tests.bench.tree import write_tree
from tests.reference import ABSENT, load_reference
from tests.trees import real_runs

REFERENCE = load_reference()
pytestmark = pytest.mark.skipif(REFERENCE is None, reason=ABSENT)

OURS_ALONE = {"archived", "problem"}
"""Keys of a run that only ours has."""


class Pair:
    """Both, asked about one tree."""

    def __init__(self, reference: ModuleType, root: Path) -> None:
        self.theirs = reference.RunScanner(root)
        self.theirs._scan(initial=True)
        self.ours = RunScanner(root)
        self.ours.step()
        self.ids = sorted(run["run_id"] for run in self.theirs.runs_json())

    def ask(self, question: str, *arguments: Any) -> tuple[Any, Any]:
        """What ours and theirs say."""
        return getattr(self.ours, question)(*arguments), getattr(self.theirs, question)(*arguments)


@pytest.fixture(scope="module", params=["recorded", "generated"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    assert REFERENCE is not None
    place = tmp_path_factory.mktemp("reference").resolve()
    # The recorded runs from their top: then run ids differ in depth.
    root = real_runs(place) if request.param == "recorded" else write_tree(place, 60).root
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(place / "data"))
        yield Pair(REFERENCE, root)


def same(ours: Any, theirs: Any) -> bool:
    """Equal, where NaN equals NaN."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return list(ours) == list(theirs) and all(same(value, theirs[key]) for key, value in ours.items())
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, float) and isinstance(theirs, float) and math.isnan(ours):
        return math.isnan(theirs)
    return type(ours) is type(theirs) and bool(ours == theirs)


def test_the_comparison_sees_differences() -> None:
    assert same({"a": [math.nan, None, 1.0]}, {"a": [math.nan, None, 1.0]})
    assert not same({"a": [math.nan]}, {"a": [0.0]})
    assert not same({"a": [1.0]}, {"a": [1.0, 2.0]})
    assert not same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not same([1], [1.0])


def test_runs_json(pair: Pair) -> None:
    ours, theirs = pair.ask("runs_json")
    assert {run["run_id"]: run for run in ours}.keys() == {run["run_id"]: run for run in theirs}.keys()
    by_id = {run["run_id"]: run for run in theirs}
    for run in ours:
        assert not run["archived"] and run["problem"] is None
        assert same({key: value for key, value in run.items() if key not in OURS_ALONE}, by_id[run["run_id"]])


def test_metrics_json(pair: Pair) -> None:
    for id in pair.ids:
        assert same(*pair.ask("metrics_json", id)), id


def test_metrics_json_bytes(pair: Pair) -> None:
    for id in pair.ids:
        ours, theirs = pair.ask("metrics_json_bytes", id)
        assert ours == theirs, id


cells = st.sampled_from(["", "0", "1.5", "-3e-7", "nan", "inf", "-Infinity", "1e400", "0x10", "1_0", " 2 ", "warm-up"])
axis_cells = st.sampled_from(["", "0", "7", "3", "12.0", "x"])


@settings(max_examples=60)
@given(st.lists(st.tuples(axis_cells, axis_cells, cells, cells), max_size=30), st.permutations(range(4)))
def test_metrics_of_any_table(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], order: list[int]
) -> None:
    assert REFERENCE is not None
    run_dir = tmp_path_factory.mktemp("table") / "a"
    run_dir.mkdir()
    (run_dir / "sidecar.json").write_text("{}")
    lines = [("step", "epoch", "fit/loss", "eval/acc"), *rows]
    text = "".join(",".join(line[place] for place in order) + "\r\n" for line in lines)
    (run_dir / "metrics.csv").write_text(text, newline="")
    pair = Pair(REFERENCE, run_dir.parent)
    assert same(*pair.ask("metrics_json", "a"))
    assert operator.eq(*pair.ask("metrics_json_bytes", "a"))
    ours, theirs = pair.ask("metrics_stream", "a")
    assert same(joined(ours), joined(theirs))


def joined(chunks: Iterator[dict[str, Any]]) -> dict[str, dict[str, list[Any]]]:
    """The metrics of a stream."""
    metrics: dict[str, dict[str, list[Any]]] = {}
    *parts, last = chunks
    assert last == {"done": True}
    assert [part["chunk"] for part in parts] == list(range(len(parts)))
    for part in parts:
        for name, columns in part["metrics"].items():
            for column, values in columns.items():
                metrics.setdefault(name, {}).setdefault(column, []).extend(values)
    return metrics


def test_metrics_stream(pair: Pair) -> None:
    for id in pair.ids:
        ours, theirs = pair.ask("metrics_stream", id)
        assert same(joined(ours), joined(theirs)), id


def test_media_json(pair: Pair) -> None:
    for id in pair.ids:
        ours, theirs = pair.ask("media_json", id)
        assert same(ours, theirs), id
        for event in ours["events"]:
            path, expected = pair.ask("media_file_path", id, event["path"])
            assert path == expected and path.is_file()


def test_logs(pair: Pair) -> None:
    for id in pair.ids:
        ours, theirs = pair.ask("logs_index", id)
        assert same(ours, theirs), id
        for stream in theirs["streams"]:
            for limit in (4 << 20, 1_000, 100):
                content, expected = pair.ask("log_content", id, stream["stream_id"], limit)
                assert content == expected or is_bar_kept(content, expected), (id, stream, limit)


def is_bar_kept(ours: bytes, theirs: bytes) -> bool:
    """log-tail-empty-on-CR-bars: ours begins at a carriage return within the line that theirs leaves out."""
    more = ours.removesuffix(theirs)
    return ours.endswith(theirs) and b"\n" not in more.removesuffix(b"\n")


def test_what_is_not_known(pair: Pair) -> None:
    for question in ("metrics_json", "metrics_json_bytes", "media_json", "logs_index"):
        assert pair.ask(question, "no/such/run") == (None, None)
    ours, theirs = pair.ask("metrics_stream", "no/such/run")
    assert list(ours) == list(theirs) == [None]
    assert pair.ask("log_content", "no/such/run", "train.out") == (None, None)
    assert pair.ask("log_content", pair.ids[0], "no-such-stream") == (None, None)
    assert pair.ask("media_file_path", pair.ids[0], "media/none.png") == (None, None)
    assert pair.ask("patch_run_meta", "no/such/run", {"notes": "x"}) == (False, False)


@pytest.mark.parametrize(
    "patch",
    [{"status": "completed", "ended_at": 1}, {"notes": 1}, {"display_name": []}, {"tags": "a"}, {"archived": 1}],
)
def test_edits_that_are_refused(pair: Pair, patch: dict[str, Any]) -> None:
    said = []
    for scanner in (pair.ours, pair.theirs):
        with pytest.raises(ValueError) as refusal:
            scanner.patch_run_meta(pair.ids[0], patch)
        said.append(str(refusal.value))
    assert said[0] == said[1]
