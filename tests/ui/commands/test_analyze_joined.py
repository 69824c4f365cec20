"""A recording of two voices in one channel and faces in view: the voice whose mouth is seen has its face."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from scipy.signal import resample_poly
from typer.testing import CliRunner

from fusion.log.timeline import Timeline
from fusion.mode import Mode
from ui.cli import app
from ui.studies.meeting import FRAME_PX, LOOKS_PER_S, Meeting, Person, Talk, with_mirror

PORTRAIT = Path(__file__).parent.parent / "live" / "portrait.mp4"


def deep(person: Person) -> Person:
    """The same who speaks more slowly and deeply."""
    talks = []
    for talk in person.talks:
        n = len(talk.pictures)
        pictures = tuple(talk.pictures[k * 2 // 3] for k in range(n * 3 // 2))
        talks.append(Talk(pictures, np.asarray(resample_poly(talk.sound, 3, 2), np.float32)))
    return Person("deep", tuple(talks), person.resting)


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deep one begins and is in view, the other only heard."""
    high, mirrored = with_mirror(PORTRAIT)
    low = deep(mirrored)
    unseen = Person(
        "unseen",
        tuple(Talk((np.full_like(t.pictures[0], 60),), t.sound) for t in high.talks),
        (np.full_like(high.resting[0], 60),),
    )
    turns, t, rng = [], 0.5, np.random.default_rng(1)
    for k in range(10):
        who = k % 2
        which = int(rng.integers(len(high.talks)))
        length_s = len((low, unseen)[who].talks[which].sound) / 16_000
        turns.append((t, t + length_s, who, which))
        t += length_s + float(rng.uniform(0.1, 0.6))
    made = Meeting((low, unseen), tuple(turns))
    path = tmp_path_factory.mktemp("meeting") / "talk.mkv"
    written(made, path)
    return path


def written(meeting: Meeting, path: Path) -> None:
    sound = (np.clip(meeting.sound, -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=Fraction(LOOKS_PER_S))
        (picture.width, picture.height), picture.pix_fmt, picture.bit_rate = FRAME_PX, "yuv420p", 8_000_000
        heard = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        packets = []
        for k in range(int(len(sound) / 16_000 * LOOKS_PER_S)):
            frame = av.VideoFrame.from_ndarray(meeting.frame(k).image, "rgb24")
            frame.pts, frame.time_base = k, 1 / Fraction(LOOKS_PER_S)
            packets += picture.encode(frame)
        for first in range(0, len(sound), 1000):
            part = av.AudioFrame.from_ndarray(sound[None, first : first + 1000], "s16", "mono")
            part.sample_rate, part.time_base, part.pts = 16_000, Fraction(1, 16_000), first
            packets += heard.encode(part)
        packets += picture.encode() + heard.encode()
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            container.mux(packet)


def test_a_voice_whose_mouth_is_seen_has_a_result_with_its_face(meeting: Path, tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log.db"
    command = ["analyze", str(meeting), "--voices", "2", "--faces", "all", "--out", str(out)]
    command += ["--keep", "--log", str(log)]
    done = CliRunner().invoke(app, command, catch_exceptions=False)
    assert done.exit_code == 0
    assert (
        "talk.mkv: voice A seems to be person 1's, by the mouth, and has a result with that face too; which "
        "face voice B has is not clear."
    ) in done.output
    names = {file.name for file in out.iterdir()}
    assert names == {f"talk-{of}.jsonl" for of in ("person1", "voiceA", "voiceB", "voiceA-person1")}
    told = {
        name: [json.loads(line) for line in (out / f"talk-{name}.jsonl").read_text().splitlines()]
        for name in ("person1", "voiceA", "voiceA-person1")
    }
    for alone, together in zip(told["voiceA"], told["voiceA-person1"], strict=False):
        assert [alone[of] for of in ("t", "voice", "speaking")] == [
            together[of] for of in ("t", "voice", "speaking")
        ]
    assert sum(line["face"] is not None for line in told["voiceA-person1"]) > 200
    assert all(line["face"] is None or line["face"]["person"] == 1 for line in told["voiceA-person1"])
    both = [line for line in told["voiceA-person1"] if line["voice"] and line["face"]]
    assert len(both) > 80 and all(0 < line["weights"]["face"] < 1 for line in both)
    with Timeline(log) as timeline:
        kept = {record.title: record.mode for record in timeline.sessions()}
    assert kept == {
        "talk-person1": Mode.FACE,
        "talk-voiceA": Mode.VOICE,
        "talk-voiceB": Mode.VOICE,
        "talk-voiceA-person1": Mode.BOTH,
    }
