"""The ladder's features against librosa, its partings, and that nothing of a test clip is learnt from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_model.corpora.clips import Clip
from audio_model.ladder.features import (
    ALTERATIONS,
    N_COPIES,
    PUBLISHED,
    LadderFeatures,
    altered_copies,
    averaged_spectra,
    ladder_features,
    used_part,
)
from audio_model.ladder.pictures import draw_ladder
from audio_model.ladder.rungs import (
    CLASSIC,
    CNN,
    CNN_AUGMENTED,
    climb,
    ladder_clips,
    predict,
    read_random,
    report,
    rows_to_fit,
)
from audio_model.ladder.split import published_parting, unseen_parting
from fusion.errors import UserError


def made_clips(speakers: int, takes: int, classes: int = 3, corpus: str = "nemo") -> list[Clip]:
    return [
        Clip(Path(f"{s}_{c}_{t}.wav"), corpus, f"{s:02d}", c, "en")
        for s in range(1, speakers + 1)
        for c in range(classes)
        for t in range(takes)
    ]


def made_features(clips: list[Clip], seed: int = 0, n_inputs: int = 64) -> LadderFeatures:
    """Spectra whose bump tells the class, and copies near them."""
    rng = np.random.default_rng(seed)
    place = np.arange(n_inputs)
    bumps = np.stack([np.exp(-(((place - 10 - 15 * clip.voice_class) / 5) ** 2)) for clip in clips])
    rows = (10 * bumps - 40 + rng.standard_normal(bumps.shape)).astype(np.float32)
    copies = rows[:, None] + 0.3 * rng.standard_normal((len(rows), N_COPIES, n_inputs))
    return LadderFeatures(tuple(clips), {"time": rows}, {"time": copies.astype(np.float32)})


def test_features_are_librosas_on_the_published_part() -> None:
    rng = np.random.default_rng(0)
    sound = (0.1 * rng.standard_normal(16_000 * 4)).astype(np.float32)
    part = used_part(sound)
    np.testing.assert_array_equal(part, sound[8_000:56_000])
    at_44k = librosa.resample(part, orig_sr=16_000, target_sr=44_100)
    mel = librosa.feature.melspectrogram(y=at_44k, sr=44_100, n_mels=128, fmax=8_000)
    decibels = librosa.power_to_db(mel)
    found = averaged_spectra(part)
    np.testing.assert_allclose(found["time"], decibels.mean(axis=1), atol=0.02)
    np.testing.assert_allclose(found["bands"], decibels.mean(axis=0), atol=0.02)
    assert found["bands"].shape == (PUBLISHED.n_frames,) == (259,)
    shorter = averaged_spectra(part[:32_000])
    assert shorter["bands"].shape == (259,)
    assert shorter["bands"][180:].max() == shorter["bands"][180:].min() == 0
    assert len(used_part(sound[:4_000])) == 4_000  # too short to leave out its beginning


def test_alterations_do_what_they_are_called() -> None:
    tone = np.sin(2 * np.pi * 400 * np.arange(32_000) / 16_000).astype(np.float32)

    def pitch_hz(sound: np.ndarray) -> float:
        return float(np.argmax(np.abs(np.fft.rfft(sound))) * 16_000 / len(sound))

    def altered(name: str, seed: int) -> np.ndarray:
        return ALTERATIONS[name](tone, np.random.default_rng(seed))

    for seed in range(3):
        added = altered("noise", seed) - tone
        assert 0.004 < added.std() < 0.06
        stretched = altered("stretch", seed)
        assert 0.79 < len(tone) / len(stretched) < 1.26
        assert pitch_hz(stretched) == pytest.approx(400, rel=0.02)
        faster = altered("speed", seed)
        assert pitch_hz(faster) / 400 == pytest.approx(len(tone) / len(faster), rel=0.01)
        shifted = altered("pitch", seed)
        assert len(shifted) == len(tone)
        assert abs(12 * np.log2(pitch_hz(shifted) / 400)) < 3.1
    copies = altered_copies(tone, np.random.default_rng(0))
    assert len(copies) == N_COPIES
    assert all(len(copy) != len(tone) or np.abs(copy - tone).max() > 0 for copy in copies)


def test_features_are_made_once_and_a_bad_file_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "nemo"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for emotion in ("anger", "sadness"):
        soundfile.write(folder / f"AA0_{emotion}_0.wav", 0.1 * rng.standard_normal(16_000), 16_000)
    (folder / "AA0_fear_0.wav").write_bytes(b"not sound")
    clips = ladder_clips(tmp_path)
    seen: list[int] = []
    first = ladder_features(clips, tmp_path / "cache", advance=lambda: seen.append(1))
    assert len(seen) == 3
    assert [clip.voice_class for clip in first.clips] == [4, 3]
    assert "AA0_fear_0.wav cannot be read" in first.unreadable[0]
    assert first.copies["bands"].shape == (2, N_COPIES, 259)
    again = ladder_features(clips, tmp_path / "cache", advance=lambda: seen.append(1))
    assert len(seen) == 3
    np.testing.assert_array_equal(again.copies["time"], first.copies["time"])
    assert np.abs(first.copies["time"] - first.original["time"][:, None]).max(axis=2).min() > 0.1


@given(st.integers(0, 5), st.integers(5, 8), st.integers(3, 6))
@settings(max_examples=20, deadline=None)
def test_the_published_parting_has_everybody_in_both_and_no_clip_twice(
    seed: int, speakers: int, takes: int
) -> None:
    clips = made_clips(speakers, takes + 2)
    parting = published_parting(clips, seed)
    assert sorted([*parting.train, *parting.test]) == list(range(len(clips)))
    assert len(parting.test) == pytest.approx(0.2 * len(clips), abs=1)
    shares = [sum(clips[i].speaker == f"{s:02d}" for i in parting.test) for s in range(1, speakers + 1)]
    assert min(shares) > 0
    assert parting.unseen_speakers is False


def test_unseen_speakers_are_never_trained_on() -> None:
    ravdess = unseen_parting(made_clips(24, 2, corpus="ravdess"))
    other = unseen_parting(made_clips(7, 2))
    assert ravdess
    assert other
    for clips, parting, held_out in (
        (made_clips(24, 2, corpus="ravdess"), ravdess, {"02", "05", "14", "15", "16"}),
        (made_clips(7, 2), other, {"01", "06"}),
    ):
        assert {clips[i].speaker for i in parting.test} == held_out
        assert not {clips[i].speaker for i in parting.train} & held_out
    assert unseen_parting(made_clips(4, 2)) is None
    own = made_clips(9, 2, corpus="folders")
    assert unseen_parting(own) is None
    told = unseen_parting([replace(clip, told=True) for clip in own])
    assert told is not None and told.unseen_speakers
    assert not {own[i].speaker for i in told.train} & {own[i].speaker for i in told.test}


def test_too_few_clips_are_one_sentence() -> None:
    with pytest.raises(UserError, match="give at least ten of each emotion"):
        published_parting(made_clips(1, 1))


@pytest.mark.parametrize("augmented", [False, True])
def test_rows_to_fit_come_of_training_clips_alone(augmented: bool) -> None:
    features = made_features(made_clips(6, 5))
    for parting in (published_parting(features.clips), unseen_parting(features.clips)):
        assert parting
        rows, classes, origin = rows_to_fit(features, "time", parting, augmented)
        assert not set(origin) & set(parting.test)
        assert len(rows) == len(parting.train) * (1 + N_COPIES * augmented)
        assert set(origin) == set(parting.train)
        pool = np.concatenate([features.original["time"][:, None], features.copies["time"]], axis=1)
        for row, label, i in zip(rows, classes, origin, strict=True):
            assert features.clips[i].voice_class == label
            assert (pool[i] == row).all(axis=1).any()


@pytest.mark.parametrize("rung", ["decision tree", "k-NN", "random forest", CNN, CNN_AUGMENTED])
def test_what_is_tested_on_leaves_no_trace_in_what_is_learnt(rung: str) -> None:
    """One test clip's answer is the same whatever the other test clips, and all copies of test clips, are.

    So neither the model nor the normalisation has seen them.
    """
    clips = made_clips(6, 3)
    features, parting = made_features(clips), unseen_parting(clips)
    assert parting
    original, copies = features.original["time"].copy(), features.copies["time"].copy()
    copies[parting.test] = np.nan
    original[parting.test[1:]] = 1e6
    spoilt = LadderFeatures(features.clips, {"time": original}, {"time": copies})
    clean = predict(rung, features, "time", parting, seed=0, epochs=2)
    assert predict(rung, spoilt, "time", parting, seed=0, epochs=2)[0] == clean[0]
    original[parting.test] = features.original["time"][parting.test]
    np.testing.assert_array_equal(predict(rung, spoilt, "time", parting, seed=0, epochs=2), clean)


def test_the_ladder_climbs_where_there_is_something_to_learn(tmp_path: Path) -> None:
    features = made_features(made_clips(10, 6))
    rows = list(climb(features, rungs=(*CLASSIC, CNN), seeds=(0, 1), averages=("time",), epochs=8))
    assert len(rows) == 2 * 5
    reached = {(row["rung"], row["protocol"]): row for row in rows}
    for protocol in ("published", "unseen"):
        assert reached["dummy", protocol]["accuracy"] < 0.6
        for rung in ("k-NN", "random forest", CNN):
            assert reached[rung, protocol]["accuracy"] > 0.9
    row = reached["k-NN", "published"]
    assert row["runs"] == 2
    counts = np.array(row["confusion"])
    assert counts.sum() == 2 * row["n_test"]
    assert np.trace(counts) / counts.sum() == pytest.approx(row["accuracy"])
    told = report(features.clips, rows, ())
    (picture, confusions) = [*draw_ladder(told, tmp_path), None]
    assert picture is not None
    assert picture.stat().st_size > 5_000
    assert confusions is None  # no augmented network on unseen speakers was asked for
    newer = report(features.clips, [{**row, "accuracy": 0.5}], (), json.loads(json.dumps(told)))
    assert len(newer["rows"]) == len(rows)
    assert sum(r["accuracy"] == 0.5 for r in newer["rows"]) == 1


def test_figures_of_a_network_trained_elsewhere_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "random.json"
    with pytest.raises(UserError, match="leave out --attune-random"):
        read_random(path)
    path.write_text('{"accuracy": 0.8}')
    with pytest.raises(UserError, match="does not hold the figures of the random split"):
        read_random(path)
    figures = {"accuracy_8_classes": 0.8, "uar_8_classes": 0.79}
    path.write_text(json.dumps({"protocol": "80/20", "mean": figures, "pooled": {"n": 288}}))
    assert read_random(path)["uar"] == 0.79


def test_which_corpus_is_meant_has_to_be_clear(tmp_path: Path) -> None:
    for name, clip in (("nemo", "AA0_anger_0.wav"), ("tess", "OAF_back_angry.wav")):
        (tmp_path / name).mkdir()
        (tmp_path / name / clip).touch()
    with pytest.raises(UserError, match="holds nemo, tess; choose one of them with --corpus"):
        ladder_clips(tmp_path)
    assert ladder_clips(tmp_path, "tess")[0].speaker == "OAF"
