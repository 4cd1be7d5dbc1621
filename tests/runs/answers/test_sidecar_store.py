import json
import threading
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from spt_tui.runs.answers.sidecar_store import SidecarStore


def sidecar(number: int, kind: str = "optim") -> bytes:
    """Of one kind all are alike, and nothing in one repeats."""
    hparams = {sha256(f"{kind}{place}".encode()).hexdigest(): place for place in range(40)}
    return json.dumps({"run_id": f"run-{number}", "hparams": hparams, "seed": number}, indent=2).encode()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=3_000))))
def test_what_was_put_last_is_got(puts: list[tuple[str, bytes]]) -> None:
    store = SidecarStore()
    for dir, raw in puts:
        store.put(dir, raw)
    assert {dir: store.get(dir) for dir, _ in puts} == dict(puts)
    assert len(store) == len(dict(puts))


def test_what_was_dropped_or_never_put_is_not_there() -> None:
    store = SidecarStore()
    store.put("a", b"{}")
    store.drop("a")
    store.drop("b")
    assert store.get("a") is None and store.get("b") is None and store.reading("a") is None


def test_alike_sidecars_take_little() -> None:
    store = SidecarStore()
    for number in range(200):
        store.put(str(number), sidecar(number))
    assert store.size < 200 * 400
    assert all(store.get(str(number)) == sidecar(number) for number in range(200))


def test_a_second_kind_of_sidecar_takes_little_as_well() -> None:
    store = SidecarStore()
    store.put("broken", b"")
    for number in range(200):
        store.put(str(number), sidecar(number, "optim" if number % 2 else "model"))
    assert store.size < 200 * 400


def test_each_reading_has_its_number() -> None:
    store = SidecarStore()
    seen = set()
    for _ in range(3):
        store.put("a", b"{}")
        seen.add(store.reading("a"))
    assert len(seen) == 3 and store.reading("a") == store.reading("a")


def test_threads_get_whole_sidecars() -> None:
    store = SidecarStore()
    wrong: list[bytes | None] = []

    def put_and_get(first: int) -> None:
        for number in range(first, first + 100):
            store.put(str(number % 7), sidecar(number % 7, kind="optim" if number % 3 else "model"))
            raw = store.get(str(number % 7))
            if raw is None or json.loads(raw)["seed"] != number % 7:
                wrong.append(raw)

    threads = [threading.Thread(target=put_and_get, args=(100 * place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
