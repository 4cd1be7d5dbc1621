"""What tells the dead from the living: values, bounds, and what says nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spt_tui.runs.compare.sameness import ABSENT
from spt_tui.runs.record import Record, Value
from spt_tui.runs.triage.share import MOST_SHARES, distinctive_shares

HParams = Mapping[str, Value]


def told(dead: Sequence[HParams], living: Sequence[HParams]) -> list[tuple[str, str, object, int, int]]:
    shares = distinctive_shares([*map(Record, dead)], [*map(Record, living)])
    return [(share.key, share.sign, share.value, share.dead, share.living) for share in shares]


def test_a_value_that_most_of_the_dead_have() -> None:
    dead = [{"optim": "sgd", "amp": True}] * 3 + [{"optim": "adam", "amp": True}]
    living = [{"optim": "adam", "amp": True}] * 8
    assert told(dead, living) == [("optim", "=", "sgd", 3, 0)]


def test_a_bound_where_each_run_has_a_value_of_its_own() -> None:
    dead = [{"lr": 0.1 + place / 100} for place in range(4)]
    living = [{"lr": place / 100} for place in range(8)]
    assert told(dead, living) == [("lr", "≥", 0.1, 4, 0)]
    assert told([{"lr": 1}, {"lr": 2}], [{"lr": 3}, {"lr": 4.5}]) == [("lr", "≤", 2, 2, 0)]


def test_a_value_comes_before_a_bound_that_says_as_much() -> None:
    assert told([{"lr": 1.0}, {"lr": 1}], [{"lr": 0.1}, {"lr": 0.2}]) == [("lr", "=", 1, 2, 0)]


def test_not_having_a_key_can_be_it() -> None:
    assert told([{}, {}], [{"warmup": 5}, {"warmup": 5}]) == [("warmup", "=", ABSENT, 2, 0)]


def test_what_they_share_names_and_places_are_not_told() -> None:
    dead = [{"lr": 1, "output_dir": "/a", "exp_name": "x", "slurm.job_id": 7}] * 2
    assert told(dead, [{"lr": 1, "output_dir": "/b", "exp_name": "y", "slurm.job_id": 8}] * 2) == []


def test_a_seed_is_no_quantity() -> None:
    assert told([{"seed": 1}, {"seed": 2}], [{"seed": 3}, {"seed": 4}]) == []


def test_too_few_runs_say_nothing() -> None:
    assert told([{"lr": 1}], [{"lr": 2}] * 9) == []
    assert told([{"lr": 1}] * 9, []) == []


def test_odd_numbers_are_no_bound() -> None:
    nan = float("nan")
    assert told([{"lr": nan}, {"lr": 2.0}], [{"lr": 1.0}, {"lr": "auto"}]) == []
    assert [share[:2] for share in told([{"lr": nan}, {"lr": nan}], [{"lr": 1.0}])] == [("lr", "=")]


def test_the_greatest_gap_comes_first_and_the_list_is_short() -> None:
    dead = [{f"k{place}": 1 for place in range(12)}] * 4
    living = [{f"k{place}": 0 if place else 1 - number // 3 for place in range(12)} for number in range(4)]
    keys = [share[0] for share in told(dead, living)]
    assert keys == [f"k{place}" for place in range(1, 1 + MOST_SHARES)]
