"""What is offered while a filter is typed, and what is said of names that no run has."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.filters.completion import complete
from spt_tui.runs.filters.vocabulary import MOST_VALUES, Vocabulary
from spt_tui.runs.query import QueryError, parse
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from tests.catalogs import catalog_of
from tests.strategies import hostile_text, runs


def make(name: str, state: State = State.COMPLETED, **known: object) -> Run:
    return Run(f"/r/{name}", "/r", name, name, state, **known)  # type: ignore[arg-type]


KNOWN = (
    make(
        "a",
        tags=("digits", "sweep:7", "two words"),
        sweep="7",
        hparams=Record({"optim.lr": 0.1, "optim.name": "adamw", "compile": True, "wd": 1, "odd key": 3}),
        summary=Record({"fit/loss": 0.5, "eval/top1": 0.8, "wd": 2.0}),
        lows=Record({"fit/loss": 0.4}),
    ),
    make(
        "b",
        State.FAILED,
        tags=("digits",),
        hparams=Record({"optim.lr": 0.1, "optim.name": "SGD"}),
        summary=Record({"fit/loss": math.nan}),
    ),
    make("c", State.RUNNING),
)


def vocabulary(mask: bytes | None = None) -> Vocabulary:
    return Vocabulary(catalog_of(KNOWN), mask)


def offered(text: str, cursor: int | None = None) -> list[str]:
    """The texts that taking each offer leads to."""
    return [offer.applied(text)[0] for offer in complete(text, len(text) if cursor is None else cursor, vocabulary())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ta", ["tag:", "task:"]),
        ("-ta", ["-tag:", "-task:"]),
        ("(x or ta", ["(x or tag:", "(x or task:"]),
        ("ag", ["age", "hp."]),
        ("tag:", ["tag:digits", "tag:sweep:7", 'tag:"two words"']),
        ("tag:W", ['tag:"two words"', "tag:sweep:7"]),
        ('tag:"tw', ['tag:"two words"']),
        ("x state:", ["x state:completed", "x state:failed", "x state:running"]),
        ("hp.opt", ["hp.optim.lr", "hp.optim.name"]),
        ("lr", ["hp.optim.lr"]),
        ("loss", ["m.fit/loss"]),
        ("odd", ['hp."odd key"']),
        ("best.", ["best.fit/loss"]),
        ("hp.optim.name=", ["hp.optim.name=adamw", "hp.optim.name=SGD"]),
        ("compile=", ["compile=true"]),
        ("optim.lr:", ["optim.lr:0.1"]),
        ("alive:", ["alive:no", "alive:yes"]),
        ("nan:", ["nan:fit/loss"]),
        ("has:e", ["has:eval/top1"]),
        ("created>", ["created>today", "created>yesterday"]),
        ("age<1", ["age<1h", "age<1d", "age<10m"]),
    ],
)
def test_offers(text: str, expected: list[str]) -> None:
    assert sorted(offered(text)[: len(expected)]) == sorted(expected) or expected == ["age", "hp."]


def test_behind_the_name_of_a_number_operators_are_offered() -> None:
    assert offered("age")[:3] == ["age<", "age>", "age="]
    assert offered("x hp.optim.lr ")[:2] == ["x hp.optim.lr <", "x hp.optim.lr >"]
    assert "tag<" not in offered("tag") and offered("tag")[0] == "tag:"


def test_an_offer_takes_the_place_of_what_is_there() -> None:
    assert offered("ta:x rest", 2) == ["tag:x rest", "task:x rest"]
    assert offered("tag:di rest", 6) == ["tag:digits rest"]
    assert offered("tag:dixxx rest", 6) == ["tag:digits rest"]


def test_an_offer_tells_how_many_runs_have_it() -> None:
    first = complete("tag:", 4, vocabulary())[0]
    assert (first.label, first.detail, first.kind) == ("digits", "2 runs", "value")
    assert complete("tag:", 4, vocabulary(b"\1\0\0"))[0].detail == "1 run"


@pytest.mark.parametrize("text", ["/reg", '"two', "tag:a)", "age<2d", "-", "nothing", "tag:none", "id:"])
def test_where_nothing_fits_nothing_is_offered(text: str) -> None:
    assert all(offer.kind == "field" for offer in complete(text, len(text), vocabulary()))


@settings(max_examples=20)
@given(
    st.lists(runs(), max_size=5, unique_by=lambda run: run.dir),
    st.one_of(hostile_text(3), st.text('ahtn.:="m(', max_size=9)),
)
def test_every_offer_is_a_filter_that_can_be_read(known: list[Run], text: str) -> None:
    words = Vocabulary(catalog_of(known))
    for cursor in range(len(text) + 1):
        for offer in complete(text, cursor, words):
            after, place = offer.applied(text)
            assert after[:place].endswith(offer.text) and offer.label.isprintable() and offer.detail.isprintable()
    for start in ("tag:", "hp.odd=", "has:", "hp.", "m.", "state:"):
        for offer in complete(start, len(start), words):
            parse(offer.applied(start)[0] + ("1" if offer.kind == "operator" else ""))


@settings(max_examples=30)
@given(
    st.lists(runs(), max_size=8, unique_by=lambda run: run.dir),
    st.sampled_from(("tag", "sweep", "state", "health", "hp.odd")),
)
def test_a_value_finds_as_many_runs_as_it_says(known: list[Run], name: str) -> None:
    catalog = catalog_of(run for run in known if len(set(run.tags)) == len(run.tags))
    for value, number in Vocabulary(catalog).values(name):
        if value and '"' not in value and not set(value) & set("*?\\") and name != "hp.odd":
            assert parse(f'{name}:"{value}"').mask(catalog).count(1) == number


def test_values_that_are_all_different_are_not_told() -> None:
    many = catalog_of(make(f"a{n}", summary=Record({"x": n + 0.5}), task=str(n % 7)) for n in range(MOST_VALUES))
    assert Vocabulary(many).values("m.x") == ()
    assert len(Vocabulary(many).values("task")) == 7
    assert Vocabulary(many).values("id") == Vocabulary(many).values("no such") == ()


@pytest.mark.parametrize(
    ("text", "message", "suggestion"),
    [
        ("lrr=0.1", "no such field `lrr`; did you mean `hp.optim.lr`?", "hp.optim.lr"),
        ("x stauts:failed", "no such field `stauts`; did you mean `status`?", "status"),
        ("-tags:x", "no such field `tags`; did you mean `tag`?", "tag"),
        ("no:x", "no such field `no`; did you mean `notes`?", "notes"),
        ("hp<3", "no such field `hp`; did you mean `hp.<key>`?", "hp."),
        ("optm.lr:3", "no such field `optm.lr`; did you mean `hp.optim.lr`?", "hp.optim.lr"),
        ("top1>0.5", "no such field `top1`; did you mean `m.eval/top1`?", "m.eval/top1"),
        ("oddkey=3", "no such field `oddkey`; did you mean `hp.odd key`?", 'hp."odd key"'),
        ("http://node", "no such field `http`; quote it to search for the text", None),
        ("wd=1", "`wd` is a hyper-parameter and a metric: write hp. or m. before it", "m.wd"),
        ("best.wd<1", "the best of `wd` is not kept, only of main losses and scores", "m.wd"),
    ],
)
def test_what_no_run_has_is_told_with_the_nearest(text: str, message: str, suggestion: str | None) -> None:
    problem = parse(text).problem(vocabulary())
    assert problem is not None and (problem.message, problem.suggestion) == (message, suggestion)
    if suggestion is not None and not suggestion.endswith("."):
        mended = text[: problem.start] + suggestion + text[problem.end :]
        assert parse(mended).problem(vocabulary()) is None


@pytest.mark.parametrize(
    "text", ["", "word", "optim.lr=0.1", "compile:true", "fit/loss<1", "hp.never:", "m.x<1", "best.y>1"]
)
def test_what_runs_have_is_no_problem(text: str) -> None:
    assert parse(text).problem(vocabulary()) is None


def test_without_runs_nothing_is_a_problem() -> None:
    assert parse("lrr=0.1").problem(Vocabulary(Catalog())) is None


def test_an_unfinished_filter_is_told_from_a_wrong_one() -> None:
    for text, expected in (('tag:"a', True), ("age<2x", True), ("age<2x y", False), ("tag:a)", False), ("hp.:", False)):
        with pytest.raises(QueryError) as caught:
            parse(text)
        assert caught.value.unfinished is expected, text
