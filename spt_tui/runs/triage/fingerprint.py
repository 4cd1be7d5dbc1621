"""A message without what differs from run to run, so that runs that died of the same thing say the same."""

from __future__ import annotations

import re
from collections.abc import Collection

from spt_tui.text import clean

MESSAGE_LIMIT = 2_048
"""Characters of a message that are looked at."""
FINGERPRINT_LIMIT = 300
"""Characters of a fingerprint; what is cut is marked with an ellipsis."""

PATH, HOST, ADDRESS, ID, TIME, URL, NUMBER = "<path>", "<host>", "<address>", "<id>", "<time>", "<url>", "#"
"""What stands for what was there."""

_HEX = "[0-9a-fA-F]"
_DOMAIN = "local|internal|cluster|lan|edu|gov|com|net|org"
_NAME = r"[A-Za-z][A-Za-z0-9]{0,62}(?:-[A-Za-z0-9]+){0,8}"
_WORD = r"[A-Za-z_\d]"
# The first that matches at a place wins. None can run far and then fail: a name, a path, a number end where they end.
_VARYING = (
    (URL, r"\b(?:https?|ftp|s3|gs|hdfs|file)://[^\s'\"<>)\]]+"),
    (ID, rf"(?<![0-9a-zA-Z]){_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}(?![0-9a-zA-Z])"),
    (TIME, r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"),
    (TIME, r"\b\d\d:\d\d:\d\d(?:[.,]\d+)?"),
    (ADDRESS, rf"\b0[xX]{_HEX}+"),
    (HOST, r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\w.])"),
    (HOST, rf"\[(?:{_HEX}{{0,4}}:){{2,7}}{_HEX}{{0,4}}\](?::\d+)?"),
    (PATH, r"(?<=')(?:~|\.{1,2})?/[^'\n]*(?=')|(?<=\")(?:~|\.{1,2})?/[^\"\n]*(?=\")"),
    (PATH, r"(?<![\w/<>#])(?:~|\.{1,2})?/[^\s'\",:;()\[\]<>=]+"),
    (PATH, r"(?<![\w/.-])[\w-][\w.-]*(?:/[\w.-]+)+\.[A-Za-z]\w{0,6}(?![\w/])"),
    (ID, rf"(?<![0-9a-zA-Z_])(?=[a-f]*\d)(?=\d*[a-fA-F])(?!\d+[eE]\d+\b){_HEX}{{8,64}}(?![0-9a-zA-Z_])"),
    (HOST, rf"(?<![\w.-])(?!(?:cuda|cpu|rank|xpu|hip|mps)\b){_NAME}(?:\.{_NAME}){{0,6}}:\d{{4,5}}(?!\d)"),
    (
        HOST,
        rf"(?<![\w.-]){_NAME}(?:\.{_NAME}){{0,6}}\.(?:local|internal|cluster|lan|edu|gov|com|net|org)\b(?:\.[a-z]{{2}}\b)?",
    ),
    (HOST, rf"(?i:(?<=\bon )|(?<=\bhost )|(?<=\bhost=)|(?<=\bhostname=)|(?<=\bnode )|(?<=error: )){_NAME}\d{{2,}}\b"),
    # Of names only what counts samples and files is no part: `img_0042`, `n01440764`, `'step-7'`, `'a_12.png'`.
    (NUMBER, r"(?<=[A-Za-z_-])(?:0\d+|\d{4,})(?!\d)|(?<=[A-Za-z\d][_-])\d+(?=(?:\.[A-Za-z]\w{1,4})?['\"])"),
    # A number that is part of a name (`layer3`, `float16`) belongs to the name; `512x10` is two numbers.
    (
        NUMBER,
        r"(?<![A-Za-z_\d])(?<![A-Za-z_\d][.])[-+]?\d+(?:[.,_]\d+)*(?:[eE][-+]?\d+)?(?:(?=x\d)|(?![A-Za-z_]\w*\d))",
    ),
    (NUMBER, r"(?<=\dx)\d+"),
)
_ANY = re.compile("|".join(f"(?P<v{place}>{pattern})" for place, (_, pattern) in enumerate(_VARYING)))
_SPACES = re.compile(r"\s+")


def fingerprint(message: str, hosts: Collection[str] = ()) -> str:
    """`message` in one cleaned line, with signs in place of what differs from run to run.

    Paths, hosts, addresses in memory, ids, times, URLs and numbers go. `hosts` are names that are known to be hosts;
    others are told by what stands around them. Of a path nothing stays: where a file lay is not why a run died.
    """
    text = _SPACES.sub(" ", clean(message, MESSAGE_LIMIT)).strip()
    for host in sorted(filter(None, hosts), key=len, reverse=True):
        text = re.sub(rf"(?<![\w.-]){re.escape(host)}(?![\w-])", HOST, text)
    text = _ANY.sub(_sign, text)
    return text if len(text) <= FINGERPRINT_LIMIT else text[: FINGERPRINT_LIMIT - 1] + "…"


def _sign(found: re.Match[str]) -> str:
    return _VARYING[int((found.lastgroup or "v")[1:])][0]
