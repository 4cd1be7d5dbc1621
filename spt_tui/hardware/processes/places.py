"""Where a command works: it, and what it has started."""

from __future__ import annotations

from spt_tui.hardware.processes.process_facts import link, open_files, places

MOST_PROCESSES = 64


def places_of_tree(pid: int) -> tuple[str, ...]:
    """Directories in which a process and its descendants work or have files open; the first is where it works itself.

    Empty where the system does not tell.
    """
    import os

    import psutil

    try:
        tree = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))][:MOST_PROCESSES]
    except psutil.Error:
        return ()
    cwds = [link(f"/proc/{process}/cwd") for process in tree]
    return places((*cwds, *(os.path.dirname(path) for process in tree for path in open_files("/", process))))
