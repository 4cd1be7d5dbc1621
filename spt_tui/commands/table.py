"""The run table without a terminal: what `--once` and `--json` print."""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Sequence

from spt_tui.export import table
from spt_tui.runs import columns
from spt_tui.runs.arrange import Arrangement, arrange
from spt_tui.runs.catalog import Catalog
from spt_tui.runs.query import Query
from spt_tui.runs.scan import scan_into


def print_table(roots: Sequence[str], wanted: Query, as_json: bool, threads: int) -> int:
    """Scan `roots` once and print the runs that `wanted` matches; gives the exit status."""
    catalog = Catalog()
    for root in roots:
        for _ in scan_into(catalog, root, threads=threads):
            pass
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    now = time.time()
    found = arrange(catalog, Arrangement(wanted), now).rows
    try:
        if as_json:
            for line in table.json_lines(catalog.view(found.codes)):
                print(line)
        elif found:
            shown = [columns.column(id) for id in columns.default_columns(catalog, 4, wanted.mask(catalog))]
            print("\n".join(table.text_lines(found, shown, now)))
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        print(f"spt-tui: cannot write: {(error.strerror or 'failed').lower()}", file=sys.stderr)
        return 1
    if not found:
        print(f"spt-tui: no runs {'match the filter' if len(catalog) else 'here'}", file=sys.stderr)
    return 0 if found else 1


def _silence() -> None:
    """Nothing more can be printed: not even what Python still has to flush at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
