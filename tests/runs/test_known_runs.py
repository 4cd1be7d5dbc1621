from __future__ import annotations

from dataclasses import replace

from spt_tui.runs.known_runs import KnownRuns
from spt_tui.runs.run import Run, State

RUN = Run(dir="/r/a", root="/r", id="a", name="a", state=State.RUNNING)


def test_counts_follow_what_comes_changes_and_goes() -> None:
    catalog = KnownRuns()
    assert catalog.apply([RUN], []) == ([(None, RUN)], False)
    done = replace(RUN, state=State.COMPLETED)
    assert catalog.apply([done], []) == ([(RUN, done)], False)
    assert +catalog.counts == {State.COMPLETED: 1}
    assert catalog.apply([], ["/r/a", "/r/never"]) == ([], True)
    assert not +catalog.counts
    assert len(catalog) == 0


def test_an_equal_run_is_no_change() -> None:
    catalog = KnownRuns()
    catalog.apply([RUN], [])
    assert catalog.apply([replace(RUN)], []) == ([], False)
