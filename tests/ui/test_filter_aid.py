"""The state behind the filter's line, without a screen."""

from collections.abc import Sequence

from spt_tui.runs.filters.completion import Completion
from spt_tui.ui.widgets.filter_aid import FilterAid, Line
from spt_tui.ui.widgets.filter_history import FilterHistory
from spt_tui.ui.widgets.filter_line import Wrong

WORDS = {"s": ("state:", "status:", "sweep:"), "state:": ("failed", "running"), "": ("id:", "name:")}


def complete(text: str, cursor: int) -> Sequence[Completion]:
    """Fields of the word that is typed, and the states."""
    word = text[:cursor].rpartition(" ")[2]
    field, colon, value = word.partition(":")
    if colon:
        found = [each for each in WORDS.get(f"{field}:", ()) if each.startswith(value)]
        return [Completion(each, cursor - len(value), cursor, each, "", "value") for each in found]
    found = [each for each in WORDS.get(word[:1], ()) if each.startswith(word)]
    return [Completion(each, cursor - len(word), cursor, each, "", "field") for each in found]


def line(text: str) -> Line:
    return Line(text, len(text))


def offered(aid: FilterAid) -> list[str]:
    return [offer.label for offer in aid.offers]


def test_what_was_begun_is_completed_and_what_may_be_anything_is_not() -> None:
    aid = FilterAid(complete)
    aid.follow(line("st"))
    assert offered(aid) == ["state:", "status:"]
    aid.follow(line(""))
    assert not aid.offers
    aid.follow(line("state:failed "))
    assert not aid.offers
    aid.follow(line("state:"))
    assert offered(aid) == ["failed", "running"], "the values of a field are offered before one is typed"
    assert aid.ask(line("")) and offered(aid) == ["id:", "name:"], "who asks is told all"


def test_a_word_that_is_a_part_of_a_key_is_just_a_word() -> None:
    keys = [Completion(key, 0, 2, key, "", "key") for key in ("hp.optim.lr", "LR-Adam")]
    aid = FilterAid(lambda text, cursor: keys)
    aid.follow(line("lr"))
    assert offered(aid) == ["LR-Adam"]
    assert aid.ask(line("lr")) and len(aid.offers) == 2, "but one is told of it on asking"


def test_what_is_there_already_is_not_offered() -> None:
    aid = FilterAid(complete)
    aid.follow(line("state:failed"))
    assert not aid.offers and not aid.ask(line("state:failed"))


def test_a_completion_is_taken_and_taken_back() -> None:
    aid = FilterAid(complete)
    aid.follow(line("x st"))
    after = aid.take(line("x st"))
    assert after == line("x state:")
    aid.follow(after)
    assert offered(aid) == ["failed", "running"]
    whole = aid.take(after)
    aid.follow(whole)
    assert whole.text == "x state:failed" and not aid.offers
    assert aid.take_back(whole) == after and aid.take_back(after) == line("x st") and aid.take_back(after) is None


def test_what_was_edited_since_is_not_taken_back() -> None:
    aid = FilterAid(complete)
    aid.follow(line("st"))
    aid.take(line("st"))
    assert aid.take_back(line("state:f")) is None


def test_only_who_went_into_the_list_has_chosen() -> None:
    aid = FilterAid(complete)
    aid.follow(line("s"))
    assert not aid.is_chosen and not aid.move(-1)
    assert aid.move(1) and aid.is_chosen and aid.place == 1
    assert aid.move(1) and not aid.move(1), "it ends"
    aid.follow(line("st"))
    assert not aid.is_chosen and aid.place == 0


def test_a_closed_list_stays_closed_until_it_is_asked_for() -> None:
    aid = FilterAid(complete)
    aid.follow(line("s"))
    assert aid.close() and not aid.close()
    aid.follow(line("st"))
    assert not aid.offers
    assert aid.ask(line("st"))
    aid.follow(line("sta"))
    assert aid.offers


def test_what_is_wrong_is_mended_in_its_place() -> None:
    aid = FilterAid(complete)
    mended = aid.mend(line("a stauts:x b"), Wrong(2, 8, "no such field", "status"))
    assert mended == Line("a status:x b", 8)
    assert aid.take_back(mended) == line("a stauts:x b")


def test_the_history_is_that_of_what_holds_the_draft() -> None:
    aid, past = FilterAid(complete), ("tag:a", "state:failed", "Tag:b")
    older = aid.recall(past, line("tag"), 1)
    assert older == line("Tag:b")
    aid.follow(older)
    assert not aid.offers, "no list is opened over a text that was not typed"
    older = aid.recall(past, older, 1)
    assert older == line("tag:a") and aid.recall(past, older, 1) is None
    newer = aid.recall(past, older, -1)
    assert newer == line("Tag:b") and aid.recall(past, newer, -1) == line("tag")
    assert aid.recall(past, line("tag"), -1) is None


def test_a_draft_that_is_edited_begins_the_history_anew() -> None:
    aid, past = FilterAid(complete), ("a", "b")
    assert aid.recall(past, line(""), 1) == line("b")
    aid.follow(line("bx"))
    assert aid.recall(past, line("bx"), 1) is None


def test_the_draft_itself_is_not_history() -> None:
    history = FilterHistory(("a", "ab", "a"), "a")
    assert history.step(1) and history.text == "ab" and not history.step(1)
