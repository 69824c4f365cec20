from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_model.classes import CLASS_EMOTIONS, VOICE_CLASSES, class_of, to_emotions
from audio_model.training.corpora import CORPORA, find_corpora, load_corpus, load_folders
from audio_model.training.split import RAVDESS_CALIBRATION, RAVDESS_TEST, default_split
from audio_model.training.waveforms import load_waveforms
from fusion.emotions import EMOTIONS, Emotion

MADE = {
    "ravdess": {
        "Actor_12/03-01-08-02-01-02-12.wav": ("12", Emotion.SURPRISED),
        "Actor_12/03-01-02-01-02-01-12.wav": ("12", Emotion.NEUTRAL),
        "Actor_07/03-01-03-01-02-01-07.wav": None,  # the known duplicate
        "Actor_12/03-02-08-02-01-02-12.wav": None,  # song
    },
    "nemo": {
        "EB0_anger_1.wav": ("EB0", Emotion.ANGRY),
        "WR0_happiness_88.wav": ("WR0", Emotion.HAPPY),
    },
    "ased": {
        "05Angry/a5-07-01-01-63.wav": ("63", Emotion.ANGRY),
        "02Fearful/f2-01-01-02-08.wav": ("08", Emotion.AFRAID),
        "05Angry/a5-07-01-02-63.wav": None,  # a known duplicate
    },
    "emodb": {
        "03a01Fa.wav": ("03", Emotion.HAPPY),
        "16b10Eb.wav": ("16", Emotion.DISGUSTED),
        "03a01La.wav": None,  # boredom
    },
    "crema-d": {
        "AudioWAV/1001_DFA_ANG_XX.wav": ("1001", Emotion.ANGRY),
        "AudioWAV/1091_IEO_FEA_HI.wav": ("1091", Emotion.AFRAID),
    },
    "tess": {
        "OAF_angry/OAF_back_angry.wav": ("OAF", Emotion.ANGRY),
        "YAF_pleasant_surprised/YAF_youth_ps.wav": ("YAF", Emotion.SURPRISED),
    },
}


def make(folder: Path, names: list[str]) -> None:
    for i, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        sound = 0.1 * np.random.default_rng(i).standard_normal(8_000)
        soundfile.write(path, sound, 16_000)


@pytest.mark.parametrize("corpus", MADE)
def test_clips_are_read_from_their_names(corpus: str, tmp_path: Path) -> None:
    make(tmp_path, list(MADE[corpus]))
    clips = {str(c.path.relative_to(tmp_path)): (c.speaker, c.emotion) for c in load_corpus(corpus, tmp_path)}
    assert clips == {name: told for name, told in MADE[corpus].items() if told}


def test_calm_is_a_class_of_its_own_and_counts_as_neutral() -> None:
    calm = VOICE_CLASSES.index("calm")
    assert CLASS_EMOTIONS[calm] is Emotion.NEUTRAL
    assert class_of(Emotion.NEUTRAL) == VOICE_CLASSES.index("neutral")
    merged = to_emotions(np.eye(8))
    assert merged.shape == (8, len(EMOTIONS))
    assert merged[calm, Emotion.NEUTRAL.position] == 1
    np.testing.assert_allclose(merged.sum(axis=1), 1)


def test_folders_of_common_spellings(tmp_path: Path) -> None:
    make(tmp_path, ["Joy/a.wav", "05_Angry/deep/b.wav", "fear/c.wav"])
    assert [c.emotion for c in load_folders(tmp_path)] == [Emotion.ANGRY, Emotion.HAPPY, Emotion.AFRAID]


def test_wrong_data_gives_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        find_corpora(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match="one sub-folder for each emotion"):
        find_corpora(tmp_path)
    (tmp_path / "nemo").mkdir()
    with pytest.raises(FileNotFoundError, match="holds no clip of nemo"):
        find_corpora(tmp_path)
    make(tmp_path, ["nemo/whatever.wav"])
    with pytest.raises(ValueError, match="not named as nemo"):
        find_corpora(tmp_path)
    make(tmp_path, ["plain/boredom/a.wav"])
    with pytest.raises(ValueError, match="boredom"):
        load_folders(tmp_path / "plain")


def test_a_bad_file_is_listed_and_left_out(tmp_path: Path) -> None:
    make(tmp_path, ["happy/a.wav", "sad/c.wav"])
    (tmp_path / "happy" / "b.wav").write_bytes(b"no sound at all")
    clips = load_folders(tmp_path)
    for _ in range(2):  # decoded, then from the cache
        waveforms = load_waveforms(clips, tmp_path / "cache", "folders")
        assert [c.path.name for c in waveforms.clips] == ["a.wav", "c.wav"]
        assert len(waveforms.unreadable) == 1
        assert "b.wav cannot be read" in waveforms.unreadable[0]
    expected, _ = soundfile.read(tmp_path / "sad" / "c.wav", dtype="float32")
    np.testing.assert_allclose(waveforms.sound(1), expected, atol=1 / 16_000)


@pytest.mark.corpus
def test_the_corpora_at_hand(corpora: Path) -> None:
    found = find_corpora(corpora)
    assert {name: len(clips) for name, clips in found.items()} == {
        "ravdess": 1439,
        "nemo": 4481,
        "ased": 2470,
        "emodb": 454,
    }
    assert set(found) <= set(CORPORA)
    assert len({c.speaker for c in found["ased"]}) == 65
    split = default_split("ravdess", found["ravdess"])
    parts = {
        part: {c.speaker for c in found["ravdess"] if split.part(c.speaker) == part}
        for part in ("train", "calibration", "test")
    }
    assert parts["test"] == set(RAVDESS_TEST)
    assert parts["calibration"] == set(RAVDESS_CALIBRATION)
    assert len(parts["train"]) == 16
    assert not parts["train"] & (parts["test"] | parts["calibration"])
