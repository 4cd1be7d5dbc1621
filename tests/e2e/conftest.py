"""Browsers that are ended with their test, and trees of real runs to browse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.browser import Browser
from tests.trees import real_runs

Browse = Callable[..., Browser]
"""Takes what `Browser` takes."""


@pytest.fixture
def browse() -> Iterator[Browse]:
    """Starts browsers; whatever the test did with them, none of them may have failed."""
    with ExitStack() as stack:
        started: list[Browser] = []

        def start(*arguments: str | Path, **options: object) -> Browser:
            browser = Browser(*arguments, **options)  # type: ignore[arg-type]
            started.append(stack.enter_context(browser))
            return browser

        yield start
        failed = [browser.text for browser in started if b"Traceback" in browser.transcript]
    assert not failed, failed[0]


@pytest.fixture(scope="session")
def still_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sixteen real runs, to be read only; nothing in them is alive."""
    return real_runs(tmp_path_factory.mktemp("still"))


@pytest.fixture
def own_runs(tmp_path: Path) -> Path:
    """The sixteen real runs, to be changed."""
    return real_runs(tmp_path)
