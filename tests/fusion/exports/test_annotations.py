"""Annotations as pympi, Praat (parselmouth), webvtt-py and the published schemas read them."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fusion.emotions import Emotion
from fusion.events import EventKind, OwnLabel, SessionEvent
from fusion.evidence import State
from fusion.exports.formats import write
from fusion.exports.talk import Talk
from fusion.labels.human import Label

SCHEMAS = Path(os.environ.get("ATTUNE_SCHEMAS", "/usr/share/attune-schemas"))
"""Folder with emotionml.xsd (and emotionml-fragments.xsd), EAFv2.8.xsd, as W3C and the MPI publish them."""


def fits(path: Path, schema: str) -> None:
    etree = pytest.importorskip("lxml.etree")
    document = etree.parse(str(path))
    if not (SCHEMAS / schema).is_file():
        pytest.skip(f"{schema} is not here (set ATTUNE_SCHEMAS)")
    etree.XMLSchema(etree.parse(str(SCHEMAS / schema))).assertValid(document)


def test_elan(talk: Talk, shown: list[tuple[int, int, str]], tmp_path: Path) -> None:
    pympi = pytest.importorskip("pympi")
    (path,) = write(talk, tmp_path / "talk.eaf", "elan")
    write(talk, path, "elan")  # a second time: nothing but the file is left
    assert [p.name for p in tmp_path.iterdir()] == ["talk.eaf"]
    eaf = pympi.Eaf(path)
    assert list(eaf.get_tier_names()) == [
        *("shown", "fused", "voice", "face", "speech", "notes", "own labels", "own labels 2"),
    ]

    def tier(name: str) -> list[tuple[int, int, str]]:
        return sorted(annotation[:3] for annotation in eaf.get_annotation_data_for_tier(name))

    assert tier("shown") == shown
    assert tier("voice") == [(0, 733, "sad"), (3100, 3301, "sad")]
    assert tier("face") == [(0, 433, "surprised"), (3100, 3301, "surprised")]
    assert tier("speech") == [(0, 683, "speech"), (2700, 3251, "speech")]
    assert tier("notes") == [
        (250, 350, '=HYPERLINK("http://x") / bookmark'),
        (3250, 3350, 'she said “ja”, "nein" and left <&> ☺'),
    ]
    assert tier("own labels") + tier("own labels 2") == [
        *((0, 1000, "glad"), (2000, 2500, "=1+1")),
        (500, 1500, "worried"),
    ]
    (media,) = eaf.get_linked_files()
    assert media["RELATIVE_MEDIA_URL"] == "./a talk & more.mp4"
    assert ("attune:voice sha256", "ab" * 32) in eaf.get_properties()


def test_what_the_user_said_it_was_is_an_own_label(talk: Talk, tmp_path: Path) -> None:
    pympi = pytest.importorskip("pympi")
    said = SessionEvent(3.0, EventKind.OWN_LABEL, OwnLabel(Emotion.ANGRY, 0.4))
    (path,) = write(replace(talk, events=(*talk.events, said)), tmp_path / "talk.eaf", "elan")
    tier = pympi.Eaf(path).get_annotation_data_for_tier("own labels")
    end = talk.media_ms(3.0)
    assert (talk.media_ms(2.6), end, "angry") in [annotation[:3] for annotation in tier]


def test_elan_finds_a_recording_whose_place_is_known(talk: Talk, tmp_path: Path) -> None:
    pympi = pytest.importorskip("pympi")
    (tmp_path / "out").mkdir()
    media = tmp_path / "films" / "ä talk.mp4"
    (path,) = write(replace(talk, media=media), tmp_path / "out" / "talk.eaf", "elan")
    (linked,) = pympi.Eaf(path).get_linked_files()
    assert (linked["MEDIA_URL"], linked["RELATIVE_MEDIA_URL"]) == (media.as_uri(), "../films/ä talk.mp4")
    assert linked["MIME_TYPE"] == "video/mp4"


def test_elan_fits_its_schema(talk: Talk, tmp_path: Path) -> None:
    pytest.importorskip("pympi")
    fits(write(talk, tmp_path / "talk.eaf", "elan")[0], "EAFv2.8.xsd")


def test_praat(talk: Talk, shown: list[tuple[int, int, str]], tmp_path: Path) -> None:
    parselmouth = pytest.importorskip("parselmouth")
    pytest.importorskip("pympi")
    (path,) = write(talk, tmp_path / "talk.TextGrid", "textgrid")
    grid = parselmouth.read(str(path))
    call = parselmouth.praat.call
    assert (call(grid, "Get start time"), call(grid, "Get end time")) == (0.0, 4.0)
    names = [call(grid, "Get tier name", i + 1) for i in range(call(grid, "Get number of tiers"))]
    assert names == ["shown", "fused", "voice", "face", "speech", "own labels", "own labels 2", "notes"]
    for number, name in enumerate(names[:-1], start=1):
        ends = [0.0]
        texts = []
        for i in range(1, call(grid, "Get number of intervals", number) + 1):
            assert call(grid, "Get start time of interval", number, i) == ends[-1], name
            ends.append(call(grid, "Get end time of interval", number, i))
            texts.append(call(grid, "Get label of interval", number, i))
        assert ends[-1] == 4.0 and all(a < b for a, b in pairwise(ends)), name
        if name == "shown":
            found = [
                (round(a * 1000), round(b * 1000), text)
                for (a, b), text in zip(pairwise(ends), texts, strict=True)
                if text
            ]
            assert found == shown
    last = len(names)
    times = [call(grid, "Get time of point", last, i) for i in (1, 2)]
    assert times == [0.25, 3.25] and call(grid, "Get number of points", last) == 2
    assert call(grid, "Get label of point", last, 2) == 'she said “ja”, "nein" and left <&> ☺'


def test_webvtt(talk: Talk, tmp_path: Path) -> None:
    webvtt = pytest.importorskip("webvtt")
    (path,) = write(talk, tmp_path / "talk.vtt", "webvtt")
    cues = [(cue.start, cue.end, cue.text) for cue in webvtt.read(str(path), strict=True)]
    assert cues == [
        ("00:00:00.000", "00:00:00.433", "seems happy"),
        ("00:00:00.433", "00:00:00.733", "hard to tell"),
        ("00:00:03.100", "00:00:03.301", "perhaps sad"),
    ]
    assert path.read_bytes().startswith(b"WEBVTT")


def test_emotionml(talk: Talk, tmp_path: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    (path,) = write(talk, tmp_path / "talk.emotionml", "emotionml")
    root = etree.parse(str(path)).getroot()
    e = {"e": "http://www.w3.org/2009/10/emotionml"}
    items = root.xpath("e:vocabulary[@id = substring(/*/@category-set, 2)]/e:item/@name", namespaces=e)
    assert sorted(items) == sorted(
        ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]  # big6, and neutral
    )
    found = [
        (
            int(emotion.get("offset-to-start")),
            int(emotion.get("duration")),
            emotion.xpath("string(e:category/@name)", namespaces=e),
            emotion.xpath("number(e:category/@confidence)", namespaces=e),
            emotion.xpath("string(e:reference/@uri)", namespaces=e),
        )
        for emotion in root.xpath("e:emotion", namespaces=e)
    ]
    address = "a%20talk%20%26%20more.mp4"
    assert found == [
        (0, 433, "happiness", pytest.approx(0.7), f"{address}#t=0.000,0.433"),
        (3100, 201, "sadness", pytest.approx(0.64), f"{address}#t=3.100,3.301"),
    ]
    assert set(root.xpath("e:emotion/e:category/@name", namespaces=e)) <= set(items)


def test_emotionml_fits_its_schema(talk: Talk, tmp_path: Path) -> None:
    fits(write(talk, tmp_path / "talk.emotionml", "emotionml")[0], "emotionml.xsd")


def test_a_paused_recording_stands_still(talk: Talk, make: Any, tmp_path: Path) -> None:
    webvtt = pytest.importorskip("webvtt")
    moments = [make(1.0, State.CLEAR, Emotion.HAPPY), make(7.0, State.CLEAR, Emotion.SAD)]
    events = (SessionEvent(2.0, EventKind.PAUSE), SessionEvent(6.5, EventKind.RESUME))
    paused = replace(talk, moments=moments, events=events, labels=())
    for media, start in ((Path("talk.mp4"), "00:00:02.400"), (None, "00:00:06.900")):
        write(replace(paused, media=media), tmp_path / "talk.vtt", "webvtt")
        assert webvtt.read(str(tmp_path / "talk.vtt"))[1].start == start


def test_nothing_at_all_can_be_written(tmp_path: Path) -> None:
    pytest.importorskip("pympi")
    pytest.importorskip("webvtt")
    pytest.importorskip("pyarrow")
    from fusion.exports.formats import FORMATS

    for name, format in FORMATS.items():
        path = write(Talk(()), tmp_path / f"none{format.ending}", name)[0]
        assert path.exists()
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_labels_of_no_length_are_left_out(talk: Talk, tmp_path: Path) -> None:
    pympi = pytest.importorskip("pympi")
    instant = replace(talk, labels=(Label(1.0, 1.0, "x"), Label(1.0, 2.0, "y")))
    (path,) = write(instant, tmp_path / "talk.eaf", "elan")
    assert [a[:3] for a in pympi.Eaf(path).get_annotation_data_for_tier("own labels")] == [(1000, 2000, "y")]
