"""How the states of runs change, and when a watch has seen enough."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs import query
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.feed import Update
from spt_tui.runs.run import Run, State
from spt_tui.runs.state_watch import OVER, StateWatch, Until
from tests.catalogs import catalog_of


def run(name: str, state: State, *tags: str) -> Run:
    return Run(f"/r/{name}", "/r", name, name, state, state.value, tags=tags)


def watching(expression: str, *runs: Run) -> tuple[StateWatch, Catalog]:
    catalog = catalog_of(runs)
    watch = StateWatch(catalog, query.parse(expression))
    watch.begin()
    return watch, catalog


def step(watch: StateWatch, catalog: Catalog, *runs: Run, removed: tuple[str, ...] = ()) -> list[str]:
    for each in runs:
        catalog.put(each)
    changes = watch.changes(Update(runs, removed, root="/r"))
    return [f"{each.run.id} {_word(each.before)}>{_word(each.after)}" for each in changes]


def _word(state: State | None) -> str:
    return "-" if state is None else state.value


def test_only_changes_of_state_of_matching_runs_are_told() -> None:
    live = run("a", State.RUNNING, "x")
    watch, catalog = watching("tag:x", live, run("b", State.RUNNING))
    assert step(watch, catalog, replace(live, step=5), run("b", State.FAILED)) == []
    assert step(watch, catalog, run("a", State.STALE, "x")) == ["a running>stale"]
    assert step(watch, catalog, run("c", State.RUNNING, "x")) == ["c ->running"]
    assert step(watch, catalog, removed=("/r/a", "/r/b")) == ["a stale>-"]


def test_a_run_that_matched_once_is_watched_even_if_its_state_made_it_match() -> None:
    watch, catalog = watching("state:running", run("a", State.RUNNING), run("b", State.COMPLETED))
    assert step(watch, catalog, run("a", State.FAILED), run("b", State.FAILED)) == ["a running>failed"]
    assert step(watch, catalog, run("a", State.RUNNING)) == ["a failed>running"]


@pytest.mark.parametrize(
    ("states", "completed", "failed", "ended"),
    [
        ([], None, None, None),
        ([State.RUNNING], None, None, None),
        ([State.COMPLETED], True, False, True),
        ([State.COMPLETED, State.RUNNING], None, None, None),
        ([State.FAILED, State.RUNNING], None, True, None),
        ([State.STALE], False, True, True),
        ([State.COMPLETED, State.INTERRUPTED], False, True, True),
        ([State.UNREADABLE], None, None, None),
    ],
)
def test_when_enough_has_been_seen(
    states: list[State], completed: bool | None, failed: bool | None, ended: bool | None
) -> None:
    watch, _ = watching("", *(run(str(place), state) for place, state in enumerate(states)))
    assert [watch.outcome(until) for until in Until] == [completed, failed, ended]


def test_when_all_that_was_watched_is_gone_nothing_more_can_come() -> None:
    watch, catalog = watching("", run("a", State.RUNNING))
    step(watch, catalog, removed=("/r/a",))
    assert [watch.outcome(until) for until in Until] == [False, False, True]


@given(st.lists(st.lists(st.sampled_from(State), min_size=1, max_size=4), max_size=5))
def test_the_changes_told_lead_from_the_first_states_to_the_last(histories: list[list[State]]) -> None:
    watch, catalog = watching("", *(run(str(place), states[0]) for place, states in enumerate(histories)))
    seen = {str(place): states[0] for place, states in enumerate(histories)}
    for turn in range(1, 4):
        now = [run(str(place), states[min(turn, len(states) - 1)]) for place, states in enumerate(histories)]
        for each in now:
            catalog.put(each)
        for change in watch.changes(Update(now, root="/r")):
            assert seen[change.run.id] is change.before is not change.after
            assert change.after is not None
            seen[change.run.id] = change.after
    assert seen == {str(place): states[-1] for place, states in enumerate(histories)}
    assert (watch.outcome(Until.ENDED) is True) == (bool(histories) and set(seen.values()) <= OVER)
