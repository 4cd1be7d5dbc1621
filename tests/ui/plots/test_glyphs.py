import pytest

from spt_tui.ui.plots.glyphs import Glyphs, glyphs_of


@pytest.mark.parametrize(
    ("environ", "glyphs"),
    [
        ({}, Glyphs.BRAILLE),
        ({"LANG": "en_US.UTF-8"}, Glyphs.BRAILLE),
        ({"LANG": "de_DE.utf8@euro"}, Glyphs.BRAILLE),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, Glyphs.ASCII),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, Glyphs.BRAILLE),
        ({"LANG": "ja_JP.eucJP"}, Glyphs.ASCII),
        ({"LC_ALL": "C", "SPT_TUI_GLYPHS": "block"}, Glyphs.BLOCK),
        ({"SPT_TUI_GLYPHS": "nonsense"}, Glyphs.BRAILLE),
    ],
)
def test_the_set_is_the_one_that_is_named_or_that_the_locale_can_show(environ: dict[str, str], glyphs: Glyphs) -> None:
    assert glyphs_of(environ) is glyphs
