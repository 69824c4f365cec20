import json
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from audio_model.classes import CLASS_EMOTIONS, VOICE_CLASSES, class_of, to_emotions
from audio_model.classifier import SHIPPED_WEIGHTS
from audio_model.corpora.clips import CORPORA, Clip, load_corpus
from audio_model.corpora.folders import find_corpora, load_folders, without_twins
from audio_model.corpora.split import RAVDESS_CALIBRATION, RAVDESS_TEST, Split, default_split, held_out
from audio_model.corpora.waveforms import load_waveforms
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.stored_model import card_beside
from ui.cli import app

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
        "AudioWAV/1040_ITH_DIS_X.wav": ("1040", Emotion.DISGUSTED),  # its level is misspelt
        "AudioWAV/1002_IWW_HAP_MD.wav": ("1002", Emotion.HAPPY),
        "AudioWAV/1003_TAI_SAD_LO.wav": ("1003", Emotion.SAD),
        "AudioWAV/1004_WSI_NEU_XX.wav": ("1004", Emotion.NEUTRAL),
    },
    "tess": {
        "OAF_angry/OAF_back_angry.wav": ("OAF", Emotion.ANGRY),
        "YAF_pleasant_surprised/YAF_youth_ps.wav": ("YAF", Emotion.SURPRISED),
        "OAF_Pleasant_surprise/OAF_bar_ps.wav": ("OAF", Emotion.SURPRISED),
        "OAF_neutral/OA_bite_neutral.wav": ("OAF", Emotion.NEUTRAL),  # misnamed
        "OAF_Fear/OAF_bean_fear.wav": ("OAF", Emotion.AFRAID),
        "YAF_disgust/YAF_calm_disgust.wav": ("YAF", Emotion.DISGUSTED),  # the word spoken is calm
        "YAF_happy/YAF_beg_happy.wav": ("YAF", Emotion.HAPPY),
        "YAF_sad/YAF_base_sad.wav": ("YAF", Emotion.SAD),
    },
    "emovo": {
        "dis-f1-b1.ogg": ("f1", Emotion.DISGUSTED),
        "gio-m3-d1.ogg": ("m3", Emotion.HAPPY),
        "neu-f2-l4.ogg": ("f2", Emotion.NEUTRAL),
        "pau-f3-n5.ogg": ("f3", Emotion.AFRAID),
        "rab-m1-l1.ogg": ("m1", Emotion.ANGRY),
        "sor-m2-l2.ogg": ("m2", Emotion.SURPRISED),
        "tri-f1-l3.ogg": ("f1", Emotion.SAD),
    },
    "casia": {
        "s1_angry_201.ogg": ("s1", Emotion.ANGRY),
        "s2_fear_202.ogg": ("s2", Emotion.AFRAID),
        "s3_happy_203.ogg": ("s3", Emotion.HAPPY),
        "s4_neutral_204.ogg": ("s4", Emotion.NEUTRAL),
        "s1_sad_205.ogg": ("s1", Emotion.SAD),
        "s1_surprise_206.ogg": ("s1", Emotion.SURPRISED),
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


def test_sentence_and_language_are_told(tmp_path: Path) -> None:
    told = {}
    for corpus in ("crema-d", "tess", "ravdess", "emodb", "emovo", "casia"):
        make(tmp_path / corpus, [name for name, clip in MADE[corpus].items() if clip])
        told[corpus] = {(c.language, c.sentence) for c in load_corpus(corpus, tmp_path / corpus)}
    assert told["crema-d"] >= {("en", "DFA"), ("en", "IEO")}
    assert told["tess"] >= {("en", "back"), ("en", "youth")}
    assert told["ravdess"] == {("en", "01"), ("en", "02")}
    assert told["emovo"] >= {("it", "b1"), ("it", "l4")}
    assert told["casia"] >= {("zh", "201"), ("zh", "206")}
    assert told["emodb"] == {("de", "a01"), ("de", "b10")}


@pytest.mark.parametrize("corpus", MADE)
def test_a_corpus_may_lie_a_folder_deeper(corpus: str, tmp_path: Path) -> None:
    make(tmp_path / "as_unpacked", list(MADE[corpus]))
    n_kept = sum(clip is not None for clip in MADE[corpus].values())
    assert len(load_corpus(corpus, tmp_path)) == n_kept


def test_a_corpus_that_is_there_twice_is_read_once(tmp_path: Path) -> None:
    name = "AudioWAV/1001_DFA_ANG_XX.wav"
    make(tmp_path, [name, "copy/" + name])
    (tmp_path / "AudioMP3").mkdir()
    (tmp_path / "AudioMP3" / "1001_DFA_ANG_XX.mp3").write_bytes(b"the same, coded")
    assert [c.path for c in load_corpus("crema-d", tmp_path)] == [tmp_path / name]


def test_exact_copies_are_dropped_and_contradictions_named(tmp_path: Path) -> None:
    make(tmp_path, ["happy/a.wav", "happy/b.wav", "sad/c.wav"])
    copy = (tmp_path / "happy" / "a.wav").read_bytes()
    (tmp_path / "happy" / "deep").mkdir()
    (tmp_path / "happy" / "deep" / "z.wav").write_bytes(copy)
    assert [c.path.name for c in load_folders(tmp_path)] == ["a.wav", "b.wav", "c.wav"]
    (tmp_path / "sad" / "d.wav").write_bytes(copy)
    with pytest.raises(UserError, match=r"a\.wav.*d\.wav are the same recording"):
        load_folders(tmp_path)


@given(st.lists(st.integers(0, 3), max_size=12))
def test_of_each_recording_the_first_is_kept(contents: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clips = []
        for i, content in enumerate(contents):
            path = Path(folder) / f"{i}.wav"
            path.write_bytes(bytes([content] * 4))
            clips.append(Clip(path, "folders", str(i), 0, ""))
        kept = without_twins(clips)
        assert [int(c.speaker) for c in kept] == sorted(contents.index(c) for c in set(contents))


def test_calm_is_a_class_of_its_own_and_counts_as_neutral() -> None:
    calm = VOICE_CLASSES.index("calm")
    assert CLASS_EMOTIONS[calm] is Emotion.NEUTRAL
    assert class_of(Emotion.NEUTRAL) == VOICE_CLASSES.index("neutral")
    merged = to_emotions(np.eye(8))
    assert merged.shape == (8, len(EMOTIONS))
    assert merged[calm, Emotion.NEUTRAL.position] == 1
    np.testing.assert_allclose(merged.sum(axis=1), 1)


def test_folders_of_common_spellings(tmp_path: Path) -> None:
    spelt = {
        Emotion.NEUTRAL: ("neutral", "Calm", "01_neutral", "normal"),
        Emotion.HAPPY: ("Joy", "happiness", "03-HAPPY", "joyful"),
        Emotion.SAD: ("sadness", "Sorrow", "unhappy"),
        Emotion.ANGRY: ("05_Angry", "anger", "rage"),
        Emotion.AFRAID: ("fear", "Fearful", "scared", "anxiety"),
        Emotion.DISGUSTED: ("Disgust", "disgusted"),
        Emotion.SURPRISED: ("surprise", "pleasant_surprise", "Surprised!"),
    }
    make(tmp_path, [f"{name}/{i}/clip.wav" for names in spelt.values() for i, name in enumerate(names)])
    found = {c.path.relative_to(tmp_path).parts[0]: c.emotion for c in load_folders(tmp_path)}
    assert found == {name: emotion for emotion, names in spelt.items() for name in names}


def test_of_plain_folders_the_files_names_may_tell_who_speaks(tmp_path: Path) -> None:
    make(
        tmp_path,
        ["own/happy/s1-a.wav", "own/sad/s1-b.wav", "own/sad/deep/s2-a.wav", "all/tess/OAF_back_sad.wav"],
    )
    clips = find_corpora(tmp_path / "own", "^(s[0-9])")["folders"]
    assert [clip.speaker for clip in clips] == ["s1", "s2", "s1"]
    with pytest.raises(UserError, match=r"names of 2 of 3 files, not in s2-a\.wav"):
        find_corpora(tmp_path / "own", "^(s1)")
    make(tmp_path, ["own/happy/S1-c.wav"])
    with pytest.raises(UserError, match=r"“[sS]1” and “[sS]1” would count as two people"):
        find_corpora(tmp_path / "own", "^([sS][0-9])")
    with pytest.raises(UserError, match="tess: a corpus tells who speaks"):
        find_corpora(tmp_path / "all", "^(s[0-9])")


@given(st.sets(st.text(min_size=1), max_size=40))
def test_nobody_is_both_tested_on_and_calibrated_on(speakers: set[str]) -> None:
    test, calibration = held_out(speakers)
    assert not set(test) & set(calibration)
    assert len(speakers) < 2 or (test and speakers > {*test, *calibration})
    assert not test if len(speakers) < 2 else len(test) == -(-len(speakers) // 5)


def test_wrong_data_gives_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        find_corpora(tmp_path / "nowhere")
    with pytest.raises(UserError, match="one sub-folder for each emotion"):
        find_corpora(tmp_path)
    (tmp_path / "nemo").mkdir()
    with pytest.raises(UserError, match="holds no clip of nemo"):
        find_corpora(tmp_path)
    make(tmp_path, ["nemo/whatever.wav"])
    with pytest.raises(UserError, match="not named as nemo"):
        find_corpora(tmp_path)
    with pytest.raises(UserError, match="There is no folder"):
        load_folders(tmp_path / "nowhere")
    make(tmp_path, ["classes/happy/a.wav"])
    (tmp_path / "classes" / "notes").mkdir()
    assert len(load_folders(tmp_path / "classes")) == 1
    (tmp_path / "classes" / "sad").mkdir()
    with pytest.raises(UserError, match="sad holds no clip"):
        load_folders(tmp_path / "classes")
    make(tmp_path, ["plain/boredom/a.wav"])
    with pytest.raises(UserError, match="boredom"):
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
    # The same file with other sound of the same length, as after denoising, is decoded anew.
    soundfile.write(tmp_path / "sad" / "c.wav", -expected, 16_000)
    anew = load_waveforms(clips, tmp_path / "cache", "folders")
    np.testing.assert_allclose(anew.sound(1), -expected, atol=1 / 16_000)


def test_a_folder_of_which_nothing_can_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "happy").mkdir()
    (tmp_path / "happy" / "a.wav").write_bytes(b"no sound")
    (tmp_path / "happy" / "b.wav").write_bytes(b"")
    with pytest.raises(UserError, match="Not one clip of folders can be read") as told:
        load_waveforms(load_folders(tmp_path), tmp_path / "cache", "folders")
    assert "\n" not in str(told.value)


@pytest.mark.corpus
def test_the_corpora_at_hand(corpora: Path) -> None:
    found = find_corpora(corpora)
    assert {name: len(clips) for name, clips in found.items()} == {
        "ravdess": 1439,
        "nemo": 4481,
        "ased": 2470,
        "emodb": 454,
        "emovo": 588,
        "casia": 1200,
    }
    for name, n_speakers in (("emovo", 6), ("casia", 4)):
        per_class = Counter(c.voice_class for c in found[name])
        assert len({c.speaker for c in found[name]}) == n_speakers
        assert set(per_class.values()) == {len(found[name]) // len(per_class)}
    assert set(found) <= set(CORPORA)
    assert len({c.speaker for c in found["ased"]}) == 65
    split = default_split("ravdess", found["ravdess"])
    parts = {
        part: {c.speaker for c in found["ravdess"] if split.part(c) == part}
        for part in ("train", "calibration", "test")
    }
    assert parts["test"] == set(RAVDESS_TEST)
    assert parts["calibration"] == set(RAVDESS_CALIBRATION)
    assert len(parts["train"]) == 16
    assert not parts["train"] & (parts["test"] | parts["calibration"])


def test_a_corpus_itself_may_be_named_in_place_of_the_folder_it_lies_in(tmp_path: Path) -> None:
    (tmp_path / "nemo").mkdir()
    (tmp_path / "nemo" / "AA0_anger_1.wav").write_bytes(b"sound")
    file = tmp_path / "nemo" / "AA0_anger_1.wav"
    wanted = {"nemo": [Clip(file, "nemo", "AA0", VOICE_CLASSES.index("angry"), "pl", "1")]}
    assert find_corpora(tmp_path / "nemo") == find_corpora(tmp_path) == wanted


def test_the_shipped_weights_are_parted_as_they_were_trained() -> None:
    """Against the card of the weights, which tells who was trained on."""
    told = json.loads(card_beside(SHIPPED_WEIGHTS).read_text(encoding="utf-8"))["split"]
    assert set(told) == {name for name, corpus in CORPORA.items() if corpus.teaches_speakers} - {"emodb"}
    for name, parts in told.items():
        everybody = sorted(who for part in ("train", "calibration", "test") for who in parts[part])
        split = default_split(name, [Clip(Path(f"{who}.wav"), name, who, 0, "") for who in everybody])
        assert sorted(split.test) == sorted(parts["test"])
        assert sorted(split.calibration) == sorted(parts["calibration"])
    assert default_split("emodb", [Clip(Path("x.wav"), "emodb", "03", 0, "de")]).test == ("03",)
    strangers = [Clip(Path(f"{n}.wav"), "own", f"{n:02d}", 0, "") for n in range(11)]
    assert default_split("own", strangers) == Split(("00", "10"), ())


def test_every_corpus_is_named_where_people_look_for_them() -> None:
    told = CliRunner().invoke(app, ["evaluate", "voice", "--help"], terminal_width=1000).output
    workbench = Path("docs/workbench.md").read_text(encoding="utf-8")
    assert [name for name in CORPORA if name not in told or f"`{name}`" not in workbench] == []
