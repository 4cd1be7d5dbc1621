import time

import pytest

from spt_tui.runs.catalog import Catalog
from spt_tui.runs.run import Run, State
from spt_tui.ui.filter_completions import Completer, word_at
from tests.catalogs import catalog_of


def run(name: str, tags: tuple[str, ...] = (), state: State = State.COMPLETED) -> Run:
    return Run(f"/r/{name}", "/r", name, name, state, state.value, tags=tags)


@pytest.fixture
def catalog() -> Catalog:
    return catalog_of(
        [run("a", ("vicreg", "big")), run("b", ("vicreg",)), run("c", ("byol",), State.FAILED), run("d", ("odd one",))]
    )


def labels(text: str, catalog: Catalog, cursor: int | None = None, **named: str) -> list[str]:
    found = Completer().completions(text, len(text) if cursor is None else cursor, catalog, named)
    return [offer.label for offer in found]


def test_values_are_those_of_the_runs_that_the_rest_shows(catalog: Catalog) -> None:
    assert labels("tag:", catalog)[0] == "vicreg" and len(labels("tag:", catalog)) == 4
    assert labels("state:failed tag:", catalog) == ["byol"]
    assert labels("tag:b", catalog)[:2] == ["big", "byol"]
    assert labels("tag: state:failed", catalog, cursor=4) == ["byol"], "wherever the cursor is"


def test_where_the_rest_need_not_hold_the_values_are_those_of_all(catalog: Catalog) -> None:
    assert "vicreg" in labels("state:failed or tag:", catalog)
    assert "vicreg" in labels("(state:failed or tag:", catalog)


def test_runs_that_come_are_offered_soon_and_changes_within_seconds(catalog: Catalog) -> None:
    now = [0.0]
    completer = Completer(lambda: now[0])

    def tags() -> list[str]:
        return [offer.label for offer in completer.completions("tag:", 4, catalog, {})]

    assert "new" not in tags()
    catalog.put(run("e", ("new",)))
    assert "new" in tags()
    catalog.put(run("e", ("newer",)))
    now[0] += 6.0
    assert "newer" in tags() and "new" not in tags()


def test_a_saved_filter_is_put_in_place_of_its_name(catalog: Catalog) -> None:
    named = {"mine": "tag:a or tag:b", "failed": "state:failed"}
    completer = Completer()
    alone = completer.completions("@mi", 3, catalog, named)
    assert [offer.applied("@mi")[0] for offer in alone] == ["tag:a or tag:b"]
    joined = completer.completions("x @mi", 5, catalog, named)
    assert joined[0].applied("x @mi") == ("x (tag:a or tag:b)", 18)
    assert [offer.label for offer in completer.completions("@", 1, catalog, named)] == ["@failed", "@mine"]
    assert completer.completions("@none", 5, catalog, named) == []


@pytest.mark.parametrize(
    ("text", "cursor", "word"),
    [("", 0, ""), ("ab", 1, "ab"), ("a b", 2, "b"), ("a ", 2, ""), ('a "b c" d', 5, '"b c"'), ('t:"b c', 6, 't:"b c')],
)
def test_the_word_at_the_cursor(text: str, cursor: int, word: str) -> None:
    start, end = word_at(text, cursor)
    assert text[start:end] == word


def test_a_key_among_many_runs_waits_little() -> None:
    catalog = catalog_of(run(f"run{number}", (f"tag{number % 40}", "all")) for number in range(2_200))
    completer, text = Completer(), "tag:tag1"
    completer.completions(text, 4, catalog, {})
    began = time.process_time()
    for end in range(4, len(text) + 1):
        assert completer.completions(text[:end], end, catalog, {})
    assert (time.process_time() - began) / 5 < 0.01
