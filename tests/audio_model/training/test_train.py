import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from safetensors.torch import save_file

from audio_model.classifier import VoiceClassifier
from audio_model.corpora.folders import find_corpora
from audio_model.corpora.waveforms import Waveforms, load_waveforms
from audio_model.evaluation.clips import evaluate, listen
from audio_model.evaluation.conditions import pink_noise
from audio_model.training.module import VoiceTraining, masked_cross_entropy
from audio_model.training.plan import TrainingPlan
from audio_model.training.sampling import EpochOfExcerpts, class_mask
from audio_model.training.settings import TrainingSettings
from audio_model.training.train import train
from audio_model.whole_clips import judge_clips
from fusion.errors import UserError
from fusion.study.metrics import score
from fusion.training.conduct import Conduct

QUICK = TrainingSettings.quick()
TWO_EPOCHS = replace(QUICK, epochs=2)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """The order of summation, and so the last digit, depends on the threads."""
    torch.set_num_threads(1)


def test_a_run_leaves_weights_that_load_and_a_card_that_tells(data: Path, tmp_path: Path) -> None:
    weights = train(data, tmp_path, QUICK)
    classifier = VoiceClassifier.load(weights)
    card = classifier.card
    assert card["seed"] == 0
    assert card["split"]["nemo"] == {"train": ["BB0", "CC0"], "calibration": ["AA0"], "test": []}
    assert card["corpora"]["nemo"]["clips_trained_on"] == 12
    assert "non-commercial" in card["licence"]
    assert card["weights_sha256"] == classifier.sha256
    predictions = evaluate("nemo", data, classifier)
    assert predictions.probabilities.shape == (6, 7)
    assert predictions.unseen_speakers is False
    assert any("calibration was fitted on them" in note for note in predictions.notes)


