import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import CORPORA, Clip
from audio_model.corpora.split import Split
from audio_model.evaluation.clips import evaluate, listen
from audio_model.network import VoiceNetwork
from audio_model.training.pretraining import hide_patches, patches_of
from audio_model.training.protocol_results import gather
from audio_model.training.protocols import (
    FOLDS,
    ProtocolRun,
    carry_out,
    random_split,
    ravdess_clips,
    runs_of,
    sentence_split,
)
from fusion.errors import UserError

ACTORS = [f"{n:02d}" for n in range(1, 25)]


def ravdess_as_published() -> list[Clip]:
    """Names of all speech clips: 8 emotions (neutral without the strong intensity), 2 sentences, 2 takes."""
    names = [
        f"Actor_{actor}/03-01-{emotion:02d}-{intensity:02d}-{sentence:02d}-{take:02d}-{actor}.wav"
        for actor in ACTORS
        for emotion in range(1, 9)
        for intensity in ((1,) if emotion == 1 else (1, 2))
        for sentence in (1, 2)
        for take in (1, 2)
    ]
    clips = [CORPORA["ravdess"].read(Path(name)) for name in names]
    return [clip for clip in clips if clip is not None]


def test_the_folds_part_the_actors() -> None:
    assert sorted(actor for fold in FOLDS for actor in fold) == ACTORS
    runs = runs_of("ravdess-5fold", ravdess_as_published())
    assert [run.ravdess.test for run in runs if run.judged] == list(FOLDS)
    splits = {run.name: run.ravdess for run in runs}
    for run in runs[1:]:
        # Neither does the run it goes on from know the actors it is judged on.
        assert run.start == "base" or splits[run.start] == run.ravdess
        assert not set(run.ravdess.test) & set(run.ravdess.calibration)
    # What all folds begin from has heard no actor at all.
    assert "ravdess" not in runs[0].only


def test_the_random_split_is_a_fifth_of_every_actors_every_emotion() -> None:
    clips = ravdess_as_published()
    split = random_split(clips)
    parts = Counter(split.part(clip) for clip in clips)
    assert parts["test"] == round(0.2 * len(clips))
    drawn = Counter((c.speaker, c.voice_class) for c in clips if split.part(c) == "test")
    for actor in ACTORS:
        assert drawn[actor, 0] in (0, 1)  # of four
        assert {drawn[actor, c] for c in range(1, 8)} <= {1, 2}  # of eight


def test_the_sentence_tested_is_never_trained_on_nor_its_speakers() -> None:
    clips = ravdess_as_published()
    split = sentence_split(clips)
    heard = {part: [c for c in clips if split.part(c) == part] for part in ("train", "calibration", "test")}
    assert {c.sentence for c in heard["train"] + heard["calibration"]} == {"01"}
    assert {c.sentence for c in heard["test"]} == {"02"}
    assert not {c.speaker for c in heard["test"]} & {c.speaker for c in heard["train"]}


def test_an_unknown_protocol_is_one_sentence() -> None:
    with pytest.raises(UserError, match="no protocol “nope” for the voice; use ravdess-5fold"):
        runs_of("nope", [])


def test_without_ravdess_there_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "happy").mkdir()
    soundfile.write(tmp_path / "happy" / "a.wav", np.zeros(100), 16_000)
    with pytest.raises(UserError, match="no RAVDESS in"):
        ravdess_clips(tmp_path)


