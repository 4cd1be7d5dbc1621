"""A drawing as SVG 1.1: plain shapes and text, no script, no style sheet, nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from spt_tui.export.drawing import Area, Drawing, Point, Shape, Stroke, Words
from spt_tui.text import clean

FONTS = "DejaVu Sans, Helvetica, Arial, sans-serif"
DASHES = "4 4"


def svg_text(drawing: Drawing) -> str:
    """The file's content, in ASCII. Texts are cleaned and escaped: whatever a run is called is only shown."""
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    size = f'width="{drawing.width}" height="{drawing.height}" viewBox="0 0 {drawing.width} {drawing.height}"'
    look = f'font-family="{FONTS}" stroke-linecap="round" stroke-linejoin="round"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {look}>'
    yield f"<title>{_escaped(drawing.title)}</title>"
    yield f'<rect width="{drawing.width}" height="{drawing.height}" fill="#ffffff"/>'
    for shape in drawing.shapes:
        yield _element(shape)
    yield "</svg>"


def _element(shape: Shape) -> str:
    if isinstance(shape, Stroke):
        dashes = f' stroke-dasharray="{DASHES}"' if shape.dashed else ""
        pen = f'fill="none" stroke="{shape.colour}" stroke-width="{_number(shape.width)}"{dashes}'
        points = shape.points if len(shape.points) > 1 else (*shape.points, *shape.points)
        return f'<polyline points="{_points(points)}" {pen}/>'
    if isinstance(shape, Area):
        return f'<polygon points="{_points(shape.points)}" fill="{shape.colour}" fill-opacity="{shape.opacity}"/>'
    return _text(shape)


def _text(words: Words) -> str:
    place = f'x="{_number(words.at.x)}" y="{_number(words.at.y)}" font-size="{_number(words.size)}"'
    anchor = "" if words.anchor == "start" else f' text-anchor="{words.anchor}"'
    weight = ' font-weight="bold"' if words.bold else ""
    return f'<text {place}{anchor}{weight} fill="{words.colour}">{_escaped(words.text)}</text>'


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{_number(point.x)},{_number(point.y)}" for point in points)


def _number(number: float) -> str:
    """To a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")


def _escaped(text: str) -> str:
    return escape(clean(text)).encode("ascii", "xmlcharrefreplace").decode("ascii")
