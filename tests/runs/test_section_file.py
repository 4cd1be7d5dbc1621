"""Sections come back as they were written, and nothing that a file can hold does more than to be refused."""

from __future__ import annotations

import json
import math
import os
import random
import socket
import zlib
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs import section_file
from spt_tui.runs.cache_dir import Refused
from spt_tui.runs.section_file import FILE_LIMIT, MAGIC, TAIL, Content, Json, SectionFile, Texts, pieces
from tests import strategies, trees

ARRAYS = {"b": 8, "B": 8, "h": 16, "H": 16, "i": 32, "I": 32, "q": 64, "Q": 64}


def whole_numbers(typecode: str) -> st.SearchStrategy[array[int]]:
    bits = ARRAYS[typecode]
    low = 0 if typecode.isupper() else -(2 ** (bits - 1))
    return st.lists(st.integers(low, low + 2**bits - 1), max_size=20).map(lambda numbers: array(typecode, numbers))


def write(path: Path, **sections: Content) -> Path:
    path.write_bytes(b"".join(pieces({"root": "/runs"}, sections.items())))
    path.chmod(0o600)
    return path


def read(path: Path) -> dict[str, Any]:
    with SectionFile(str(path)) as file:
        return {
            "about": file.about,
            "numbers": file.read_array("numbers", "d"),
            "bytes": file.read_bytes("bytes"),
            "texts": file.read_texts("texts"),
            "json": file.read_json("json"),
        }


def sample(path: Path) -> Path:
    return write(
        path,
        numbers=array("d", [1.5, -2.0]),
        bytes=b"\0\xff",
        texts=Texts(["a", "", "日本\udcff"]),
        json=Json({"x": [1, None]}),
    )