@pytest.fixture(scope="module")
def small_corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Noise with the names of RAVDESS (three actors, a part each), nEMO, ASED and EMO-DB."""
    data = tmp_path_factory.mktemp("corpora")
    rng = np.random.default_rng(0)
    names = [
        f"ravdess/Actor_{actor}/03-01-{emotion:02d}-01-{sentence}-01-{actor}.wav"
        for actor in ("01", "02", "03")
        for emotion in range(1, 9)
        for sentence in ("01", "02")
    ]
    names += [f"nemo/{who}_{what}_1.wav" for who in ("AA0", "BB0") for what in ("anger", "happiness")]
    names += [f"ased/04Sad/s1-01-01-01-{who}.wav" for who in ("01", "02")]
    names += [f"emodb/03a01{letter}a.wav" for letter in "WEAFTN"]
    for name in names:
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        sound = np.zeros(12_000)
        sound[2_000:10_000] = 0.1 * rng.standard_normal(8_000)
        soundfile.write(data / name, sound, 16_000)
    return data


def test_a_protocol_from_the_first_run_to_its_figures(small_corpora: Path, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    runs = runs_of("sentences", ravdess_clips(small_corpora))
    weights = [carry_out(run, small_corpora, tmp_path, quick=True) for run in runs]
    card = VoiceClassifier.load(weights[-1]).card
    assert card["split"]["ravdess"]["test"] == ["02"]
    assert len(card["split"]["ravdess"]["test_clips"]) == 8
    assert card["training"]["start_from"] == VoiceClassifier.load(weights[0]).sha256
    figures = json.loads(json.dumps(gather("sentences", runs, tmp_path)))
    # The figures are those of the command that measures one model.
    predictions = evaluate("ravdess", small_corpora, VoiceClassifier.load(weights[-1]))
    assert predictions.unseen_speakers is True
    assert len(predictions.labels) == figures["pooled"]["n"] == 8
    assert figures["mean"]["uar_8_classes"] == pytest.approx(predictions.extra["voice_classes"]["uar"])
    assert set(figures["mean"]["noise"]) == {"20", "10", "5", "0"}
    assert figures["mean"]["emodb"]["uar"] == pytest.approx(card["metrics"]["emodb"]["uar"])
    assert np.sum(figures["pooled"]["confusion_8_classes"]) == 8
    # Nothing is made twice.
    written = weights[-1].stat().st_mtime_ns
    carry_out(runs[-1], small_corpora, tmp_path, quick=True)
    assert weights[-1].stat().st_mtime_ns == written


def test_pre_training_a_mean_and_a_teacher(small_corpora: Path, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    runs = {run.name: run for run in runs_of("ablation", ravdess_clips(small_corpora))}
    for name in ("base", "patches", "from_patches", "mean_pooling", "full", "seed_1", "distilled"):
        carry_out(runs[name], small_corpora, tmp_path, quick=True)
    load = VoiceClassifier.load
    assert load(tmp_path / "mean_pooling").card["network"]["pooling"] == "mean"
    assert load(tmp_path / "distilled").card["training"]["teachers"] == [
        load(tmp_path / name).sha256 for name in ("full", "seed_1")
    ]
    # Nothing may rest on weights that know whom it is tested on.
    others = replace(runs["full"], name="others", ravdess=Split(("02",), ("01",)))
    for knowing in (replace(others, start="full"), replace(others, start="", teachers=("full",))):
        with pytest.raises(UserError, match=r"full.* trained on speakers of ravdess .* \(01\); take other"):
            carry_out(knowing, small_corpora, tmp_path, quick=True)
    # What was heard before is told: RAVDESS's first actor, by the network that this one begins with.
    later = replace(runs["base"], name="later", start="full")
    card = load(carry_out(later, small_corpora, tmp_path, quick=True)).card
    assert set(card["corpora"]) == {"nemo", "ased"}
    assert card["split"]["ravdess"]["train"] == ["01"]


def test_a_split_through_speakers_is_told_as_such(small_corpora: Path, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    second = {clip.path.stem: "test" for clip in ravdess_clips(small_corpora) if clip.sentence == "02"}
    run = ProtocolRun("shared", Split((), (), second), start="", only=("ravdess",))
    classifier = VoiceClassifier.load(carry_out(run, small_corpora, tmp_path, quick=True))
    assert classifier.card["metrics"]["ravdess"]["unseen_speakers"] is False
    assert classifier.card["metrics"]["emodb"]["unseen_speakers"] is True
    heard = listen("ravdess", small_corpora, classifier)
    assert heard.unseen_speakers is False
    assert {clip.sentence for clip in heard.clips} == {"02"}
    with pytest.raises(UserError, match="parted by speaker"):
        listen("ravdess", small_corpora, classifier, "test")


def test_hidden_patches_are_empty_and_the_others_as_they_were() -> None:
    pictures = torch.rand(2, 64, 188) + 1
    hidden = torch.zeros(2, 4, 12, dtype=torch.bool)
    hidden[0, 1, 2] = hidden[1, 3, 11] = True
    left = hide_patches(pictures, hidden)
    assert (left[0, 16:32, 32:48] == 0).all()
    assert (left[1, 48:, 176:] == 0).all()
    assert int((left == 0).sum()) == 16 * 16 + 16 * 12
    # A patch of the guess's shape holds the pixels of its own place.
    patches = patches_of(pictures)
    assert patches.shape == (2, 256, 4, 12)
    torch.testing.assert_close(patches[0, :, 1, 2].reshape(16, 16), pictures[0, 16:32, 32:48])
    network = VoiceNetwork(widths=(4, 8, 8, 8))
    assert network.maps(pictures).shape == (2, 8, 4, 12)
