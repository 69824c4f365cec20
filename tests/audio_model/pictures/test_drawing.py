"""Spectrogram pictures: what they show, and that nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile

from audio_model.pictures.drawing import (
    INDEX_NAME,
    PICTURE,
    draw_pictures,
    find_pictures,
    picture_of,
    png_of,
    read_png,
)
from audio_model.pictures.training import pictures_in
from fusion.emotions import Emotion
from fusion.errors import UserError


def burst(seed: int) -> np.ndarray:
    sound = np.zeros(24_000, np.float32)
    sound[4_000:20_000] = 0.1 * np.random.default_rng(seed).standard_normal(16_000)
    return sound


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two speakers by two emotions in nEMO's names, and a file that is no sound."""
    folder = tmp_path / "data" / "nemo"
    folder.mkdir(parents=True)
    for i, (speaker, emotion) in enumerate((s, e) for s in ("AA0", "BB0") for e in ("anger", "sadness")):
        soundfile.write(folder / f"{speaker}_{emotion}_1.wav", burst(i), 16_000)
    (folder / "AA0_neutral_1.wav").write_bytes(b"not sound")
    return folder.parent


def test_a_tone_is_a_line_at_its_height_and_time() -> None:
    sound = np.zeros(48_000, np.float32)
    sound[24_000:40_000] = 0.1 * np.sin(2 * np.pi * 1_000 * np.arange(16_000) / 16_000)
    picture = picture_of(sound, (0, 48_000)).astype(float)
    assert picture.shape == (224, 224)
    assert picture.max() > 245  # the loudest cell, but for the change of size
    row, column = np.unravel_index(picture.argmax(), picture.shape)
    centres_hz = librosa.mel_frequencies(130, fmin=PICTURE.f_min_hz, fmax=PICTURE.f_max_hz)[1:-1]
    band = np.abs(centres_hz - 1_000).argmin()
    assert row == pytest.approx((127.5 - band) / 128 * 224, abs=2)  # low tones at the bottom
    assert 112 < column < 187
    assert picture[:, :100].max() == 0
    assert picture[:, 195:].max() == 0


def test_grey_is_linear_in_decibels_down_to_80() -> None:
    rng = np.random.default_rng(0)
    sound = (0.3 * rng.standard_normal(48_000) * np.repeat([1.0, 0.01], 24_000)).astype(np.float32)
    picture = picture_of(sound, (0, 48_000)).astype(float)
    step = picture[:, 20:100].mean() - picture[:, 125:200].mean()
    assert step == pytest.approx(40 / 80 * 255, abs=4)  # a hundredth is 40 dB less
    np.testing.assert_array_equal(picture, picture_of(0.1 * sound, (0, 48_000)))  # the level does not matter


def test_a_picture_comes_back_from_its_file(tmp_path: Path) -> None:
    grey = picture_of(burst(0))
    (tmp_path / "a.png").write_bytes(png_of(grey))
    np.testing.assert_array_equal(read_png(tmp_path / "a.png"), np.repeat(grey[:, :, None], 3, axis=2))
    (tmp_path / "b.png").write_bytes(b"not a picture")
    with pytest.raises(UserError, match=r"b\.png cannot be read as a picture"):
        read_png(tmp_path / "b.png")


