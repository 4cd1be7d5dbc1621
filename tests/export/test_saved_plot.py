"""Where a saved plot is put, and what it is called."""

import os
import re
import shlex
from pathlib import Path

import pytest

from spt_tui.export.saved_plot import SavedPlot, file_stem, lies_in_runs, place_to_save, save_files
from tests.trees import write_run


def test_files_share_a_name_and_none_is_overwritten(tmp_path: Path) -> None:
    contents = {"svg": [b"<svg/>"], "csv": [b"a\n", b"b\n"]}
    saved = [save_files(contents, "a1 fit/loss", str(tmp_path)) for _ in range(3)]
    assert [each.stem for each in saved] == ["a1-fit-loss", "a1-fit-loss-2", "a1-fit-loss-3"]
    assert (tmp_path / "a1-fit-loss-3.csv").read_bytes() == b"a\nb\n"
    assert len(list(tmp_path.iterdir())) == 6


def test_a_name_is_taken_when_one_of_its_files_is(tmp_path: Path) -> None:
    (tmp_path / "plot.csv").write_text("mine")
    (tmp_path / "plot-2.svg").symlink_to(tmp_path / "nowhere")
    assert save_files({"svg": [b""], "csv": [b""]}, "plot", str(tmp_path)).stem == "plot-3"
    assert (tmp_path / "plot.csv").read_text() == "mine" and not (tmp_path / "plot.svg").exists()
    assert not (tmp_path / "nowhere").exists()


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    def full_disk():  # type: ignore[no-untyped-def]
        yield b"some"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        save_files({"svg": [b"<svg/>"], "csv": full_disk()}, "plot", str(tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name, stem",
    [
        ("a1 · fit/loss", "a1-fit-loss"),
        ("../../etc/passwd", "etc-passwd"),
        ("-rf", "rf"),
        (".hidden", "hidden"),
        ("", "plot"),
        ("///", "plot"),
        ("a\x00b\nc;$(d)`e`*?", "a-b-c-d-e"),
        ("lr=0.1 seed+2", "lr=0.1-seed+2"),
        ("学习 loss", "学习-loss"),
    ],
)
def test_names_are_harmless(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_a_long_name_still_is_one(tmp_path: Path) -> None:
    assert len(os.fsencode(file_stem("学" * 500))) <= 216
    save_files({"bands.csv": [b""]}, "x" * 5_000, str(tmp_path))


def test_the_scp_line_is_one_command_for_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("LOGNAME", "me")
    host = os.uname().nodename
    assert shlex.split(SavedPlot("/home/me/plots", "a", ("svg",)).scp) == ["scp", f"me@{host}:plots/a.*", "."]
    assert shlex.split(SavedPlot("/tmp/my plots", "a", ("svg",)).scp) == ["scp", f"me@{host}:/tmp/my plots/a.*", "."]
    assert re.fullmatch(r"scp '\S+' \.", SavedPlot("/home/me", "a", ("svg",)).scp)


def test_a_plot_is_saved_where_the_user_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_to_save([]) == str(tmp_path)


def test_no_plot_is_saved_below_the_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs, pictures, home = (tmp_path / name for name in ("runs", "pictures", "home"))
    for place in (runs, pictures, home):
        (place / "below").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_PICTURES_DIR", raising=False)
    monkeypatch.chdir(runs / "below")
    assert place_to_save([str(runs)]) == str(home)
    monkeypatch.setenv("XDG_PICTURES_DIR", str(pictures))
    assert place_to_save([str(runs)]) == str(pictures)
    (tmp_path / "link").symlink_to(runs)
    monkeypatch.chdir(tmp_path / "link")
    assert place_to_save([str(runs)]) == str(pictures)


def test_a_run_and_what_lies_below_it_belong_to_the_runs(tmp_path: Path) -> None:
    run = write_run(tmp_path / "a")
    (run / "media").mkdir()
    assert lies_in_runs(str(run), []) and lies_in_runs(str(run / "media"), [])
    assert not lies_in_runs(str(tmp_path), []) and lies_in_runs(str(tmp_path), [str(tmp_path)])
    assert not lies_in_runs(str(tmp_path), [str(tmp_path / "a")])
