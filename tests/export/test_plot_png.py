"""A drawing as PNG."""

import io
import subprocess
import sys

import pytest
from PIL import Image

from spt_tui.export.drawing import Area, Drawing, Point, Stroke, Words
from spt_tui.export.plot_png import SCALE, png_bytes

BLUE, RED = "#0000ff", "#ff0000"


def picture(*shapes: Stroke | Area | Words) -> Image.Image:
    image = Image.open(io.BytesIO(png_bytes(Drawing(100, 60, "", shapes))))
    assert image.format == "PNG" and image.size == (100 * SCALE, 60 * SCALE) and image.mode == "RGB"
    return image


def test_it_begins_as_a_png_and_is_white_without_shapes() -> None:
    content = png_bytes(Drawing(40, 30, "", ()))
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert Image.open(io.BytesIO(content)).getcolors() == [(40 * 30 * SCALE**2, (255, 255, 255))]


def test_a_line_is_where_it_is_said_to_be() -> None:
    image = picture(Stroke((Point(10, 30), Point(90, 30)), BLUE, 2.0))
    assert image.getpixel((50 * SCALE, 30 * SCALE)) == (0, 0, 255)
    assert image.getpixel((50 * SCALE, 20 * SCALE)) == image.getpixel((5 * SCALE, 30 * SCALE)) == (255, 255, 255)


def test_a_dashed_line_has_gaps() -> None:
    image = picture(Stroke((Point(50, 0), Point(50, 60)), BLUE, 2.0, dashed=True))
    found = {image.getpixel((50 * SCALE, y)) for y in range(60 * SCALE)}
    assert {(0, 0, 255), (255, 255, 255)} <= found


def test_a_line_of_one_point_is_a_dot() -> None:
    image = picture(Stroke((Point(50, 30),), RED, 4.0))
    assert image.getpixel((50 * SCALE, 30 * SCALE)) == (255, 0, 0)


def test_an_area_lets_through_what_lies_below() -> None:
    corners = Point(0, 0), Point(100, 0), Point(100, 60), Point(0, 60)
    image = picture(Stroke((Point(10, 30), Point(90, 30)), BLUE, 4.0), Area(corners, RED, 0.5))
    assert image.getpixel((50 * SCALE, 50 * SCALE)) == (255, 127, 127)
    red, _, blue = image.getpixel((50 * SCALE, 30 * SCALE))  # type: ignore[misc]
    assert red > 100 and blue > 100


def test_words_are_drawn_from_their_anchor() -> None:
    ends = {
        anchor: picture(Words(Point(50, 40), "loss", BLUE, 14.0, anchor))
        .convert("L")
        .point(lambda v: 255 - v)
        .getbbox()
        for anchor in ("start", "middle", "end")
    }
    assert all(ends.values())
    assert ends["start"][0] >= 49 * SCALE and ends["end"][2] <= 51 * SCALE  # type: ignore[index]
    assert ends["middle"][0] < 50 * SCALE < ends["middle"][2]  # type: ignore[index]


@pytest.mark.parametrize("text", ["", "…×↺ 学 é", "\N{REPLACEMENT CHARACTER}"])
def test_any_text_can_be_drawn(text: str) -> None:
    picture(Words(Point(5, 40), text, BLUE, 14.0, bold=True))


def test_without_pillow_it_says_how_to_get_it() -> None:
    code = """
import sys
sys.modules["PIL"] = None
from spt_tui.export.drawing import Drawing
from spt_tui.export.plot_png import NoPillow, png_bytes
try:
    png_bytes(Drawing(40, 30, "", ()))
except NoPillow as reason:
    print(reason)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "no PNG without Pillow: pip install pillow\n"