def test_one_picture_a_clip_in_a_folder_an_emotion_and_what_failed_is_told(
    data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = draw_pictures(data, out)
    assert (done.drawn, done.unchanged, done.redrawn) == (4, 0, 0)
    assert done.emotions == {"angry": 2, "sad": 2}
    assert len(done.unreadable) == 1
    assert "AA0_neutral_1.wav cannot be read as sound" in done.unreadable[0]
    found = find_pictures(out)
    assert [(p.path.relative_to(out).as_posix(), p.emotion, p.corpus, p.speaker) for p in found[:2]] == [
        ("angry/nemo_AA0_anger_1.png", Emotion.ANGRY, "nemo", "AA0"),
        ("angry/nemo_BB0_anger_1.png", Emotion.ANGRY, "nemo", "BB0"),
    ]


def test_a_second_run_draws_only_what_is_new_and_overwrites_nothing(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    draw_pictures(data, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.png")}
    again = draw_pictures(data, out)
    assert (again.drawn, again.unchanged) == (0, 4)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.png")} == before
    soundfile.write(data / "nemo" / "AA0_anger_1.wav", burst(9), 16_000)
    soundfile.write(data / "nemo" / "AA0_fear_1.wav", burst(10), 16_000)
    (out / "afraid").mkdir()
    (out / "afraid" / "nemo_AA0_fear_1.png").write_bytes(b"mine")
    (out / INDEX_NAME).rename(out / "kept.json")  # as if the first run had been killed before its end
    lost = draw_pictures(data, out)
    assert (lost.drawn, lost.unchanged, lost.redrawn) == (0, 3, 0)
    assert len(lost.left_alone) == 2
    assert (out / "afraid" / "nemo_AA0_fear_1.png").read_bytes() == b"mine"
    (out / "kept.json").rename(out / INDEX_NAME)
    told = draw_pictures(data, out)
    assert (told.redrawn, len(told.left_alone)) == (1, 1)


def test_clips_of_one_name_get_a_picture_each(tmp_path: Path) -> None:
    for name in ("happy/a.wav", "happy/a.flac", "sad/a.wav"):
        path = tmp_path / "clips" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, burst(len(name)), 16_000)
    done = draw_pictures(tmp_path / "clips", tmp_path / "out")
    assert done.drawn == 3
    assert len(find_pictures(tmp_path / "out")) == 3


def test_of_plain_folders_the_files_names_may_tell_whose_voice_a_picture_shows(tmp_path: Path) -> None:
    for i, name in enumerate(("happy/s1-a.wav", "sad/s1-b.wav", "sad/s2-a.wav")):
        path = tmp_path / "clips" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, burst(i), 16_000)
    draw_pictures(tmp_path / "clips", tmp_path / "out")
    assert not any(p.speaker_known for p in find_pictures(tmp_path / "out"))
    again = draw_pictures(tmp_path / "clips", tmp_path / "out", person="^(s[0-9])")
    assert (again.drawn, again.unchanged) == (0, 3)
    told = find_pictures(tmp_path / "out")
    assert [(p.speaker, p.speaker_known) for p in told] == [("s1", True), ("s1", True), ("s2", True)]
    with pytest.raises(UserError, match="give --person to “attune spectrograms”"):
        pictures_in(tmp_path / "out", tmp_path / "model", "^(s[0-9])")


def test_pictures_of_other_settings_are_not_mixed(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    draw_pictures(data, out)
    index = out / INDEX_NAME
    index.write_text(index.read_text().replace('"n_mels": 128', '"n_mels": 64'))
    with pytest.raises(UserError, match="drawn with other settings; name another folder"):
        draw_pictures(data, out)


def test_no_pictures_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no pictures in sub-folders"):
        find_pictures(tmp_path)


def test_only_what_was_drawn_so_is_taken_for_pictures_of_voices(data: Path, tmp_path: Path) -> None:
    photograph = tmp_path / "faces" / "happy" / "a.png"
    photograph.parent.mkdir(parents=True)
    photograph.write_bytes(png_of(picture_of(burst(0))))  # however like one it looks
    with pytest.raises(UserError, match=r"none that “attune spectrograms” drew: pictures\.json"):
        pictures_in(tmp_path / "faces", tmp_path / "model")
    out, left_out = tmp_path / "out", list[str]()
    draw_pictures(data, out)
    drawn = find_pictures(out, left_out)
    assert drawn and not left_out
    photograph.rename(drawn[0].path.with_name("a.png"))
    assert find_pictures(out, left_out) == drawn
    assert left_out == ["Left out, as “attune spectrograms” did not draw them: angry/a.png."]
    index = out / INDEX_NAME
    index.write_text(index.read_text().replace('"n_mels": 128', '"n_mels": 64'))
    with pytest.raises(UserError, match="drawn with other settings; draw them anew"):
        find_pictures(out)
