"""Questions about the rows that count, against the values themselves."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.health.kept_rows import KeptRows
from tests.ui.series_of import series_of

VALUES = st.lists(
    st.one_of(st.integers(-9, 9).map(float), st.sampled_from((math.nan, math.inf, -math.inf))), max_size=90
)


@given(
    VALUES.filter(bool), st.integers(1, 4), st.integers(0, 300), st.integers(0, 40), st.integers(-10, 10), st.booleans()
)
def test_blocks_say_what_the_values_say(
    values: list[float], times: int, count: int, back: int, limit: int, downwards: bool
) -> None:
    values = values * times
    resumed = len(values) // 2
    back = min(back, resumed)
    back *= back > 1  # the same step again is no fall
    steps = [float(row if row < resumed else row - back) for row in range(len(values))]
    rows = KeptRows.of(series_of(values, steps=steps))
    places = [place for place in range(len(values)) if not resumed - back <= place < resumed]
    assert [place for stretch in rows.stretches for place in stretch] == places
    assert len(rows) == len(places)

    finite = [value for place in places if math.isfinite(value := values[place])]
    assert rows.extent == ((min(finite), max(finite)) if finite else None)
    reaching = [
        place
        for place in places
        if math.isfinite(values[place]) and (values[place] <= limit if downwards else values[place] >= limit)
    ]
    assert rows.first_reaching(limit, downwards) == (reaching[0] if reaching else None)
    assert rows.last_reaching(limit, downwards) == (reaching[-1] if reaching else None)
    assert [place for stretch in rows.first(count).stretches for place in stretch] == places[:count]
    assert [place for stretch in rows.last(count).stretches for place in stretch] == places[
        max(0, len(places) - count) :
    ]


@given(st.integers(1, 500), st.integers(1, 70), st.integers(0, 100))
def test_a_sample_is_even_and_ends_with_the_newest(length: int, most: int, back: int) -> None:
    back = min(back, length)
    back *= back > 1
    steps = [*map(float, range(length)), *map(float, range(length - back, length + 5))]
    series = series_of(steps, steps=steps)
    sample = KeptRows.of(series).sampled(most)
    assert len(sample) <= most and sample[-1] == steps[-1]
    assert len({after - before for before, after in pairwise(sample)}) <= 1
