"""One run and all runs of a catalog at once: both ways of asking say the same."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.filters.expression import Expression
from spt_tui.runs.metric_directions import Directions
from spt_tui.runs.query import parse
from spt_tui.runs.record import Record, Value
from spt_tui.runs.run import Run, State
from tests.catalogs import catalog_of
from tests.runs.filters.expressions import expressions
from tests.strategies import VALUES, runs

NOW = time.mktime((2026, 11, 23, 12, 0, 0, 0, 0, -1))


def make(name: str = "a", state: State = State.COMPLETED, **known: object) -> Run:
    return Run(f"/r/{name}", "/r", name, name, state, **known)  # type: ignore[arg-type]


def holds(text: str, run: Run, at: float = NOW) -> bool:
    """What is said of a run, alone and in a catalog."""
    query = parse(text, lambda: at)
    catalog = catalog_of([make("other"), run])
    answer = query.among(catalog).matches(run)
    assert query.mask(catalog, at)[1] == answer
    return answer


@given(
    st.lists(runs(), max_size=12, unique_by=lambda run: run.dir),
    expressions(),
    st.integers(0, 11),
    st.sampled_from((NOW, 0.0, 1e9)),
    st.booleans(),
)
def test_the_mask_of_all_runs_says_what_is_said_of_each(
    known: list[Run], expression: Expression, gone: int, at: float, low_is_good: bool
) -> None:
    catalog = catalog_of(known)
    catalog.judge_by(Directions({"/r": {"odd": low_is_good, "fit/loss": low_is_good}}))
    query = parse(str(expression), lambda: at)
    among = query.among(catalog)
    expected = [among.matches(run) for run in known]
    if gone < len(known):
        catalog.drop(known[gone].root, catalog.below[gone])
        expected[gone] = False
    assert list(query.mask(catalog)) == expected


@given(
    st.lists(VALUES, min_size=1, max_size=5),
    st.sampled_from(("m.x=0.1", "m.x!=1", "m.x<0.5", "m.x:nan", "nan:x", "m.x:0.*")),
)
def test_however_the_catalog_holds_the_values(values: list[Value], text: str) -> None:
    # Enough runs, and values of their own, for each way to hold a field.
    held = [*values, *(float(place) + 0.5 for place in range(100)), *values]
    known = [make(f"a{place}", summary=Record({"x": value})) for place, value in enumerate(held)]
    query = parse(text)
    assert list(query.mask(catalog_of(known))) == [query.matches(run) for run in known]


@pytest.mark.parametrize("stored", [0.1, "0.1", "1e-1"])
def test_numbers_compare_as_such_whatever_was_stored(stored: Value) -> None:
    run = make(hparams=Record({"lr": stored}))
    for text in ("lr=0.1", "hp.lr = 1e-1", "lr=10%", "lr<0.2", "lr<=0.1", "lr>=0.1", "lr>1e-3", "lr:0.10", "lr!=0.2"):
        assert holds(text, run), text
    for text in ("lr=0.2", "lr<0.1", "lr>0.1", "lr!=0.1", "m.lr=0.1", 'lr="0.10"'):
        assert not holds(text, run), text


@pytest.mark.parametrize("stored", [True, "True", "true"])
def test_truths_compare_as_such_whatever_was_stored(stored: Value) -> None:
    run = make(hparams=Record({"compile": stored}))
    assert holds("compile=true", run) and holds("hp.compile:True", run) and holds("compile!=false", run)
    assert not holds("compile=false", run) and not holds("compile>0", run) and not holds("compile=1", run)


@pytest.mark.parametrize(
    ("stored", "text", "expected"),
    [
        (2_000, "x=2k", True),
        (1_500_000.0, "x=1.5M", True),
        ("2k", "x=2k", True),
        (12345678901234567891, "x=12345678901234567891", True),
        (12345678901234567890, "x=12345678901234567891", False),
        ("12345678901234567891", "x=12345678901234567891", True),
        (math.inf, "x>1e308", True),
        (math.inf, "x=inf", True),
        (None, "x=null", True),
        (None, "x!=3", True),
        (None, "x<3", False),
        ("adamw", "x<3", False),
        ("adamw", "x=AdamW", False),
        ("AdamW", "x=adam*", True),
        (7, "x=?", True),
    ],
)
def test_values(stored: Value, text: str, expected: bool) -> None:
    assert holds(text, make(hparams=Record({"x": stored}))) is expected


@pytest.mark.parametrize("stored", [math.nan, "nan", "NaN"])
def test_nothing_compares_with_nan_but_its_own_question(stored: Value) -> None:
    run = make(summary=Record({"loss": stored, "other": 1.0}))
    for text in ("m.loss<1", "m.loss>=1", "loss=1", "loss!=1", "m.loss<=inf", "nan:other", "nan:los"):
        assert not holds(text, run), text
    for text in ("nan:loss", "nan:", "nan:l*", "m.loss:nan", "loss:", "has:loss", "-loss<1"):
        assert holds(text, run), text


def test_what_a_run_lacks_compares_with_nothing() -> None:
    for text in (
        "m.loss<1",
        "m.loss!=1",
        "step>0",
        "step!=1",
        "age>0",
        "ended<today",
        "ended!=today",
        "best.loss<1",
        "eta:",
    ):
        assert not holds(text, make()), text
    assert holds("sweep!=7", make()) and holds("tag!=x", make()) and not holds("tag!=x", make(tags=("y", "x")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age<2d", True),
        ("age<1d", False),
        ("age<1.4d", False),
        ("age=1d", True),
        ("age=35h", True),
        ("age=36h", False),
        ("age<=1d", True),
        ("age>1d", True),
        ("duration>1h30m", True),
        ("duration=2h", True),
        ("duration=7200", True),
        ("duration<7200", False),
        ("created>2026-11-22", True),
        ("created=2026-11-22", True),
        ("created:2026-11", True),
        ("created<=2026-11-22", True),
        ("created<2026-11-22", False),
        ("created=yesterday", True),
        ("created!=yesterday", False),
        ("created<today", True),
        ("created>=2026-11-22T00:00", True),
        ('created<"2026-11-22 00:01"', True),
        ("created = 2026-11-22 00:00 and age>1d", True),
        ("ended=2026-11-22T02", True),
        ("ended>today", False),
    ],
)
def test_times(text: str, expected: bool) -> None:
    began = time.mktime((2026, 11, 22, 0, 0, 30, 0, 0, -1))
    assert holds(text, make(created_at=began, ended_at=began + 7_200)) is expected


def test_a_filter_by_age_is_right_as_time_passes() -> None:
    catalog, query = catalog_of([make(created_at=NOW)]), parse("age<2d")
    assert query.mask(catalog, NOW + 86_400) == b"\1"
    assert query.mask(catalog, NOW + 2 * 86_400) == b"\0"


def test_the_best_follows_the_direction_that_counts() -> None:
    run = make(lows=Record({"eval/top1": 0.2}), highs=Record({"eval/top1": 0.8}))
    assert holds("best.eval/top1=0.8", run) and parse("best.eval/top1>0.5")(run)
    catalog = catalog_of([run])
    catalog.judge_by(Directions({"/r": {"eval/top1": True}}))
    query = parse("best.eval/top1=0.2")
    assert query.mask(catalog) == b"\1" and query.among(catalog)(run)


def test_flags() -> None:
    assert holds("alive:yes", make(state=State.RUNNING)) and holds("alive:no", make(state=State.STALE))
    assert holds("archived=true", make(archived=True)) and holds("archived!=yes", make()) and holds("archived:", make())


def test_an_expression_is_found_in_what_names_a_run() -> None:
    run = make("Vicreg-a3", tags=("digits", "lr 0.1"), notes="Baseline run")
    for text in ("/a[0-9]$/", "/^vicreg/", "/Base.*run/", "/lr 0/", r"/\Sig/", "-/a4/", "/(vic|sim)/"):
        assert holds(text, run), text
    for text in ("/^a3/", "/BASE/", "/s3/"):
        assert not holds(text, run), text
