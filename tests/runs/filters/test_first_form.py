"""Filters that are as old as the program: what each said of the sample runs when a filter was only a row of terms.

`first_form_answers.tsv` was written by the program of that time: a filter, and a digit a run in the order of ids.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from spt_tui.runs.query import parse
from spt_tui.runs.run import Run
from spt_tui.runs.scan import scan
from tests.catalogs import catalog_of
from tests.trees import real_runs

ANSWERS = [line.split("\t") for line in (Path(__file__).parent / "first_form_answers.tsv").read_text().splitlines()]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    return sorted(scan(str(real_runs(tmp_path_factory.mktemp("runs")))), key=lambda run: run.id)


def test_what_was_a_filter_still_says_the_same(known: list[Run]) -> None:
    catalog = catalog_of(known)
    said = [[text, "".join("01"[bit] for bit in parse(text).mask(catalog))] for text, _ in ANSWERS]
    assert said == ANSWERS
    alone = [[text, "".join("01"[parse(text).matches(run)] for run in known)] for text, _ in ANSWERS]
    assert alone == ANSWERS