def test_a_run_taken_up_again_ends_like_one_that_was_not_interrupted(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(data, tmp_path / "whole", TWO_EPOCHS).read_bytes()
    loader = VoiceTraining.train_dataloader

    def interrupted(self: VoiceTraining) -> object:
        if self.current_epoch == 1:
            raise RuntimeError("the machine went down")
        return loader(self)

    with monkeypatch.context() as patch:
        patch.setattr(VoiceTraining, "train_dataloader", interrupted)
        with pytest.raises(RuntimeError, match="went down"):
            train(data, tmp_path / "cut", TWO_EPOCHS)
    assert train(data, tmp_path / "cut", TWO_EPOCHS, conduct=Conduct(resume=True)).read_bytes() == whole
    log = [json.loads(line) for line in (tmp_path / "cut" / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in log] == [0, 1]
    with pytest.raises(UserError, match=r"begun with other settings .*epochs 2, now 3"):
        train(data, tmp_path / "cut", replace(QUICK, epochs=3), conduct=Conduct(resume=True))


def test_a_handful_of_clips_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="at least 100 are needed"):
        train(data, tmp_path / "out")


def test_plain_folders_are_trained_on_and_evaluated(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for emotion in ("Joy", "Sad"):
        (tmp_path / "clips" / emotion).mkdir(parents=True)
        for i in range(4):
            soundfile.write(
                tmp_path / "clips" / emotion / f"{i}.wav", 0.1 * rng.standard_normal(30_000), 22_050
            )
    weights = train(tmp_path / "clips", tmp_path / "out", QUICK)
    predictions = evaluate("folders", tmp_path / "clips", VoiceClassifier.load(weights))
    assert predictions.unseen_speakers is False
    assert len(predictions.labels) == 1  # of the eight files, each a speaker of its own, one was held out


def test_of_plain_folders_people_are_held_out_where_the_names_tell_them(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for emotion in ("happy", "sad"):
        (tmp_path / "clips" / emotion).mkdir(parents=True)
        for who in ("ann", "ben", "cat", "dan"):
            for take in "12":
                sound = 0.1 * rng.standard_normal(30_000)
                soundfile.write(tmp_path / "clips" / emotion / f"{take}-{who}.wav", sound, 16_000)
    (tmp_path / "clips" / "sad" / "3-cat.wav").write_bytes(b"no sound")
    (tmp_path / "clips" / "sad" / "5-abe.wav").write_bytes(b"nor this")  # who is not heard is not held out
    told: list[str] = []
    plan = TrainingPlan(person="-([a-z]+)")
    weights = train(tmp_path / "clips", tmp_path / "out", QUICK, plan, tell=told.append)
    assert "3-cat.wav cannot be read" in told[0] and "5-abe.wav cannot be read" in told[1]
    assert told[2] == "Kept for testing: ann; to calibrate: cat."
    assert told[3] == (
        "Never heard in this training: neutral, angry, afraid, disgusted, surprised. "
        "It may answer these all the same; no clip of it speaks for that."
    )
    assert told[4].startswith("Trained; now calibrated") and len(told) == 5
    classifier = VoiceClassifier.load(weights)
    assert told[3] in classifier.card["limits"]
    # The card's figures are those that an evaluation finds, in noise too.
    clips = listen("folders", tmp_path / "clips", classifier, "test", "-([a-z]+)")
    for name, condition in (("folders", None), ("folders, pink noise at 10 dB", pink_noise(10.0))):
        found = score(clips.predictions(judge_clips(classifier, clips.under(condition)), classifier))
        assert classifier.card["metrics"][name]["ece"] == pytest.approx(found["ece"], abs=1e-6)
    assert classifier.card["split"]["folders"] == {
        "train": ["ben", "dan"],
        "calibration": ["cat"],
        "test": ["ann"],
        "person": "-([a-z]+)",
    }
    assert classifier.card["corpora"]["folders"]["clips_trained_on"] == 8
    assert classifier.card["metrics"]["folders"]["n"] == 4
    assert classifier.card["metrics"]["folders"]["unseen_speakers"] is True
    # Judged later, the files' names tell the same people.
    judged = evaluate("folders", tmp_path / "clips", classifier)
    assert (len(judged.labels), judged.unseen_speakers) == (4, True)
    assert judged.protocol == "folders: clips"
    assert judged.notes == ("Speakers judged: ann.",)
    with pytest.raises(UserError, match=r"begun with other settings .*person"):
        train(
            tmp_path / "clips",
            tmp_path / "out",
            QUICK,
            replace(plan, person="-([a-z])"),
            conduct=Conduct(resume=True),
        )
    # Whoever comes later would make others be tested on who were trained on already.
    clip = tmp_path / "clips" / "sad" / "1-ben.wav"
    (newcomer := clip.with_name("1-aaa.wav")).write_bytes(clip.read_bytes()[:-2])
    with pytest.raises(UserError, match=r"begun with other settings \(clips 8 \(.*\), now 12 \("):
        train(tmp_path / "clips", tmp_path / "out", QUICK, plan, conduct=Conduct(resume=True))
    newcomer.unlink()
    # Begun from these weights, nobody they have heard is held out.
    other = replace(plan, start_from=weights)
    sound = (tmp_path / "clips" / "sad" / "1-ben.wav").read_bytes()
    (tmp_path / "clips" / "sad" / "4-aaa.wav").write_bytes(sound[:-2])  # whoever comes first is tested on
    (tmp_path / "clips" / "sad" / "3-cat.wav").unlink()
    with pytest.raises(UserError, match=r"trained on speakers of folders .*ben"):
        train(tmp_path / "clips", tmp_path / "further", QUICK, other)


def test_what_cannot_be_used_is_said_before_a_clip_is_decoded(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a clip was decoded")

    monkeypatch.setattr("audio_model.training.train.load_waveforms", never)
    (tmp_path / "none").write_bytes(b"no weights")
    save_file({"other": torch.zeros(3)}, tmp_path / "other.safetensors")
    few = Conduct(devices=QUICK.batch_size + 1)
    for plan, conduct, sentence in (
        (TrainingPlan(start_from=tmp_path / "nowhere"), Conduct(), "There are no weights .*nowhere"),
        (TrainingPlan(start_from=tmp_path / "none"), Conduct(), "is not a weights file"),
        (TrainingPlan(start_from=tmp_path / "other.safetensors"), Conduct(), "of another shape"),
        (TrainingPlan(start_from=tmp_path), Conduct(), r"There are no weights .*voice\.safetensors"),
        (TrainingPlan(teachers=(tmp_path / "nowhere",)), Conduct(), "nowhere"),
        (TrainingPlan(answers=tmp_path / "none"), Conduct(), "does not hold a voice reader's answers"),
        (TrainingPlan(), few, "cannot be shared"),
    ):
        with pytest.raises(UserError, match=sentence):
            train(data, tmp_path / "out", replace(QUICK, start_whole=True), plan, conduct)
    assert not (tmp_path / "out").exists()


def test_an_unknown_corpus_is_one_sentence(data: Path, small_classifier: VoiceClassifier) -> None:
    with pytest.raises(UserError, match="not a voice corpus known here"):
        evaluate("other", data, small_classifier)


def waveforms_of(data: Path, cache: Path) -> Waveforms:
    return load_waveforms(find_corpora(data)["nemo"], cache, "nemo")


def test_windows_depend_on_seed_epoch_and_place_only(data: Path, tmp_path: Path) -> None:
    corpus = waveforms_of(data, tmp_path)

    def excerpts(seed: int, epoch: int) -> np.ndarray:
        epoch_windows = EpochOfExcerpts([corpus], 48_000, seed=seed, epoch=epoch, size=4)
        return np.stack([epoch_windows[i][0].numpy() for i in range(4)])

    np.testing.assert_array_equal(excerpts(0, 0), excerpts(0, 0))
    assert np.abs(excerpts(0, 0) - excerpts(0, 1)).max() > 0
    assert np.abs(excerpts(0, 0) - excerpts(1, 0)).max() > 0


def test_windows_hold_most_of_the_speech(data: Path, tmp_path: Path) -> None:
    corpus = waveforms_of(data, tmp_path)
    excerpts = EpochOfExcerpts([corpus], 48_000, seed=0, epoch=0, size=60)
    for i in range(60):
        sound, label, mask, source = excerpts[i]
        assert mask[label]
        assert corpus.clips[source[1]].voice_class == label
        assert (sound.abs() > 0.01).sum() > 0.6 * 16_000


def test_the_loss_ignores_classes_a_corpus_lacks(data: Path, tmp_path: Path) -> None:
    mask = torch.from_numpy(class_mask(waveforms_of(data, tmp_path)))[None]
    assert mask.sum() == 3  # anger, sadness, neutral
    target = torch.nn.functional.one_hot(torch.tensor([0]), 8).float()
    logits = torch.randn(1, 8)
    moved = logits + 7 * (~mask).float()
    for smoothing in (0.0, 0.1):
        torch.testing.assert_close(
            masked_cross_entropy(logits, target, mask, smoothing),
            masked_cross_entropy(moved, target, mask, smoothing),
        )
    inside = logits[:, mask[0]]
    expected = torch.nn.functional.cross_entropy(inside, torch.tensor([0]), label_smoothing=0.1)
    torch.testing.assert_close(masked_cross_entropy(logits, target, mask, 0.1), expected)


@pytest.mark.corpus
def test_the_shipped_voice_on_actors_it_never_heard(corpora: Path) -> None:
    predictions = evaluate("ravdess", corpora)
    assert len(predictions.labels) == 300
    assert predictions.unseen_speakers is True
    figures = VoiceClassifier.load().card["metrics"]["ravdess"]
    told = predictions.extra["voice_classes"]["uar"]
    assert told >= 0.5
    assert told == pytest.approx(figures["uar_8_classes"], abs=0.01)
