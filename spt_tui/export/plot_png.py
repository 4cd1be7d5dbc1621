"""A drawing as PNG, by Pillow: loaded only here and when the first picture is asked for."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from spt_tui.export.drawing import Area, Drawing, Stroke, Words

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

    Font = FreeTypeFont | ImageFont

SCALE = 2
"""Pixels of the picture along one of the drawing's: it is to be seen on dense screens, and in papers."""
SAMPLES = 2
"""Lines are drawn so many times larger and then made smaller, for smooth edges."""
MOST_AREA = 4_000_000
"""Pixels of a drawing: each takes `(SCALE * SAMPLES) ** 2` of three bytes while it is drawn, 200 MB in all."""
PIECE = 128
"""Points of a line that are drawn in one go: other threads have to wait for it."""
MOST_ROUNDED = 1_000
"""The corners of a line with more points are so near to each other that nobody sees whether they are round."""
FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf")
"""Looked for in this order; of a machine that has none of them Pillow's own is used, which has ASCII only."""
BOLD_FONTS = ("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "NotoSans-Bold.ttf", "Arial_Bold.ttf")
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
_ASCII = str.maketrans({"…": "...", "×": "x", "↺": "^", "·": "-", "−": "-"})


class NoPillow(RuntimeError):
    """Pillow is not installed, or cannot be loaded; `str()` says in one line how to get it."""

    def __init__(self) -> None:
        super().__init__("no PNG without Pillow: pip install pillow")


def png_bytes(drawing: Drawing) -> bytes:
    """The file's content, `SCALE` times as many pixels each way as the drawing has. Raises `NoPillow`."""
    try:
        return _drawn(drawing)
    except ImportError as error:
        raise NoPillow from error


def _drawn(drawing: Drawing) -> bytes:
    from PIL import Image, ImageDraw

    factor = SCALE * SAMPLES
    image = Image.new("RGB", (drawing.width * factor, drawing.height * factor), "#ffffff")
    pen, glaze = ImageDraw.Draw(image), ImageDraw.Draw(image, "RGBA")
    for shape in drawing.shapes:
        if isinstance(shape, Stroke):
            _stroke(pen, shape, factor)
        elif isinstance(shape, Area):
            _area(glaze, shape, factor)
    image = image.reduce(SAMPLES)
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Words):
            _words(pen, shape)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _stroke(pen: ImageDraw, stroke: Stroke, factor: int) -> None:
    points = [(point.x * factor, point.y * factor) for point in stroke.points]
    width = max(1, round(stroke.width * factor))
    if len(points) == 1:
        (x, y), radius = points[0], width / 2
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=stroke.colour)
    elif stroke.dashed:
        for start, end in _dashes(points[0], points[-1], 4.0 * factor):
            pen.line((*start, *end), fill=stroke.colour, width=width)
    else:
        joint = "curve" if len(points) <= MOST_ROUNDED else None
        for first in range(0, len(points) - 1, PIECE):
            pen.line(points[first : first + PIECE + 1], fill=stroke.colour, width=width, joint=joint)


def _dashes(
    start: tuple[float, float], end: tuple[float, float], length: float
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Every other stretch of a straight line, each of about `length`."""
    across, down = end[0] - start[0], end[1] - start[1]
    count = max(1, round((across**2 + down**2) ** 0.5 / length))
    places = [(start[0] + across * number / count, start[1] + down * number / count) for number in range(count + 1)]
    return list(zip(places[::2], places[1::2], strict=False))


def _area(pen: ImageDraw, area: Area, factor: int) -> None:
    red, green, blue = bytes.fromhex(area.colour[1:])
    points = [(point.x * factor, point.y * factor) for point in area.points]
    pen.polygon(points, fill=(red, green, blue, round(255 * area.opacity)))


def _words(pen: ImageDraw, words: Words) -> None:
    font, has_signs = _font(words.size * SCALE, words.bold)
    text = words.text if has_signs else words.text.translate(_ASCII).encode("ascii", "replace").decode("ascii")
    place = (words.at.x * SCALE, words.at.y * SCALE)
    pen.text(place, text, fill=words.colour, font=font, anchor=_ANCHORS[words.anchor])


@lru_cache(maxsize=16)
def _font(size: float, bold: bool) -> tuple[Font, bool]:
    """A font, and whether it has more than ASCII."""
    from PIL import ImageFont

    for name in BOLD_FONTS if bold else FONTS:
        try:
            return ImageFont.truetype(name, size), True
        except OSError:
            continue
    return ImageFont.load_default(size), False
