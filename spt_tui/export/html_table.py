"""A table of text as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 14px/1.4 system-ui, sans-serif; margin: 1.5em; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
caption {{ text-align: left; padding-bottom: .7em; }}
th, td {{ padding: .2em .8em; text-align: left; white-space: nowrap; }}
th {{ position: sticky; top: 0; background: Canvas; border-bottom: 2px solid; }}
td {{ border-bottom: 1px solid color-mix(in srgb, CanvasText 15%, Canvas); }}
.n {{ text-align: right; }}
</style>
</head>
<body>
<table>
<caption>{title}</caption>
"""


def html_lines(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool]) -> Iterator[str]:
    """The lines of the file; all text is escaped. A column that is `right` is aligned there."""
    yield _HEAD.format(title=escape(title)).rstrip("\n")
    yield f"<thead>{_row('th', head, right)}</thead>"
    yield "<tbody>"
    for cells in rows:
        yield _row("td", cells, right)
    yield "</tbody>\n</table>\n</body>\n</html>"


def _row(tag: str, cells: Sequence[str], right: Sequence[bool]) -> str:
    kinds = (' class="n"' if is_right else "" for is_right in right)
    inner = "".join(f"<{tag}{kind}>{escape(cell)}</{tag}>" for kind, cell in zip(kinds, cells, strict=True))
    return f"<tr>{inner}</tr>"
