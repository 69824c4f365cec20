"""Measuring sounds and drawing them: against sounds whose pitch, level and length are known."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile

from audio_model.explore.contours import HOP, LEVEL_FRAME, contours
from audio_model.explore.ink import Ink, fonts
from audio_model.explore.measures import Measures, in_words, measure
from audio_model.explore.panels import Limits, Take
from audio_model.explore.sheet import Line, draw_comparison, draw_sheet, save
from audio_model.explore.sound import Sound, read_sound
from fusion.interfaces import DeviceError

RATE = 16_000


def buzz(pitch_hz: np.ndarray, level_db: float = -26.0) -> np.ndarray:
    """A voice-like sound of ten falling harmonics whose pitch is given sample by sample, float32 (n,)."""
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE
    sound = sum(np.sin(k * phase) / k for k in range(1, 11))
    sound *= 10 ** (level_db / 20) / np.sqrt(np.mean(np.square(sound)))
    return np.asarray(sound, np.float32)


def steady(hz: float, seconds: float = 1.0, level_db: float = -26.0) -> np.ndarray:
    return buzz(np.full(round(seconds * RATE), hz), level_db)


def quiet_around(sound: np.ndarray, seconds: float = 0.5) -> np.ndarray:
    pause = np.zeros(round(seconds * RATE), np.float32)
    return np.concatenate([pause, sound, pause])


@pytest.mark.parametrize("hz", [90.0, 180.0, 320.0, 520.0])
def test_a_steady_tone_has_its_pitch_level_and_length(hz: float) -> None:
    m = measure(quiet_around(steady(hz)))
    assert m.pitch_hz == pytest.approx(hz, rel=0.01)
    assert m.pitch_range_st < 0.3
    assert m.level_db == pytest.approx(-26.0, abs=0.3)
    assert m.speech_s == pytest.approx(1.0, abs=0.05)


def test_a_sweep_over_an_octave_has_four_fifths_of_it_between_the_10th_and_90th_percentile() -> None:
    sweep = buzz(120 * 2 ** np.linspace(0, 1, 2 * RATE))
    m = measure(quiet_around(sweep))
    assert m.pitch_range_st == pytest.approx(0.8 * 12, abs=0.4)
    assert m.pitch_hz == pytest.approx(120 * np.sqrt(2), rel=0.02)


def test_twice_the_amplitude_is_6_db_more_and_nothing_else() -> None:
    sound = quiet_around(buzz(150 + 30 * np.sin(np.arange(RATE) / 3000)))
    once, twice = measure(sound), measure(2 * sound)
    assert twice.level_db - once.level_db == pytest.approx(6.02, abs=0.01)
    for name in ("pitch_hz", "pitch_range_st", "level_range_db", "speech_s", "centroid_hz"):
        assert getattr(twice, name) == pytest.approx(getattr(once, name), rel=1e-3), name


def test_half_loud_and_half_soft_is_seen_as_level_range() -> None:
    sound = np.concatenate([steady(200, level_db=-20), steady(200, level_db=-35)])
    assert measure(sound).level_range_db == pytest.approx(15, abs=0.7)


def test_level_contour_and_centroid_are_librosas() -> None:
    sound = steady(150) + np.random.default_rng(0).normal(0, 0.002, RATE).astype(np.float32)
    c = contours(sound)
    rms = librosa.feature.rms(y=sound, frame_length=LEVEL_FRAME, hop_length=HOP)[0]
    assert np.allclose(c.level_db, 20 * np.log10(rms), atol=1e-3)
    centroid = librosa.feature.spectral_centroid(y=sound, sr=RATE, n_fft=1024, hop_length=HOP)[0]
    assert measure(sound).centroid_hz == pytest.approx(centroid[c.active].mean(), rel=1e-5)


def test_noise_has_no_steady_pitch() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    m = measure(noise)
    assert np.isnan(m.pitch_hz) and np.isnan(m.pitch_range_st)
    assert "no steady pitch" in in_words(m, 1.0)


@pytest.mark.parametrize("n", [1, 100, RATE])
def test_silence_has_no_numbers_and_can_be_drawn(n: int, tmp_path: Path) -> None:
    take = Take(Sound(np.zeros(n, np.float32), "silence.wav"))
    assert take.measures.to_json() == dict.fromkeys(Measures().to_json())
    assert "silence" in in_words(take.measures, 1.0)
    if n == RATE:
        save(draw_sheet(take, "silence"), tmp_path / "silence.png")
        assert (tmp_path / "silence.png").stat().st_size > 5000


@pytest.mark.skipif(len(fonts()) < 2, reason="no font with Chinese signs is installed")
def test_a_file_with_a_chinese_name_is_named_in_its_picture(tmp_path: Path) -> None:
    take = Take(Sound(steady(200), "tone.wav"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib's of a sign that is missing
        save(draw_sheet(take, "会议录音.wav"), tmp_path / "tone.png")


def test_mel_has_128_bands_and_is_librosas() -> None:
    sound = steady(200)
    mel = librosa.feature.melspectrogram(y=sound, sr=RATE, n_fft=1024, hop_length=HOP, n_mels=128, fmax=8000)
    found = Take(Sound(sound, "a")).mel_db
    assert found.shape == mel.shape and found.shape[0] == 128
    assert np.allclose(found, librosa.power_to_db(mel, top_db=None), atol=1e-4)


def test_a_sheet_has_five_pictures_on_one_time_axis_with_units() -> None:
    take = Take(Sound(quiet_around(steady(200)), "tone.wav", t_start=3.0))
    figure = draw_sheet(take, "tone", Ink(paper="#101010"))
    wide = [axes for axes in figure.axes if axes.get_title(loc="left")]
    assert len(wide) == 5
    assert {tuple(np.round(axes.get_xlim(), 6)) for axes in wide} == {(3.0, 5.0)}
    assert len({round(axes.get_position().x0, 6) for axes in wide}) == 1
    assert wide[-1].get_xlabel() == "time, s"
    units = " ".join(axes.get_ylabel() for axes in figure.axes)
    assert "Hz" in units and "dB" in units and "full scale" in units


def test_compared_takes_share_their_scales() -> None:
    takes = [Take(Sound(steady(hz, 0.4, level), "t")) for hz, level in ((120, -40), (240, -20))]
    limits = Limits.of(takes)
    assert limits.amplitude == pytest.approx(1.05 * float(np.abs(takes[1].sound.samples).max()))
    figure = draw_comparison([Line("one voice", [*takes, None])], ["sad", "angry", "happy"], "Compared")
    assert len(figure.axes) == 10
    assert figure.axes[0].get_ylim() == figure.axes[5].get_ylim()


def test_a_stretch_is_read_from_the_file_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    sound = np.concatenate([steady(120, 2.0), steady(240, 2.0)])
    soundfile.write(tmp_path / "talk.wav", sound, RATE, subtype="FLOAT")
    whole = read_sound(tmp_path / "talk.wav")
    assert np.allclose(whole.samples, sound, atol=1e-6) and whole.note == ""
    part = read_sound(tmp_path / "talk.wav", 2.5, 1.0)
    assert len(part.samples) == RATE and "Only 1 s" in part.note
    assert np.allclose(part.samples, sound[int(2.5 * RATE) :][:RATE], atol=1e-6)
    assert measure(part.samples).pitch_hz == pytest.approx(240, rel=0.01)


def test_beyond_the_end_or_unreadable_is_one_sentence(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", steady(120), RATE)
    with pytest.raises(DeviceError, match="no sound after 5 s"):
        read_sound(tmp_path / "short.wav", 5.0)
    (tmp_path / "broken.wav").write_bytes(b"RIFF nothing")
    with pytest.raises(DeviceError, match=r"broken\.wav"):
        read_sound(tmp_path / "broken.wav")


@pytest.mark.corpus
def test_the_pitch_agrees_with_pyin_on_real_voices(corpora: Path) -> None:
    """YIN, cleaned, against librosa's probabilistic YIN on clips of eight speakers and emotions."""
    names = [
        f"Actor_{a:02d}/03-01-{e:02d}-01-01-01-{a:02d}.flac"
        for a, e in zip(range(1, 9), range(1, 9), strict=True)
    ]
    off_st = []
    for name in names:
        sound = read_sound(corpora / "ravdess" / name).samples
        reference, voiced, _ = librosa.pyin(
            sound, fmin=60, fmax=700, sr=RATE, frame_length=1024, hop_length=HOP, resolution=0.2
        )
        c = contours(sound)
        clear = voiced[: len(c.active)] & c.active
        off_st.append(12 * np.log2(np.nanmedian(c.pitch_hz) / np.median(reference[: len(clear)][clear])))
    assert np.median(np.abs(off_st)) < 0.5
    assert np.mean(np.abs(off_st) < 1.5) >= 0.75


def test_a_sheet_is_drawn_without_what_compiles_for_half_a_minute_at_first() -> None:
    """librosa and numba, by whatever name it is reached."""
    code = (
        "import sys, numpy as np\n"
        "from audio_model.explore.panels import Take\n"
        "from audio_model.explore.sheet import draw_sheet\n"
        "from audio_model.explore.sound import Sound\n"
        "noise = np.random.default_rng(0).normal(0, .1, 16000).astype(np.float32)\n"
        "draw_sheet(Take(Sound(noise, 'noise')), 'noise').canvas.draw()\n"
        "print([name for name in ('librosa', 'numba', 'scipy') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
