"""A crew does every job once, alone while answers are quick, with threads when they are not, and waits for no hang."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from spt_tui.runs.directories import crew as module
from spt_tui.runs.directories.crew import Crew, Relieved
from spt_tui.runs.directories.disk import Disk
from spt_tui.runs.directories.job import Job


@pytest.fixture
def crew() -> Iterator[Crew]:
    crew = Crew(threads=3)
    yield crew
    crew.close()


def waiting(disk: Disk, seconds: float, answer: int) -> int:
    """A request that takes so long."""
    disk.calls += 1
    time.sleep(seconds)
    return answer


def slowed(crew: Crew) -> None:
    """Make the crew find out that the file system is slow."""
    for _ in range(module.MEASURED):
        crew.add(Job("slow", partial(waiting, seconds=0.0004, answer=0), lambda _: None))
    for _ in crew.work():
        pass
    assert crew.is_slow


def job(path: str, ask: Callable[[Disk], object], into: list[object]) -> Job:
    return Job(path, ask, into.append)


def test_quick_answers_need_no_thread_and_the_last_job_added_comes_first(crew: Crew, tmp_path: Path) -> None:
    answers: list[object] = []
    for number in range(200):
        crew.add(job("p", lambda disk, number=number: (disk.stat(str(tmp_path)), number)[1], answers))
    assert sum(1 for _ in crew.work()) == 200
    assert answers == list(reversed(range(200)))
    assert (crew.threads, crew.is_slow, crew.calls) == (0, False, 200)


def test_slow_answers_are_waited_for_together(crew: Crew) -> None:
    slowed(crew)
    answers: list[object] = []
    more = (job("p", partial(waiting, seconds=0.02, answer=number), answers) for number in range(30))
    began = time.monotonic()
    for _ in crew.work(more):
        pass
    assert sorted(answers) == list(range(30))  # type: ignore[type-var]
    assert time.monotonic() - began < 0.02 * 30 * 0.7
    assert 1 < crew.threads <= 3


def test_a_file_system_that_recovers_needs_no_threads_again(crew: Crew, tmp_path: Path) -> None:
    slowed(crew)
    for _ in crew.work(Job("p", lambda disk: disk.stat(str(tmp_path)), lambda _: None) for _ in range(300)):
        pass
    assert not crew.is_slow


def test_what_follows_happens_in_the_callers_thread(crew: Crew) -> None:
    slowed(crew)
    asked, taken = set(), set()
    ask = lambda disk: (asked.add(threading.current_thread()), time.sleep(0.002))  # noqa: E731
    for _ in crew.work(Job("p", ask, lambda _: taken.add(threading.current_thread())) for _ in range(40)):
        pass
    assert taken == {threading.current_thread()}
    assert threading.current_thread() in asked, "it asks, too, while it would wait"
    assert len(asked) > 2


def test_a_request_that_hangs_is_given_up_and_told_and_taken_back(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STUCK_SECONDS", 0.1)
    slowed(crew)
    is_back = threading.Event()
    answers: list[object] = []
    dropped: list[str] = []
    crew.add(Job("/dead", lambda disk: is_back.wait(), answers.append, lambda: dropped.append("dead")))
    more = (job(str(number), partial(waiting, seconds=0.001, answer=number), answers) for number in range(30))
    for _ in crew.work(more):
        pass
    assert sorted(answers) == list(range(30))  # type: ignore[type-var]
    assert dropped == ["dead"] and list(crew.stuck) == ["/dead"]
    crew.add(job("/dead", lambda disk: 99, answers))
    for _ in crew.work():
        pass
    assert 99 not in answers, "nobody asks again while an answer is still out"
    is_back.set()
    deadline = time.monotonic() + 5
    while crew.stuck and time.monotonic() < deadline:
        for _ in crew.work(iter([job("other", partial(waiting, seconds=0.001, answer=0), answers)])):
            pass
    assert not crew.stuck


def test_when_everything_hangs_the_work_still_ends(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STUCK_SECONDS", 0.1)
    slowed(crew)
    forever = threading.Event()
    dropped: list[int] = []
    for number in range(40):
        crew.add(Job(str(number), lambda disk: forever.wait(), lambda _: None, partial(dropped.append, number)))
    began = time.monotonic()
    givers: list[threading.Thread] = []

    def give() -> None:
        with suppress(Relieved):
            for _ in crew.work():
                pass

    def start() -> None:
        givers.append(threading.Thread(target=give, daemon=True))
        givers[-1].start()

    start()
    while any(giver.is_alive() for giver in givers[-1:]) and time.monotonic() - began < 3:
        crew.relieve(start)
        time.sleep(0.01)
    assert time.monotonic() - began < 3
    assert sorted(dropped) == list(range(40)) and crew.threads <= 2 * 3
    assert len(givers) == 2, "once something is known to hang the giver asks nothing by itself"
    forever.set()


def test_a_closed_crew_does_nothing_more(crew: Crew) -> None:
    slowed(crew)
    members = [thread for thread in threading.enumerate() if thread.name == "spt-scanner-crew"]
    crew.close()
    answers: list[object] = []
    crew.add(job("p", lambda disk: 1, answers))
    assert list(crew.work()) == [] and answers == []
    for member in members:
        member.join(1)
        assert not member.is_alive()


def test_all_calls_are_counted(crew: Crew, tmp_path: Path) -> None:
    slowed(crew)
    before = crew.calls
    (tmp_path / "file").write_bytes(b"x" * 10)

    def ask(disk: Disk) -> None:
        time.sleep(0.002)
        disk.read(os.fspath(tmp_path / "file"), 100)

    for _ in crew.work(Job("p", ask, lambda _: None) for _ in range(20)):
        pass
    assert crew.calls - before == 20 * 4


def test_who_hangs_alone_is_relieved_by_another_thread(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STUCK_SECONDS", 0.1)
    is_back, began = threading.Event(), threading.Event()
    answers: list[object] = []
    dropped: list[str] = []
    ended: list[str] = []
    jobs = [job(str(number), lambda disk, number=number: number, answers) for number in range(20)]
    jobs.insert(5, Job("/dead", lambda disk: (began.set(), is_back.wait()), answers.append, lambda: dropped.append("")))
    more = iter(jobs)

    def give() -> None:
        try:
            for _ in crew.work(more):
                pass
        except Relieved:
            ended.append("relieved")

    first = threading.Thread(target=give, daemon=True)
    first.start()
    began.wait(5)
    assert not crew.relieve(lambda: None), "12 seconds have not passed"
    time.sleep(0.15)
    assert crew.is_silent and list(crew.unanswered()) == ["/dead"]
    second = threading.Thread(target=lambda: [*crew.work(iter(jobs[6:]))], daemon=True)
    assert crew.relieve(second.start)
    second.join(5)
    assert sorted(answers) == list(range(20)) and dropped == [""]  # type: ignore[type-var]
    assert list(crew.unanswered()) == ["/dead"] and not crew.is_silent
    is_back.set()
    first.join(5)
    assert ended == ["relieved"] and len(answers) == 20
    for _ in crew.work(iter([job("other", lambda disk: 20, answers)])):
        pass
    assert not crew.unanswered() and not crew.is_slow


def test_who_cannot_go_on_without_an_answer_is_not_relieved(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STUCK_SECONDS", 0.05)
    with crew.waiting_for("/root"):
        time.sleep(0.1)
        assert crew.is_silent and list(crew.unanswered()) == ["/root"]
        assert not crew.relieve(lambda: None)
    assert not crew.is_silent and not crew.unanswered()
