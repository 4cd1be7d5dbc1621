"""stable-pretraining 0.1.8's own scanner and registry, which ours stand in for, where it is installed.

`pip install --no-deps stable-pretraining==0.1.8` is enough: the modules that scan and serve need the standard library
alone, those of the registry something to log to. The package's own `__init__` would ask for torch, so they are
imported under packages that hold nothing else.
"""

from __future__ import annotations

import logging
import sys
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import ModuleType

DISTRIBUTION = "stable-pretraining"
VERSION = "0.1.8"
"""The one whose behaviour the tests know."""
ABSENT = f"not installed: pip install --no-deps {DISTRIBUTION}=={VERSION}"
"""Why a test that needs it is skipped."""

_STAND_IN = "reference_stable_pretraining"


@lru_cache(maxsize=1)
def load_reference() -> ModuleType | None:
    """Its `web/scan.py`, whose `RunScanner` is used as ours is; `None` if this version is not installed."""
    return import_module(f"{_STAND_IN}.web.scan") if _is_ready() else None


@lru_cache(maxsize=1)
def load_reference_registry() -> ModuleType | None:
    """Its `registry/query.py`, whose `open_registry` is used as ours is; `None` if this version is not installed.

    `forget_scans` has it look again, which it does not within two seconds.
    """
    if not _is_ready():
        return None
    quiet = ModuleType("loguru")
    quiet.__dict__["logger"] = logging.getLogger(_STAND_IN)
    stood_in = sys.modules.setdefault("loguru", quiet) is quiet
    try:
        return import_module(f"{_STAND_IN}.registry.query")
    finally:
        if stood_in:
            del sys.modules["loguru"]


def forget_scans() -> None:
    """Have the reference's registry look again when it is opened."""
    import_module(f"{_STAND_IN}.registry._scanner").invalidate_ttl()


@lru_cache(maxsize=1)
def _is_ready() -> bool:
    """Whether this version is installed; its packages can be imported then."""
    try:
        found = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        return False
    if found.version != VERSION:
        return False
    home = Path(str(found.locate_file("stable_pretraining")))
    _stand_in(_STAND_IN, home)
    for package in ("web", "registry"):
        _stand_in(f"{_STAND_IN}.{package}", home / package)
    return True


def _stand_in(name: str, folder: Path) -> None:
    """A package whose `__init__` is empty and whose modules are those of `folder`."""
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
