"""Sound and picture that belong together keep together, as a file and through the devices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.clock import SessionClock
from fusion.interfaces import AudioChunk, DeviceError, VideoFrame
from fusion.recordings.playback import RecordingAudio, RecordingVideo
from fusion.recordings.recording import Recording
from ui.studies import skew
from ui.studies.stand_ins.pulse import pulse_is_installed


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return skew.make_clip(tmp_path_factory.mktemp("skew") / "clip.mp4", events=30)


def test_a_file_keeps_flash_and_beep_together(clip: Path) -> None:
    result = skew.measure_file(clip)
    assert (result.flashes, result.beeps) == (30, 30)
    assert len(result.differences_s) == 30
    assert result.p95_s <= 0.020


def test_the_events_lie_where_they_were_put(clip: Path) -> None:
    flashes = skew.FlashDetector()
    for frame in Recording(clip).video_frames():
        flashes.feed(frame)
    assert flashes.times == pytest.approx(list(skew.make_schedule(30)), abs=2e-3)


def test_a_file_played_live_keeps_them_together_too(tmp_path: Path) -> None:
    recording = Recording(skew.make_clip(tmp_path / "short.mp4", events=3))
    assert recording.duration_s is not None
    for _ in range(3):
        video = RecordingVideo(recording)
        result = skew.measure_devices(RecordingAudio(recording), video, recording.duration_s + 1)
        if video.dropped == 0:
            break  # a busy machine skips frames: that says nothing about the stamps
    assert len(result.differences_s) == 3
    assert result.p95_s <= 0.060


@pytest.mark.skipif(not pulse_is_installed(), reason="needs pulseaudio and libasound2-plugins")
def test_microphone_and_camera_keep_them_together() -> None:
    result = skew.measure_stage(events=12)
    assert len(result.differences_s) >= 10
    assert result.median_s <= 0.060
    assert result.p95_s <= 0.120  # twice the aim: other work may share the machine


@given(st.floats(-0.2, 0.2), st.integers(1, 20))
def test_a_known_skew_is_reported(shift_s: float, events: int) -> None:
    schedule = skew.make_schedule(events)
    result = skew.compare("test", schedule, schedule + shift_s)
    assert result.signed_median_s == pytest.approx(shift_s, abs=1e-9)
    assert result.p95_s == pytest.approx(abs(shift_s), abs=1e-9)


def test_nothing_seen_or_heard_is_said() -> None:
    with pytest.raises(DeviceError, match="0 flashes were seen and 0 beeps heard"):
        skew.compare("test", [], [])
    quiet = skew.BeepDetector()
    noise = np.random.default_rng(0).normal(0, 0.001, 16_000).astype(np.float32)
    quiet.feed(AudioChunk(noise, 0.0))
    assert quiet.times == []
    dull = skew.FlashDetector()
    for k in range(50):
        dull.feed(VideoFrame(np.full((20, 20, 3), 100 + k % 3, np.uint8), k * 0.04))
    assert dull.times == []


def test_a_device_that_cannot_deliver_says_so(clip: Path, tmp_path: Path) -> None:
    class Mute(RecordingAudio):
        def open(self, clock: SessionClock) -> None:
            raise DeviceError("the microphone is gone; plug it in again")

    recording = Recording(clip)
    with pytest.raises(DeviceError, match="the microphone is gone"):
        skew.measure_devices(Mute(recording), RecordingVideo(recording), 5.0)
