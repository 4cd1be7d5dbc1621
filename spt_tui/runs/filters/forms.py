"""How the filter language is written: what help says of it, and how a value is quoted."""

from __future__ import annotations

import re

from spt_tui.runs.filters.expression import is_balanced, quoted

FORMS: tuple[tuple[str, str], ...] = (
    ("word", "found in id, name, tags, notes or sweep; case counts once a capital is typed"),
    ('"two words"', "the same, with spaces"),
    ("/regex/", "the same, with a regular expression as Python reads it"),
    ("field:value", "the value as a whole; * stands for any text, ? for one character"),
    ('field:"value"', "exactly this value: case counts, * and ? stand for themselves"),
    ("field:", "has any value"),
    ("field < value", "also <= > >= = !=; numbers as 0.1, 1e-3, 2k, 1M, 10%; spaces may be left out"),
    ("age<2d", "durations in s, m, h, d, w, y: 90s, 1h30m; = asks for the whole of the last unit"),
    ("created>2026-11-01", "dates: 2026, 2026-11, 2026-11-01T15:30, today, yesterday, by the local clock"),
    ("key=value", "a hyper-parameter or a metric without its hp. or m., if it is not both"),
    ('hp."odd key"=1', "a key with spaces or signs in it"),
    ("-term, not term", "not so"),
    ("term term", "both, as with and between them"),
    ("term or term", "one of them, or both; and goes before or"),
    ("( )", "hold together: -(tag:a or tag:b)"),
)
"""(form, meaning) of all that a filter can be made of."""

_NEEDS_QUOTES = re.compile(r'^$|^"|[\s*?]')


def quote(value: str) -> str:
    """`value` so that `field:` before it asks for exactly that: `f"tag:{quote(tag)}"`.

    In quotes only where it must be: where something in it has a meaning, or where case would not count.
    """
    case_would_not_count = value == value.lower() != value.upper()
    if not case_would_not_count and not _NEEDS_QUOTES.search(value) and is_balanced(value):
        return value
    return quoted(value)
