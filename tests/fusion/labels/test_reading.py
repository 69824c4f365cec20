"""Labels as the tools themselves write them: Praat's own writer, pympi, and lines as Audacity has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from fusion.errors import UserError
from fusion.labels.human import HumanLabels, Label
from fusion.labels.reading import read_labels, read_stretches

WANTED = (Label(0.0, 1.25, "happy"), Label(1.5, 2.003, "traurig, ä “x”"))


def test_elan_as_pympi_writes_it(tmp_path: Path) -> None:
    pympi = pytest.importorskip("pympi")
    eaf = pympi.Eaf()
    for tier, annotated in (
        ("A", [(1500, 2003, WANTED[1].text), (0, 1250, "happy")]),
        ("B", [(0, 9, "x")]),
    ):
        eaf.add_tier(tier)
        for annotation in annotated:
            eaf.add_annotation(tier, *annotation)
    path = tmp_path / "talk.eaf"
    eaf.to_file(path)
    assert read_labels(path, "A").labels == WANTED
    with pytest.raises(UserError, match=r"several tiers .*“A”, “B”.*--tier"):
        read_labels(path)
    with pytest.raises(UserError, match="no tier “C”"):
        read_labels(path, "C")
    eaf.add_tier("own labels")
    eaf.add_annotation("own labels", 10, 20, "sad")
    eaf.add_linked_file("file:///x.mp4", mimetype="video/mp4", time_origin=5000)
    eaf.to_file(tmp_path / "own.eaf")
    assert read_labels(tmp_path / "own.eaf").labels == (Label(5.01, 5.02, "sad"),)


@pytest.mark.parametrize("writer", ["Save as text file", "Save as short text file", "Save as binary file"])
def test_textgrids_as_praat_writes_them(tmp_path: Path, writer: str) -> None:
    parselmouth = pytest.importorskip("parselmouth")
    pytest.importorskip("pympi")
    call = parselmouth.praat.call
    grid = call("Create TextGrid", 0.0, 3.0, "feeling notes", "notes")
    for boundary in (6.2e-05, 1.25, 1.5, 2.003):
        call(grid, "Insert boundary", 1, boundary)
    call(grid, "Set interval text", 1, 2, "happy")
    call(grid, "Set interval text", 1, 4, WANTED[1].text)
    call(grid, "Insert point", 2, 1.0, "a point")
    path = tmp_path / "talk.TextGrid"
    call(grid, f"{writer}...", str(path))
    if writer == "Save as text file":
        assert path.read_bytes().startswith(b"\xfe\xff")  # UTF-16, as Praat writes what is beyond ASCII
    found = read_labels(path).labels
    assert [label.text for label in found] == ["happy", WANTED[1].text]
    times = [t for label in found for t in (label.t_start, label.t_end)]
    assert times == pytest.approx([6.2e-05, 1.25, 1.5, 2.003], abs=1e-9)


@pytest.mark.parametrize("writer", ["Save as text file", "Save as short text file", "Save as binary file"])
def test_what_lies_before_the_recordings_first_moment_is_left_out(tmp_path: Path, writer: str) -> None:
    parselmouth = pytest.importorskip("parselmouth")
    pytest.importorskip("pympi")
    call = parselmouth.praat.call
    grid = call("Create TextGrid", -2.0, 3.0, "feeling", "")
    for boundary in (-1.5, 1.25):
        call(grid, "Insert boundary", 1, boundary)
    for interval, text in enumerate(("sad", "happy", "calm"), start=1):
        call(grid, "Set interval text", 1, interval, text)
    call(grid, f"{writer}...", str(tmp_path / "talk.TextGrid"))
    wanted = (Label(0.0, 1.25, "happy"), Label(1.25, 3.0, "calm"))
    assert read_labels(tmp_path / "talk.TextGrid").labels == wanted


def test_audacity(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_text("0.000000\t1.250000\thappy\n\\\t100.0\t2000.0\n1,5\t2,003\ttraurig, ä “x”\n2.5\t2.5\t\n")
    assert read_labels(path).labels == WANTED


@pytest.mark.parametrize(
    "text",
    [
        'start,end,label\n0,1.25,happy\n1.5,2.003,"traurig, ä “x”"\n',
        "Onset;Offset;Emotion\r\n0;1,25;happy\r\n1,5;2,003;traurig, ä “x”\r\n",
        "﻿start_ms\tend_ms\tlabel\n0\t1250\thappy\n1500\t2003\ttraurig, ä “x”\n",
        "onset\tduration\ttrial_type\tvalue\n0\t1.25\tfeeling\thappy\n1.5\t0.503\tfeeling\ttraurig, ä “x”\n",
        "onset\tduration\ttrial_type\n0\t1.25\thappy\n1.5\t0.503\ttraurig, ä “x”\n",
    ],
)
def test_tables_of_labels(tmp_path: Path, text: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(text, encoding="utf-8")
    found = read_labels(path).labels
    assert [label.text for label in found] == [label.text for label in WANTED]
    times = [t for label in found for t in (label.t_start, label.t_end)]
    assert times == pytest.approx([0.0, 1.25, 1.5, 2.003])


def test_traces_at_any_rate(tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    path.write_text("time_ms,valence,arousal\n1000,0.5,\n0,-0.5,0.25\n1250,1,NA\n")
    valence, arousal = read_labels(path).traces
    assert (valence.name, list(valence.times), list(valence.values)) == (
        "valence",
        [0, 1, 1.25],
        [-0.5, 0.5, 1],
    )
    assert (arousal.name, list(arousal.times), list(arousal.values)) == ("arousal", [0], [0.25])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.docx", "", "none of the kinds"),
        ("missing.eaf", None, "no such file"),
        ("x.eaf", "not xml", "damaged or no ELAN file"),
        ("x.TextGrid", "File type = nothing", "damaged or no TextGrid"),
        ("x.txt", "a\tb\tc\n", "damaged or no label track"),
        ("x.txt", "2\t1\tbackwards\n", "a label runs from 2.0 to 1.0"),
        ("x.csv", "a,b\n1,2\n", "columns start, end and label"),
        ("x.csv", "start,end,label\n0,,happy\n", "damaged or no table"),
        ("x.csv", "start,end,label\n0,1\n", "damaged or no table"),
        ("x.csv", "start,end,label\n0,soon,happy\n", "“soon” in the column end is no number"),
        ("x.csv", f'start,end,label\n0,1,"{"x" * 200_000}', "damaged or no table"),
        ("x.csv", "start,end,label\n", "holds no labels"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, name: str, text: str | None, said: str) -> None:
    if name.lower().endswith((".eaf", ".textgrid")):
        pytest.importorskip("pympi")
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(UserError, match=said):
        read_labels(tmp_path / name)


def test_who_wants_words_is_told_of_a_table_that_has_only_traces(tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    path.write_text("time,valence\n0,0.5\n1,0.25\n")
    with pytest.raises(UserError, match=r"“.*trace\.csv” tells valence or arousal .* no labels in words"):
        read_stretches(path)
    path.write_text("start,end,label\n0,1,sad\n")
    assert [label.text for label in read_stretches(path)] == ["sad"]


@pytest.mark.parametrize("ending", ["eaf", "TextGrid"])
def test_a_label_that_ends_before_it_starts_is_one_sentence(tmp_path: Path, ending: str) -> None:
    pympi = pytest.importorskip("pympi")
    path = tmp_path / f"talk.{ending}"
    if ending == "eaf":
        eaf = pympi.Eaf()
        eaf.add_tier("A")
        eaf.add_annotation("A", 1500, 2003, "happy")
        eaf.to_file(path)
        path.write_text(path.read_text().replace('"1500"', '"2500"'))
    else:
        grid = pympi.TextGrid(xmin=0, xmax=3)
        grid.add_tier("A").add_interval(1.5, 2.003, "happy")
        grid.to_file(path)
        path.write_text(path.read_text().replace("1.5", "2.5"))
    with pytest.raises(UserError, match=r"damaged or no .*a label runs from 2.5 to 2.003"):
        read_labels(path)


def test_a_time_of_elans_that_is_no_number_is_one_sentence(tmp_path: Path) -> None:
    pympi = pytest.importorskip("pympi")
    eaf = pympi.Eaf()
    eaf.add_linked_file("talk.mp4", mimetype="video/mp4", time_origin=0)
    eaf.add_tier("A")
    eaf.add_annotation("A", 0, 1000, "happy")
    path = tmp_path / "talk.eaf"
    eaf.to_file(path)
    path.write_text(path.read_text().replace('TIME_ORIGIN="0"', 'TIME_ORIGIN="soon"'))
    assert "soon" in path.read_text()
    with pytest.raises(UserError, match="damaged or no ELAN file"):
        read_labels(path)


def test_what_attune_exports_is_read_back(tmp_path: Path) -> None:
    pytest.importorskip("pympi")
    from fusion.exports.formats import write
    from fusion.exports.talk import Talk

    for format, ending in (("elan", ".eaf"), ("textgrid", ".TextGrid")):
        (path,) = write(Talk((), labels=WANTED), tmp_path / f"talk{ending}", format)
        assert read_labels(path) == HumanLabels(WANTED)
