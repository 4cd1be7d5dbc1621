"""The same questions to stable-pretraining's own registry and to ours, on the same trees.

What is right is said by `expected`, from what the reference has of all runs: it answers as ours does but where one of
its defects explains that it does not.
"""

from __future__ import annotations

import itertools
import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from spt_tui.runs.registry.registry import Registry, open_registry
from tests.bench.tree import write_tree
from tests.reference import ABSENT, load_reference_registry
from tests.trees import real_runs

REFERENCE = load_reference_registry()
pytestmark = pytest.mark.skipif(REFERENCE is None, reason=ABSENT)

FIELDS = ("run_id", "status", "created_at", "updated_at", "alive", "run_dir", "checkpoint_path", "config", "hparams",
          "summary", "tags", "notes")  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Both, asked about one tree."""

    ours: Registry
    theirs: Any
    all: Sequence[Any]
    """Every run as the reference has it."""


@pytest.fixture(scope="module", params=["recorded", "generated"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    assert REFERENCE is not None
    place = tmp_path_factory.mktemp("registry").resolve()
    root = real_runs(place) if request.param == "recorded" else write_tree(place, 150).root.parent
    theirs = REFERENCE.open_registry(place / "elsewhere.db", cache_dir=root)
    yield Pair(open_registry(cache_dir=root), theirs, theirs.query())
    theirs.close()


def plain(record: Any) -> dict[str, Any]:
    """The twelve fields, NaN as something that equals itself."""
    return {name: _plain(getattr(record, name)) for name in FIELDS}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


def by_id(records: Sequence[Any]) -> list[dict[str, Any]]:
    return sorted(map(plain, records), key=lambda record: str(record["run_id"]))


def test_every_field_of_every_run(pair: Pair) -> None:
    ours, theirs = by_id(pair.ours.query()), by_id(pair.all)
    assert ours == theirs
    assert [list(run["hparams"]) for run in ours] == [list(run["hparams"]) for run in theirs], "their order, too"
    assert [list(run["summary"]) for run in ours] == [list(run["summary"]) for run in theirs]
    for run in pair.ours.query():
        assert type(run.hparams) is type(run.summary) is dict and type(run.tags) is list
        same_id = next(each for each in pair.all if each.run_id == run.run_id)
        assert list(map(type, run.hparams.values())) == list(map(type, same_id.hparams.values()))
        assert list(map(type, run.summary.values())) == list(map(type, same_id.summary.values()))


def test_one_run_and_the_number_of_runs(pair: Pair) -> None:
    assert len(pair.ours) == len(pair.theirs)
    for run in pair.all:
        assert plain(pair.ours.get(run.run_id)) == plain(pair.theirs.get(run.run_id)) == plain(pair.ours[run.run_id])
    assert pair.ours.get("no-such-run") is None is pair.theirs.get("no-such-run")
    for registry in (pair.ours, pair.theirs):
        with pytest.raises(KeyError):
            registry["no-such-run"]


def exactly(
    tag: str | None, status: str | None, alive: bool | None, hparams: dict[str, Any] | None
) -> Callable[..., bool]:
    """The filters as they are meant."""
    return lambda run: (
        (tag is None or tag in run.tags)
        and (status is None or run.status == status)
        and (alive is None or run.alive == alive)
        and all(run.hparams.get(key) == value for key, value in (hparams or {}).items())
    )


def filters(pair: Pair) -> Iterator[dict[str, Any]]:
    """Filters that mean something on this tree, and some that do not."""
    tags = [None, "no-such-tag", *sorted({tag for run in pair.all for tag in run.tags})[:6]]
    statuses = [None, "no-such-status", *sorted({run.status for run in pair.all})]
    some = pair.all[0].hparams
    hparams = [None, {"no.such.key": 1}, {"no.such.key": None}, *({key: some[key]} for key in list(some)[:4])]
    for tag, status, alive, wanted in itertools.product(tags, statuses, (None, True, False), hparams):
        yield {"tag": tag, "status": status, "alive": alive, "hparams": wanted}


def test_filters(pair: Pair) -> None:
    seen = 0
    for question in filters(pair):
        right = by_id([run for run in pair.all if exactly(**question)(run)])
        assert by_id(pair.ours.query(**question)) == right, question
        if is_plain_tag(question["tag"]):
            assert by_id(pair.theirs.query(**question)) == right, question
        seen += bool(right)
    assert seen > 50


def is_plain_tag(tag: str | None) -> bool:
    """No reg-tag-wildcard, reg-tag-quote, reg-tag-nonascii; reg-tag-case would need a tag in two cases."""
    return tag is None or (tag.isascii() and not set(tag) & set('%_"\\'))


def sort_keys(pair: Pair) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    for name in ("run_id", "status", "created_at", "updated_at", "alive", "run_dir", "notes"):
        yield name, lambda run, name=name: getattr(run, name)  # type: ignore[misc]
    for family in ("summary", "hparams"):
        keys = sorted({key for run in pair.all for key in getattr(run, family)})[:8]
        for key in keys:
            yield f"{family}.{key}", lambda run, family=family, key=key: getattr(run, family).get(key)  # type: ignore[misc]


@pytest.mark.parametrize("descending", [True, False])
def test_sorts(pair: Pair, descending: bool) -> None:
    """Where the reference sorts at all, the sequence of the values is the same; ties are nobody's order there."""
    compared = 0
    for sort_by, value in sort_keys(pair):
        values = [value(run) for run in pair.all]
        present = [each for each in values if each is not None and each == each]
        if len({isinstance(each, str) for each in present}) > 1:
            continue
        right = sorted(present, reverse=descending)
        ours = pair.ours.query(sort_by=sort_by, descending=descending)
        assert [value(run) for run in ours[: len(right)]] == right, sort_by
        rest = [run.run_id for run in ours[len(right) :]]
        assert rest == sorted(rest), "without a value they come last, by id"
        for limit in (0, 1, 3):
            assert pair.ours.query(sort_by=sort_by, descending=descending, limit=limit) == ours[:limit]
        if is_sortable_there(pair, sort_by, values, descending):
            theirs = pair.theirs.query(sort_by=sort_by, descending=descending)
            assert [value(run) for run in theirs] == [value(run) for run in ours], sort_by
            compared += 1
    assert compared > 5


