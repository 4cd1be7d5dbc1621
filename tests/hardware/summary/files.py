"""The texts of pytyche's files, as it writes them and as they are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

HERE = Path(__file__).parent
RECORDED = HERE / "pytyche_run"
"""What pytyche 0.2.1's monitor wrote beside a stand-in `nvidia-smi` of two GPUs."""
GOLDEN: dict[str, Any] = json.loads((HERE / "golden_pytyche.json").read_text())
"""File texts, and what pytyche 0.2.1 makes of them."""

NAMES = {"gpu": "hw_metrics.csv", "cpu": "cpu_metrics.csv", "dmon": "hw_dmon.csv"}


def write_files(folder: Path, texts: dict[str, str | None]) -> dict[str, Path | None]:
    """Write the texts of `gpu`, `cpu` and `dmon`; the path of each, `None` where there is no text."""
    paths: dict[str, Path | None] = {}
    for kind, name in NAMES.items():
        text = texts.get(kind)
        paths[kind] = None if text is None else folder / name
        if text is not None:
            (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return paths


def odd_cells() -> st.SearchStrategy[str]:
    """A cell as a device, a torn write or an enemy leaves it."""
    known = [
        "[N/A]",
        "[Not Supported]",
        "-",
        "",
        "nan",
        "inf",
        "-inf",
        "1_0",
        " 7 ",
        "90 %",
        "300 W",
        "0x1",
        "١٢",
        "1e400",
    ]
    return st.one_of(
        st.integers(-10, 100_000).map(str),
        st.floats(0, 1_000).map("{:.2f}".format),
        st.floats().map(repr),
        st.sampled_from(known),
        st.text(st.characters(blacklist_categories=["Cs"]), max_size=4),
    )


def tables(separator: str, cells: int, heads: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Lines of about so many odd cells, with heads and line ends of all sorts between them."""
    row = st.lists(odd_cells(), min_size=max(0, cells - 3), max_size=cells + 2).map(separator.join)
    line = st.one_of(row, row, row, st.sampled_from(heads))
    ended = st.tuples(line, st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", ""])).map("".join)
    return st.lists(ended, max_size=12).map("".join)


GPU_TEXTS = tables(", ", 9, ("", "NVIDIA-SMI has failed.", "timestamp, utilization.gpu [%]"))
DMON_TEXTS = tables("  ", 7, ("# gpu  sm  mem  fb", "# gpu  fb  bar1  sm  mem", "#", " # Idx  %  %  MB"))
CPU_TEXTS = tables(",", 3, ("timestamp,usr_pct,idle_pct", ""))
