"""The filter language: what each term means, what is an error, and the laws that hold for any text."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.filters.query_field import DATE
from spt_tui.runs.query import FIELDS, FORMS, Query, QueryError, parse, quote
from spt_tui.runs.record import Record
from spt_tui.runs.run import Run, State
from spt_tui.text import clean


def a_run(**known: object) -> Run:
    fields: dict[str, object] = {
        "dir": "/cache/runs/20261122/034215/296602672ef4",
        "root": "/cache",
        "id": "20261122/034215/296602672ef4",
        "name": "simclr-A3",
        "state": State.STALE,
        "status": "running",
        "tags": ("digits", "LR-sweep", "sweep:48213", 'quote"tag'),
        "notes": "Baseline for the ablation",
        "sweep": "48213",
        "task": "3",
        "hparams": Record(
            {"optim.lr": 0.1, "seed": "7", "compile": True, "crop": None, "width": 10**400, "opt": "AdamW"}
        ),
        "summary": Record({"fit/loss": 1.5, "eval/top-1": math.nan, "worst": math.inf}),
    }
    return Run(**{**fields, **known})  # type: ignore[arg-type]


RUN = a_run()
BARE = Run(dir="/r", root="/", id="r", name="r", state=State.UNREADABLE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "034215",
        "simclr",
        "digits lr-SWEEP".lower(),
        "BASELINE".lower(),
        "Baseline",
        "-baselines",
        '"for the"',
        '-"the for"',
        "8213",
        "tag:digits",
        "tag:lr-sweep",
        "tag:LR-*",
        "tag:sweep:48213",
        "tag:sweep:*",
        'tag:quote"tag',
        'tag:"quote\\"tag"',
        "-tag:digit",
        "tag:digit?",
        "TAG:digits",
        "sweep:48213 task:3",
        "status:running state:stale",
        "-state:running",
        "id:*296602672ef4",
        "dir:/cache/*",
        "notes:*ablation*",
        "name:simclr-a?",
        "hp.optim.lr:0.1",
        "hp.optim.lr:1e-1",
        "hp.optim.lr:0.*",
        "hp.seed:7.0",
        "hp.seed:",
        "hp.compile:true",
        "hp.compile:True",
        "-hp.compile:1",
        "hp.crop:null",
        "hp.crop:None",
        "hp.crop:",
        "hp.opt:adamw",
        "-hp.width:1",
        "-hp.optim.wd:",
        '-hp.seed:"7.0"',
        "m.fit/loss:1.50",
        "m.eval/top-1:nan",
        "m.worst:inf",
        "-m.worst:-inf",
        "tag:",
        "-",
        "digits -",
        "--digits",
        "-sweep:99",
        "-12:30",
    ],
)
def test_terms_that_hold(text: str) -> None:
    assert parse(text)(RUN)


@pytest.mark.parametrize(
    "text",
    [
        "DIGITS",
        "Digits",
        "digits vicreg",
        "tag:digit",
        "tag:DIGITS",
        'tag:"lr-sweep"',
        'tag:"digit*"',
        "tag:[d]igits",
        "-tag:",
        "-digits",
        '-"for the"',
        '"digits LR"',
        "status:stale",
        "hp.optim.lr:0.2",
        "hp.lr:",
        "hp.OPTIM.lr:0.1",
        "m.fit/loss:nan",
        "m.eval/top-1:1",
        "notes:ablation",
        "id:296602672ef4",
    ],
)
def test_terms_that_do_not(text: str) -> None:
    assert not parse(text)(RUN)


@pytest.mark.parametrize("name", ["tag", "sweep", "task", "status", "notes", "hp.seed", "m.loss"])
def test_a_field_alone_asks_for_any_value(name: str) -> None:
    assert not parse(f"{name}:")(BARE)
    assert parse(f"-{name}:")(BARE)


def test_empty_quotes_ask_for_the_empty_text() -> None:
    assert parse('notes:""')(BARE)
    assert not parse('notes:""')(RUN)


def test_nothing_is_found_across_two_parts_of_a_run() -> None:
    assert not parse('"digits\nLR"')(RUN)
    assert not parse('"digits LR"')(RUN)


@pytest.mark.parametrize(
    ("text", "message", "wrong"),
    [
        ("--hp.:3", "`hp.` needs a name after it: hp.<key>", "hp."),
        ('digits tag:"two w', "unclosed quote", '"two w'),
        ('"a"b', "a space is missing after the quote", '"b'),
        ("digits )", "this parenthesis closes nothing; quote it to search for it", ")"),
        ("tag:f(x y", "unclosed parenthesis; quote it to search for it", "f(x"),
        ("or digits", "nothing stands before `or`; quote it to search for the word", "or"),
        ("digits or and x", "nothing stands behind `or`", "or"),
        ("<3", "a field is missing before `<`; quote it to search for it", "<"),
        ("lr=<3", "no value begins with `<`; quote it to ask for it", "<"),
        ("step<many", "`many` is no number such as 500, 12k, 1e3", "many"),
        ("age<2x", "`2x` is no duration such as 90s, 1h30m, 2d", "2x"),
        ("created>2026-13", f"`2026-13` is no {DATE.noun}", "2026-13"),
        (
            "created>2026-02-30",
            f"`2026-02-30` is no {DATE.noun}",
            "2026-02-30",
        ),
        ("hp.lr<small", "`small` is no number such as 0.1, 1e-3, 2k, 10%", "small"),
        ("m.loss<nan", "nothing compares with NaN; nan:metric finds it", "nan"),
        ("name<b", "`name` is text, which has no order: write name:value", "name<b"),
        ("alive:perhaps", "`alive` is yes or no", "perhaps"),
        ("alive<yes", "`alive` is yes or no: write alive:yes", "alive<yes"),
        ("has<loss", "write has:metric or -has:metric", "has<loss"),
        ("x /(/ y", "no regular expression: missing ), unterminated subpattern", "/(/"),
    ],
)
def test_an_error_says_what_and_where(text: str, message: str, wrong: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    assert error.message == message
    assert str(error) == f"column {error.column}: {message}"
    assert text[error.start : error.end] == wrong


def test_typing_letter_by_letter_is_no_error() -> None:
    for text in ("tag:sweep:48213 -status:failed", "hp.optim.lr:0.1", "m.eval/top-1:0.8 - x"):
        for end in range(len(text)):
            typed = text[:end]
            if not typed.endswith(("hp.", "m.")):
                parse(typed)


def test_pasted_text_is_cleaned_like_what_is_compared() -> None:
    tag = clean("caf\u0065\u0301\x1b[2J")
    assert parse('tag:"caf\u0065\u0301\x1b[2J"')(a_run(tags=(tag,)))


def test_a_slow_glob_is_not_slow() -> None:
    assert not parse("notes:" + "*a" * 30 + "*b")(a_run(notes="a" * 1_000))


def test_equal_texts_are_equal_queries() -> None:
    assert parse("tag:x") == parse("tag:x") != parse("tag:y")
    assert len({parse("tag:x"), parse("tag:x")}) == 1


def test_help_has_a_line_for_every_field_and_form() -> None:
    rows = [(field.name, field.help) for field in FIELDS] + list(FORMS)
    assert len({name for name, _ in rows}) == len(rows)
    assert all(name and help_line and "\n" not in help_line for name, help_line in rows)


# Laws -----------------------------------------------------------------------------------------------------------

WORDS = st.text(alphabet='aAbzéÉß 0.:*?[]"\\-\n\x1b中', max_size=8)
CLEAN = WORDS.map(clean)
NAMES = st.sampled_from(["", "tag:", "sweep:", "name:", "hp.a:", "m.b:", "state:"])
VALUES = st.one_of(CLEAN, st.integers(-3, 3), st.floats(), st.booleans(), st.none())
TERMS = st.builds(lambda name, value: name + value, NAMES, st.one_of(CLEAN.map(quote), WORDS)).filter(
    lambda text: text.split() == [text] and text.strip("-") == text
)
RUNS = st.builds(
    lambda name, tags, sweep, a, b: a_run(
        name=name, tags=tags, sweep=sweep, hparams=Record({"a": a}), summary=Record({"b": b})
    ),
    CLEAN,
    st.lists(CLEAN, max_size=3).map(tuple),
    st.none() | CLEAN,
    VALUES,
    VALUES,
)


def parsed(text: str) -> Query | None:
    try:
        return parse(text)
    except QueryError as error:
        assert 0 <= error.start < error.end <= len(text)
        assert error.message.isprintable()
        return None


@given(st.one_of(st.text(), WORDS, TERMS), RUNS)
def test_any_text_is_a_query_or_a_query_error(text: str, run: Run) -> None:
    query = parsed(text)
    assert query is None or query(run) in (True, False)


@given(st.lists(TERMS, max_size=4), RUNS)
def test_terms_are_joined_by_and(terms: list[str], run: Run) -> None:
    queries = [parsed(term) for term in terms]
    if None not in queries:
        assert parse(" ".join(terms))(run) == all(query(run) for query in queries)


@given(TERMS, RUNS)
def test_minus_is_the_complement(term: str, run: Run) -> None:
    query = parsed(term)
    if query is not None and term.strip():
        assert parse(f"-{term.strip()}")(run) is (not query(run))


@given(CLEAN, st.lists(CLEAN, max_size=3), RUNS)
def test_a_quoted_value_matches_exactly_itself(value: str, others: list[str], run: Run) -> None:
    query = parse(f"tag:{quote(value)}")
    assert query(a_run(tags=(*others, value)))
    for other in (value.lower(), value.upper(), f"{value}x", *others):
        assert query(a_run(tags=(other,))) is (other == value)


def test_quotes_are_only_where_they_must_be() -> None:
    assert [quote(value) for value in ("48213", "VICReg-a3", "50%_S", "digits", "a b", "")] == [
        "48213",
        "VICReg-a3",
        "50%_S",
        '"digits"',
        '"a b"',
        '""',
    ]
