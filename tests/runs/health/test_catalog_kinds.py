"""All runs judged at once: the same as one by one, and slow ones by their sweep."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.bests import LOST_IF_HIGH, LOST_IF_LOW
from spt_tui.runs.columns import column
from spt_tui.runs.health.catalog_kinds import kinds, lost_mask
from spt_tui.runs.health.catalog_verdict import catalog_verdict
from spt_tui.runs.health.summary_verdict import summary_verdict
from spt_tui.runs.health.sweep_rates import sweep_rates
from spt_tui.runs.health.verdict import Kind
from spt_tui.runs.metric_directions import Directions
from spt_tui.runs.query import parse
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from tests.catalogs import catalog_of
from tests.strategies import runs

NOW = 1_000_000.0


def make(name: str, state: State = State.RUNNING, took: float = 1_000.0, **fields: object) -> Run:
    known: dict[str, object] = {"created_at": NOW - took, "heartbeat_at": NOW - 1, "step": 999, "sweep": "7"}
    known["summary"] = Record({"epoch": 3, "fit/loss": 0.5})
    return Run(f"/r/{name}", "/r", name, name, state, **{**known, **fields})  # type: ignore[arg-type]


def judged(run: Run) -> tuple[str, str]:
    verdict = summary_verdict(run, NOW)
    return verdict.kind.value, verdict.reason


@given(st.lists(runs(), max_size=20, unique_by=lambda run: run.dir), st.floats(0, 2e9))
def test_all_at_once_as_one_by_one(known: list[Run], now: float) -> None:
    catalog = catalog_of(known)
    rates = sweep_rates(catalog, now)
    expected = [summary_verdict(run, now, rates.get(run.sweep or "")).kind.severity for run in known]
    assert list(kinds(catalog, now)) == expected


@given(st.lists(st.one_of(st.floats(), st.integers(), st.none(), st.just("nan"), st.booleans()), min_size=1))
def test_nan_and_infinities_are_found_however_the_catalog_holds_them(values: list[object]) -> None:
    # Enough runs, and values of their own, for each way to hold a field.
    held = [*values, *(float(place) + 0.5 for place in range(200)), *values]
    summaries = [Record({"fit/loss": value}) for value in held]  # type: ignore[dict-item]
    catalog = catalog_of(make(f"a{place}", State.FAILED, summary=each) for place, each in enumerate(summaries))
    odd = [isinstance(value, float) and not math.isfinite(value) for value in held]
    assert [kind == Kind.NAN.severity for kind in kinds(catalog, NOW)] == odd
    catalog.drop("/r", "a0")
    catalog.put(make("a0", State.FAILED))
    assert kinds(catalog, NOW)[-1] == Kind.OK.severity


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (make("a"), ("ok", "the newest values are finite")),
        (make("a", summary=Record({"epoch": 3})), ("unknown", "there are no figures to judge by")),
        (
            make("a", summary=Record({"rankme": math.inf, "fit/loss": math.nan, "eval/x": -math.inf})),
            ("nan", "fit/loss is NaN, and 2 more"),
        ),
        (
            make("a", State.STALE, heartbeat_at=NOW - 900, took=10_900.0),
            ("ok", "the newest values are finite"),  # at 10 s a step and 50 steps a row that is no long time
        ),
        (
            make(
                "a",
                State.STALE,
                heartbeat_at=NOW - 900,
                took=10_900.0,
                hparams=Record({"trainer.log_every_n_steps": 2}),
            ),
            ("stalled", "no new row for 15m, they came every 20s or so"),
        ),
        (make("a", State.STALE, heartbeat_at=NOW - 900, step=None), ("stalled", "no new row for 15m")),
        (make("a", State.FAILED, heartbeat_at=NOW - 900), ("ok", "the newest values are finite")),
    ],
)
def test_what_a_summary_tells(run: Run, expected: tuple[str, str]) -> None:
    assert judged(run) == expected


def test_slow_is_what_has_half_of_its_sweeps_rate() -> None:
    quick = [make(f"quick{place}", State.COMPLETED) for place in range(3)]
    catalog = catalog_of([*quick, make("slow", step=399), make("steady", step=600), make("young", took=60.0, step=3)])
    assert [Kind(column_text(run.name, catalog)) for run in catalog.view(range(6))] == [Kind.OK] * 3 + [
        Kind.SLOW,
        Kind.OK,
        Kind.OK,
    ]
    reason = column("reason").among(catalog).text(catalog.run(3), NOW)
    assert reason == "0.4 steps/s, the median of its sweep is 1 steps/s"
    # Of a run alone nobody can say that it is slow.
    assert column("health").text(catalog.run(3), NOW) == "✓ ok"


def test_a_run_of_no_sweep_is_not_compared_with_a_sweep_of_that_name() -> None:
    quick = [make(f"quick{place}", sweep="None") for place in range(3)]
    catalog = catalog_of([*quick, make("alone", sweep=None, step=9)])
    assert "None" in sweep_rates(catalog, NOW)
    assert list(kinds(catalog, NOW)) == [Kind.OK.severity] * 4


def column_text(name: str, catalog: object) -> str:
    from spt_tui.runs.catalog import Catalog

    assert isinstance(catalog, Catalog)
    run = next(run for run in catalog.view(catalog.slots()) if run.name == name)
    return column("health").among(catalog).text(run, NOW).partition(" ")[2]


def test_a_sweep_of_two_has_no_median() -> None:
    assert sweep_rates(catalog_of([make("a"), make("b")]), NOW) == {}
    assert sweep_rates(catalog_of([make("a"), make("b"), make("c", sweep="8")]), NOW) == {}
    assert sweep_rates(catalog_of(make(name) for name in "abc"), NOW) == {"7": pytest.approx(1_000 / 999)}


def test_the_column_sorts_the_worst_first_and_the_unknown_last() -> None:
    nan = make("nan", summary=Record({"fit/loss": math.nan}))
    unknown = make("unknown", summary=Record({}))
    catalog = catalog_of([make("ok"), unknown, nan, replace(make("old"), state=State.STALE, heartbeat_at=NOW - 9e6)])
    assert column("health").keys(catalog, NOW) == [5, None, 0, 2]
    assert [column("health").text(catalog.run(slot), NOW) for slot in range(4)] == ["✓ ok", "-", "× nan", "◌ stalled"]
    assert column("eta").text(make("a", hparams=Record({"trainer.max_steps": 8_200})), NOW) == "~1h59m"


def test_a_filter_asks_for_it() -> None:
    nan = make("nan", State.FAILED, summary=Record({"fit/loss": math.nan}))
    catalog = catalog_of([make("ok", State.FAILED), nan])
    assert list(parse("health:nan").mask(catalog)) == [0, 1]
    assert list(parse("-health:nan").mask(catalog)) == [1, 0]
    assert [parse("health:ok")(run) for run in catalog.view(range(2))] == [True, False]


@pytest.mark.parametrize("state", [State.RUNNING, State.STALE, State.COMPLETED, State.FAILED])
def test_a_lost_metric_is_told_of_ended_and_of_living_runs(state: State) -> None:
    marks, lows = Record({"eval/loss": LOST_IF_LOW}), Record({"eval/loss": 0.25})
    lost = make("lost", state, summary=Record({"eval/loss": 1.5}), lows=lows, lost=marks)
    worse = replace(make("nan", state, summary=Record({"eval/loss": math.nan})), lost=marks)
    catalog = catalog_of([make("ok"), lost, worse])
    assert [Kind.OK.severity, Kind.DIVERGED.severity, Kind.NAN.severity] == list(kinds(catalog, NOW))
    assert judged(lost) == ("diverged", "eval/loss is 6.0 times its best (0.25)")
    assert list(parse("health:diverged").mask(catalog)) == [0, 1, 0]
    assert judged(replace(lost, lows=Record({}))) == ("diverged", "eval/loss is far from its best")


def test_a_turned_direction_turns_what_is_lost() -> None:
    marks = ({}, {"eval/loss": LOST_IF_LOW}, {"eval/loss": LOST_IF_HIGH, "eval/top1": LOST_IF_HIGH}, {"eval/top1": 3})
    catalog = catalog_of(make(str(place), State.FAILED, lost=Record(lost)) for place, lost in enumerate(marks))

    def lost() -> list[int]:
        found = list(lost_mask(catalog, 4))
        verdicts = [catalog_verdict(run, NOW, catalog).kind is Kind.DIVERGED for run in catalog.view(range(4))]
        marked = [column("state").among(catalog).text(run, NOW)[1] == "↯" for run in catalog.view(range(4))]
        assert found == verdicts == marked
        return found

    assert lost() == [0, 1, 1, 1]
    catalog.judge_by(Directions({"/r": {"eval/top1": True}}))
    assert lost() == [0, 1, 0, 1]
    catalog.judge_by(Directions({"/r": {"eval/top1": True, "eval/loss": False}}))
    assert lost() == [0, 0, 1, 1]
    assert [parse("health:diverged").among(catalog).matches(run) for run in catalog.view(range(4))] == lost()


def test_a_resumed_run_is_as_fast_as_since_then() -> None:
    peers = [make(f"peer{place}") for place in range(3)]
    resumed = make("resumed", step=100_999, resumed_at=100_000)
    catalog = catalog_of([*peers, resumed, make("slow", step=100_099, resumed_at=100_000)])
    assert sweep_rates(catalog, NOW) == {"7": pytest.approx(1_000 / 999)}
    assert list(kinds(catalog, NOW))[3:] == [Kind.OK.severity, Kind.SLOW.severity]
    limited = replace(resumed, hparams=Record({"trainer.max_steps": 102_000}))
    assert column("eta").keys(catalog_of([limited]), NOW)[0] == pytest.approx(999)
