import pytest

from spt_tui.runs.metric_filter import MetricFilterError, metric_filter

NAMES = ["fit/loss", "fit/loss_scale", "eval/top1", "eval/Top5", "lr-AdamW"]


def left(text: str) -> list[str]:
    return [NAMES[place] for place in metric_filter(text)(NAMES)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", NAMES),
        ("  ", NAMES),
        ("/", NAMES),
        ("//", NAMES),
        ("t/", ["fit/loss", "fit/loss_scale"]),
        ("LOSS", ["fit/loss", "fit/loss_scale"]),
        ("top eval", ["eval/top1", "eval/Top5"]),
        ("evtop", ["eval/top1", "eval/Top5"]),
        ("loss", ["fit/loss", "fit/loss_scale"]),
        ("fls scale", ["fit/loss_scale"]),
        ("pot", []),
        ("/LOSS$/", ["fit/loss"]),
        ("/top[15]", ["eval/top1", "eval/Top5"]),
        ("/t/l/", ["fit/loss", "fit/loss_scale"]),
    ],
)
def test_what_is_typed_leaves_these(text: str, names: list[str]) -> None:
    assert left(text) == names


def test_letters_count_only_where_no_name_holds_the_words() -> None:
    assert metric_filter("abc")(["a/b/c", "xabc"]) == [1]
    assert metric_filter("abc")(["a/b/c", "cab"]) == [0]


@pytest.mark.parametrize("text", ["/[", "/(", "/*", "/a{99999999999}/"])
def test_what_is_no_expression_is_said(text: str) -> None:
    with pytest.raises(MetricFilterError, match="no regular expression: "):
        metric_filter(text)
