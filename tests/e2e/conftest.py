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
Start = Callable[..., Browser]
"""The same; all that it starts share their caches."""


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


@pytest.fixture
def caches(tmp_path: Path) -> Path:
    """Where those that `start` starts keep what they know; not made yet."""
    return tmp_path / "caches"


@pytest.fixture
def start(browse: Browse, caches: Path) -> Start:
    """Starts browsers one after the other, as someone does who comes back."""

    def started(*arguments: str | Path, env: dict[str, str] | None = None, **options: object) -> Browser:
        return browse(*arguments, env={"XDG_CACHE_HOME": str(caches), **(env or {})}, **options)

    return started


@pytest.fixture(scope="session")
def still_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sixteen real runs, to be read only; nothing in them is alive."""
    return real_runs(tmp_path_factory.mktemp("still"))


@pytest.fixture
def own_runs(tmp_path: Path) -> Path:
    """The sixteen real runs, to be changed."""
    return real_runs(tmp_path)
