"""A tree of runs whose writers mean harm: every field that a run can carry holds what a terminal or a parser obeys."""

from __future__ import annotations

import os
from pathlib import Path

from tests.trees import replace_json, write_run

MARK = "HARM"
"""Stands in what would reach the title, the clipboard or a link."""

PAYLOADS = {
    "markup": f"[/x] [bold red]b[/] [link=http://{MARK}]l[/link] [reverse",
    "action": "[@click=app.quit]quit[/] [@click=screen.go('logs')]x[/]",
    "modes": "\x1b[2J\x1b[H\x1b[3J\x1bc\x1b[?1049l\x1b[?1000l\x1b[?25h\x1b[?2004l\x1b[<u\x1b[5;5r\x1b[20h",
    "title": f"\x1b]0;{MARK}\x07\x1b]2;{MARK}\x1b\\\x1b]8;;http://{MARK}\x1b\\click\x1b]8;;\x1b\\",
    "clipboard": f"\x1b]52;c;SEFSTQ==\x07\x1bP$q{MARK}\x1b\\\x1b_{MARK}\x1b\\\x1b^{MARK}\x1b\\",
    "questions": "\x1b[c\x1b[6n\x1b[18t\x1b[?u\x1b[>q\x05",
    "c1": f"\x9b2J\x9d0;{MARK}\x9c\x90q\x9c\x85\x84",
    "controls": "a\x00b\x07c\x08d\x0be\x0cf\x0eg\x0fh\x7fi\rj\nk\tl\x1bm\x18n",
    "bidi": "\u202egnp.exe\u202c \u2066x\u2069 \u200fy \u061cz \u2028line \u2029paragraph \ufeffbom \u00adsoft",
    "surrogates": "\ud800 \udfff \udc9b31m \ud83d \U000e0041\U000e007f \ue000 \uffff \U0010ffff",
    "emoji": "\U0001f468\u200d\U0001f467 \u2764\ufe0f 1\ufe0f\u20e3 \U0001f44d\U0001f3fd \U0001f1e9\U0001f1ea",
    "marks": "Z" + "\u0301\u0489\u20dd" * 40 + "o\u0337" * 20 + " \u115fh \u3164 \uffa0",
    "huge": f"[bold]\x1b[2J{'w' * 1_000_000}\x1b]0;{MARK}\x07",
}
"""Name of the run -> the text in all of its fields."""


def hostile_tree(place: Path) -> Path:
    """A run for each payload below `place`; their names end in the payload's, so that each can be found."""
    for number, (name, payload) in enumerate(PAYLOADS.items()):
        _write(place, number, name, payload)
    return place


def _write(place: Path, number: int, name: str, payload: str) -> None:
    run = place / _file_name(f"{number:02}{payload}", "") / name
    output_dir = place / "outputs" / _file_name(payload, name)
    output_dir.mkdir(parents=True)
    write_run(
        run,
        heartbeat=0,
        display_name=f"{number:02}{payload}",
        status=payload,
        created_at=1_700_000_000 - number,
        tags=[payload, f"sweep:{payload}", "common"],
        notes=payload,
        hparams={payload: payload, "nested": {payload: [payload, {payload: 1}]}, "output_dir": os.fsdecode(output_dir)},
        summary={payload: 0.5, f"{name}/loss": 0.25, f"text{payload}": payload},
        checkpoint_path=f"/{payload}",
        run_id=payload,
    )
    replace_json(run / "summary.json", {"step": 7, "epoch": 1, payload: payload})
    replace_json(run / "run_meta.json", {"slurm_job_id": payload, "slurm_array_task_id": payload})
    _write_metrics(run / "metrics.csv", name, payload)
    for folder, end in ((run, "out"), (run, "err"), (output_dir, "log")):
        _write_log(folder / _file_name(payload, f"{name}.{end}"), name, payload)


def _file_name(payload: str, end: str) -> Path:
    """`payload` as far as a file name can hold it: any bytes but NUL and the slash, at most 255."""
    raw = payload.encode("utf-8", "surrogatepass").replace(b"\0", b"").replace(b"/", b"")
    if "\x9b" in payload:
        raw += b"\x9b31m\x9d0;\xff"  # not UTF-8: the C1 controls as single bytes
    return Path(os.fsdecode(raw[:120] + end.encode()))


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _write_metrics(path: Path, name: str, payload: str) -> None:
    """A header with the payload as a metric's name, rows with it as a cell, and the payload as a row of its own."""
    quoted = b'"' + _raw(payload).replace(b'"', b'""').replace(b"\r", b"").replace(b"\n", b"") + b'"'
    rows = [b"%d,%d,%f,%f,%s" % (step, step // 4, 1 / (step + 1), step, quoted) for step in range(12)]
    header = b",".join([b"step", b"epoch", f"{name}/loss".encode(), quoted, b"cell"])
    path.write_bytes(b"\r\n".join([header, *rows, _raw(payload), b""]))


def _write_log(path: Path, name: str, payload: str) -> None:
    """The payload as lines of all kinds, single bytes above 127 among them, and last a line to wait for."""
    lines = [
        _raw(payload),
        b"\x1b[31mred\x1b[0m " + _raw(payload) + b"\x1b[1;8;5mafter",
        b"bytes \x9b2J\x9d0;" + MARK.encode() + b"\x9c\xff\xfe\x80\xc3(",
        b"100%|" + _raw(payload) + b"\r 20%|" + _raw(payload),
        b"\x1b[",
        b"\x1b]0;" + MARK.encode(),
        f"last line of {name}".encode(),
    ]
    path.write_bytes(b"\n".join(lines) + b"\n")
