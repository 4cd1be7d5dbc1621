"""A table of text as Markdown (GitHub's tables)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>|~"})


def markdown_lines(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool] = ()) -> Iterator[str]:
    """The lines of a table of cleaned text; nothing in a cell is taken for markup, or for the end of the cell.

    A column that is `right` is aligned there.
    """
    sides = [*right, *[False] * (len(head) - len(right))]
    yield _line(head)
    yield f"|{'|'.join('---:' if side else '---' for side in sides)}|"
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.translate(_ESCAPED) for cell in cells)} |"
