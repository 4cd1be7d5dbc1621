from rich.cells import cell_len

from spt_tui.runs.filters.completion import Completion
from spt_tui.ui.widgets.completion_list import Offers, offer_lines


def offers(*labels: str, detail: str = "12 runs", kind: str = "value") -> list[Completion]:
    return [Completion(label, 0, 0, label, detail, kind) for label in labels]


def texts(shown: Offers, most: int = 5, width: int = 40) -> list[str]:
    return ["".join(text for text, _ in line) for line in offer_lines(shown, most, width)]


def test_all_lines_are_as_wide_as_each_other_and_no_wider_than_there_is_room() -> None:
    shown = Offers(offers("a", "名前" * 20, "x" * 100))
    for width in (12, 20, 38, 60):
        lines = texts(shown, width=width)
        assert {cell_len(line) for line in lines} == {cell_len(lines[0])} and cell_len(lines[0]) <= width


def test_what_does_not_fit_ends_in_a_sign_and_a_key_begins_with_it() -> None:
    assert "…" in texts(Offers(offers("x" * 100)))[0]
    key = texts(Offers(offers(f"m.{'long/' * 20}loss", kind="key")))[0]
    assert "…" in key and key.rstrip(" │").endswith("loss")


def test_the_present_offer_is_in_view_and_its_number_is_said() -> None:
    many = offers(*(f"v{number}" for number in range(30)))
    for place in (0, 3, 17, 29):
        lines = texts(Offers(many, place))
        present = next(line for line in lines if line.startswith("▸"))
        assert len(lines) == 6 and present.split()[1] == f"v{place}"
        assert f"{place + 1} of 30" in lines[-1]


def test_a_short_list_says_its_keys() -> None:
    assert "tab take  esc close" in texts(Offers(offers("a")))[-1]
    assert "enter take" in texts(Offers(offers("a", "b"), 1, is_chosen=True))[-1]
    assert texts(Offers()) == []