def why(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read(path)
    return str(refused.value)


@given(numbers=st.sampled_from(sorted(ARRAYS)).flatmap(whole_numbers))
def test_whole_numbers_come_back(numbers: array[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write(tmp_path_factory.getbasetemp() / "numbers", numbers=numbers)
    with SectionFile(str(path)) as file:
        assert file.read_array("numbers", numbers.typecode) == numbers


@given(numbers=st.lists(st.floats(), max_size=20))
def test_doubles_come_back_to_the_bit(numbers: list[float], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write(tmp_path_factory.getbasetemp() / "doubles", numbers=array("d", numbers))
    with SectionFile(str(path)) as file:
        assert file.read_array("numbers", "d").tobytes() == array("d", numbers).tobytes()


@given(texts=st.lists(strategies.hostile_text().map(lambda text: text.replace("\0", "")), max_size=8))
def test_texts_come_back_whatever_is_in_them(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write(tmp_path_factory.getbasetemp() / "texts", texts=Texts(texts))
    with SectionFile(str(path)) as file:
        assert file.read_texts("texts") == texts


@given(value=strategies.json_values())
def test_json_comes_back(value: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write(tmp_path_factory.getbasetemp() / "json", value=Json({"": value}))
    with SectionFile(str(path)) as file:
        assert repr(file.read_json("value")) == repr({"": json.loads(json.dumps(value))})


def test_bytes_and_what_the_file_is_about_come_back(tmp_path: Path) -> None:
    with SectionFile(str(sample(tmp_path / "sections"))) as file:
        assert file.about == {"root": "/runs"}
        assert [file.kind(name) for name in ("numbers", "bytes", "texts", "json", "none")] == [
            "d",
            "bytes",
            "texts",
            "json",
            "",
        ]
        assert file.read_bytes("bytes") == b"\0\xff"


def test_a_section_larger_than_a_piece_comes_back(tmp_path: Path) -> None:
    numbers = array("Q", range(300_000))
    with SectionFile(str(write(tmp_path / "large", numbers=numbers))) as file:
        assert file.read_array("numbers", "Q") == numbers


def test_a_text_that_holds_nul_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="NUL"):
        write(tmp_path / "nul", texts=Texts(["a\0b"]))


def test_numbers_whose_size_differs_between_machines_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="type l"):
        write(tmp_path / "long", numbers=array("l", [1]))


def test_a_section_of_another_name_or_kind_is_not_there(tmp_path: Path) -> None:
    with SectionFile(str(sample(tmp_path / "sections"))) as file:
        for question in (
            lambda: file.read_array("numbers", "q"),
            lambda: file.read_bytes("numbers"),
            lambda: file.read_json("nothing"),
        ):
            with pytest.raises(Refused, match="no n"):
                question()


def test_every_flipped_bit_is_refused_or_does_not_matter(tmp_path: Path) -> None:
    path = sample(tmp_path / "sections")
    whole, right = path.read_bytes(), read(path)
    refused = 0
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << random.Random(place).randrange(8)
        path.write_bytes(damaged)
        try:
            assert read(path) == right
        except Refused:
            refused += 1
    assert refused >= len(whole) - 1


def test_every_shorter_file_is_refused(tmp_path: Path) -> None:
    path = sample(tmp_path / "sections")
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert why(path)


def test_more_bytes_at_the_end_are_refused(tmp_path: Path) -> None:
    path = sample(tmp_path / "sections")
    path.write_bytes(path.read_bytes() + b"}")
    assert "does not end" in why(path)


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_refused(raw: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(raw)
    path.chmod(0o600)
    assert why(path)


def forged(path: Path, table: Any, *, raw: bytes = b"", format: int = 1, order: int = section_file.ORDER) -> Path:
    """A file with right checksums and this table."""
    encoded = table if isinstance(table, bytes) else json.dumps(table).encode()
    path.write_bytes(raw + encoded + TAIL.pack(zlib.crc32(encoded), len(raw), format, order, MAGIC))
    path.chmod(0o600)
    return path


def row(kind: str = "d", offset: object = 0, length: object = 0, count: object = 0, crc: object = 0) -> Any:
    return {"about": {}, "sections": [["numbers", kind, offset, length, count, crc]]}


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"[" * 100_000,
        b"\xff",
        b"9" * 5_000,
        [],
        {},
        {"about": {}},
        {"about": [], "sections": []},
        {"about": {}, "sections": {}},
        {"about": {}, "sections": [1]},
        {"about": {}, "sections": [[]]},
        row(offset=True),
        row(offset=-1),
        row(offset=2**70),
        row(length=8, count=1),
        row(length=2**62, count=2**59),
        row(count=2**62),
        row(count=1.0),
        row(kind="texts", count=5),
        row(kind="no such"),
        row(crc=7),
    ],
)
def test_a_hostile_table_is_refused(table: Any, tmp_path: Path) -> None:
    assert why(forged(tmp_path / "forged", table))


def test_a_long_number_and_deep_json_are_refused(tmp_path: Path) -> None:
    for raw in (b"9" * 5_000, b"[" * 100_000, b'"\xc3\xa9"'):
        table = {"about": {}, "sections": [["json", "json", 0, len(raw), 1, zlib.crc32(raw)]]}
        forged(tmp_path / "forged", table, raw=raw)
        with SectionFile(str(tmp_path / "forged")) as file, pytest.raises(Refused, match="JSON"):
            file.read_json("json")


@pytest.mark.parametrize(
    ("format", "order", "reason"),
    [(0, 1, "an older version"), (2, 1, "a newer version"), (1, 3 - section_file.ORDER, "byte order")],
)
def test_another_format_or_byte_order_is_refused(format: int, order: int, reason: str, tmp_path: Path) -> None:
    assert reason in why(forged(tmp_path / "forged", row(), format=format, order=order))


def test_a_table_that_says_it_is_far_away_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "forged"
    path.write_bytes(b"{}" + TAIL.pack(0, 2**63, 1, section_file.ORDER, MAGIC))
    path.chmod(0o600)
    assert "no table" in why(path)


def make_fifo(path: Path) -> None:
    os.mkfifo(path, 0o600)


def make_link(path: Path) -> None:
    path.symlink_to(sample(path.with_name("elsewhere")))


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


def make_public(path: Path) -> None:
    sample(path).chmod(0o620)


def make_huge(path: Path) -> None:
    sample(path)
    os.truncate(path, FILE_LIMIT + 1)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (make_fifo, "not a plain file"),
        (lambda path: path.mkdir(), "not a plain file"),
        (make_socket, ""),
        (make_link, "not a plain file"),
        (make_public, "others can write it"),
        (make_huge, "too large"),
        (lambda path: path.write_bytes(b""), "cut short"),
        (lambda path: path.write_bytes(bytes(200)), "does not end"),
    ],
)
def test_what_is_no_plain_file_of_ours_is_refused_at_once(
    make: Callable[[Path], None], reason: str, tmp_path: Path
) -> None:
    make(tmp_path / "sections")
    assert reason in why(tmp_path / "sections")


def test_another_users_file_is_refused() -> None:
    with trees.public_place() as place:
        path = sample(place / "sections")
        path.chmod(0o644)
        assert trees.as_nobody(lambda: why(path)) == "not yours" or os.geteuid() != 0


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    good, bad = sample(tmp_path / "good"), tmp_path / "bad"
    bad.write_bytes(b"x" * 100)
    bad.chmod(0o600)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        read(good)
        why(bad)
    assert len(os.listdir("/proc/self/fd")) == before


def test_nan_and_the_infinities_come_back(tmp_path: Path) -> None:
    path = write(tmp_path / "json", value=Json((math.inf, -math.inf)), nan=Json({"v": math.nan}))
    with SectionFile(str(path)) as file:
        assert file.read_json("value") == [math.inf, -math.inf]
        assert math.isnan(file.read_json("nan")["v"])


def test_a_missing_file_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SectionFile(str(tmp_path / "nothing"))