def is_sortable_there(pair: Pair, sort_by: str, values: Sequence[Any], descending: bool) -> bool:
    """No reg-nan-sort, reg-dotted-key-sort, reg-bracket-key-sort, reg-quote-in-key or reg-null-first-asc."""
    family, dot, key = sort_by.partition(".")
    if dot and (set(key) & set(".[]'\"/-") or any(map(has_odd_number, (getattr(run, family) for run in pair.all)))):
        return False
    return descending or None not in values


def has_odd_number(record: Mapping[str, Any]) -> bool:
    return any(isinstance(value, float) and not math.isfinite(value) for value in record.values())


def test_sorts_by_metrics_of_a_sweep(pair: Pair) -> None:
    """reg-nan-sort spoils a metric there for a selection in which any run has a NaN."""
    tag = next(tag for run in pair.all for tag in run.tags if tag.startswith("sweep:"))
    selected = [run for run in pair.all if tag in run.tags]
    for key in sorted(set.intersection(*(set(run.summary) for run in selected))):
        question = {"tag": tag, "sort_by": f"summary.{key}", "limit": 3}
        try:
            theirs = [run.summary[key] for run in pair.theirs.query(**question)]
        except sqlite3.OperationalError:
            assert any(has_odd_number(run.summary) for run in selected)
            continue
        if "." not in key:
            assert [run.summary[key] for run in pair.ours.query(**question)] == theirs


def test_the_frames_are_equal(pair: Pair) -> None:
    pandas = pytest.importorskip("pandas")
    for question in ({}, {"tag": "no-such-tag"}, {"status": "completed"}):
        ours, theirs = pair.ours.to_dataframe(**question), pair.theirs.to_dataframe(**question)
        assert len(ours) == len(theirs) and set(ours.columns) == set(theirs.columns)
        if len(ours):
            pandas.testing.assert_frame_equal(
                ours.sort_values("run_id", ignore_index=True)[list(theirs.columns)],
                theirs.sort_values("run_id", ignore_index=True),
            )
