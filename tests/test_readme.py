from __future__ import annotations

import re

from spt_tui.ui.key_table import key_sections
from tests.readme_keys import README, with_tables


def test_the_tables_are_those_of_the_program() -> None:
    text = README.read_text()
    assert with_tables(text) == text, "run `make readme`"


def test_every_picture_is_there() -> None:
    pictures = re.findall(r"\((screenshots/[^)]+)\)", README.read_text())
    assert pictures
    assert [name for name in pictures if not (README.parent / name).is_file()] == []


def test_keys_have_ids_and_words() -> None:
    rows = [row for rows in key_sections().values() for row in rows]
    assert all(row.id and row.text for row in rows)
    assert len({(row.id, row.action) for row in rows}) == len({row.id for row in rows}), "an id is that of one action"
    for section in key_sections().values():
        assert len(section) == len({row.id for row in section})


def test_no_key_belongs_to_the_terminal() -> None:
    taken = {f"ctrl+{letter}" for letter in "ablqsz"}
    assert not taken & {key for rows in key_sections().values() for row in rows for key in row.keys.split()}


def test_no_pane_binds_a_key_that_means_something_everywhere() -> None:
    sections = key_sections()
    everywhere = {key for row in sections.pop("Everywhere") for key in row.keys.split()}
    everywhere.discard("esc")  # it goes back a step, of a pane first if that has one to go
    sections.pop("Filter line")
    for title, rows in sections.items():
        keys = [key for row in rows for key in row.keys.split()]
        assert not everywhere & set(keys), title
        assert len(keys) == len(set(keys)), title
