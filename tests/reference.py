"""stable-pretraining 0.1.8's own scanner, the one that `RunScanner` stands in for, where it is installed.

`pip install --no-deps stable-pretraining==0.1.8` is enough: the modules that scan and serve need the standard library
alone. The package's own `__init__` would ask for torch, so they are imported under packages that hold nothing else.
"""

from __future__ import annotations

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
    try:
        found = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        return None
    if found.version != VERSION:
        return None
    home = Path(str(found.locate_file("stable_pretraining")))
    _stand_in(_STAND_IN, home)
    for package in ("web", "registry"):
        _stand_in(f"{_STAND_IN}.{package}", home / package)
    return import_module(f"{_STAND_IN}.web.scan")


def _stand_in(name: str, folder: Path) -> None:
    """A package whose `__init__` is empty and whose modules are those of `folder`."""
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
