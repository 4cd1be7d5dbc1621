"""`python -m tests.readme_keys`: write the README's tables of keys and filters from the program's own."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def keys_markdown() -> str:
    """The key table by pane."""
    from spt_tui.ui.key_table import key_sections

    lines = []
    for title, rows in key_sections().items():
        lines += [f"**{title}**", "", "| key | does |", "|---|---|"]
        lines += [f"| {' '.join(f'`{key}`' for key in row.keys.split())} | {row.text} |" for row in rows]
        lines.append("")
    return "\n".join(lines)


def filters_markdown() -> str:
    """The filter's grammar and fields."""
    from spt_tui.runs.query import FIELDS, FORMS

    lines = ["| write | to see runs with |", "|---|---|"]
    lines += [f"| `{form}` | {meaning} |" for form, meaning in FORMS]
    lines += ["", "| field | is |", "|---|---|"]
    lines += [f"| `{field.name}` | {field.help} |" for field in FIELDS]
    return "\n".join([*lines, ""])


def with_tables(text: str) -> str:
    """`text` with the tables between their marks made anew."""
    for name, table in (("keys", keys_markdown()), ("filters", filters_markdown())):
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text, found = mark.subn(lambda match, table=table: f"{match[1]}\n{table}\n{match[2]}", text)
        assert found == 1, f"README has no place for {name}"
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
