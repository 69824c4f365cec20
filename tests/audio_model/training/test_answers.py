"""Learning from a larger reader's answers, from short words, and from corpora of differing habits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from audio_model.corpora.folders import find_corpora
from audio_model.corpora.waveforms import Waveforms, load_waveforms
from audio_model.spectrogram import LogMelParameters
from audio_model.spoiling.words import cut_word
from audio_model.training.answers import name_of, read_answers, write_answers
from audio_model.training.module import VoiceTraining
from audio_model.training.plan import TrainingPlan
from audio_model.training.sampling import EpochOfExcerpts
from audio_model.training.settings import TrainingSettings
from audio_model.training.train import train
from fusion.errors import UserError

QUICK = TrainingSettings.quick()


@pytest.fixture(scope="module")
def corpus(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Waveforms:
    return load_waveforms(find_corpora(data)["nemo"], tmp_path_factory.mktemp("cache"), "nemo")


def test_answers_come_back_to_their_clips(corpus: Waveforms, tmp_path: Path) -> None:
    told = np.random.default_rng(0).dirichlet(np.ones(8), len(corpus) - 1)
    write_answers(tmp_path / "answers.npz", [name_of(clip) for clip in corpus.clips[1:]], told)
    (answers,) = read_answers(tmp_path / "answers.npz", [corpus])
    assert np.isnan(answers[0]).all()
    np.testing.assert_allclose(answers[1:], told, rtol=1e-6)


def test_answers_that_are_none_are_one_sentence(corpus: Waveforms, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no answers"):
        read_answers(tmp_path / "missing.npz", [corpus])
    (tmp_path / "bad.npz").write_bytes(b"something else")
    with pytest.raises(UserError, match="does not hold"):
        read_answers(tmp_path / "bad.npz", [corpus])


def test_where_nothing_was_answered_the_label_is_learnt(corpus: Waveforms) -> None:
    answers = np.full((len(corpus), 8), np.nan, np.float32)
    answers[1] = [0.5, 0.3, 0, 0, 0.2, 0, 0, 0]  # calm is not among this corpus's classes
    module = VoiceTraining([corpus], QUICK, LogMelParameters(), answers=[answers])
    present = torch.zeros(2, 8, dtype=torch.bool)
    present[:, [0, 3, 4]] = True
    labels = torch.eye(8)[[3, 3]]
    told = module._taught(torch.zeros(2, 64, 188), labels, present, torch.tensor([[0, 0], [0, 1]]))
    np.testing.assert_allclose(told[0], labels[0])
    np.testing.assert_allclose(told[1], [5 / 7, 0, 0, 0, 2 / 7, 0, 0, 0], rtol=1e-5)


def test_a_word_is_short_loud_and_begins_and_ends_softly() -> None:
    rng = np.random.default_rng(0)
    speech = np.zeros(32_000, dtype=np.float32)
    speech[20_000:] = 0.5
    words = [cut_word(speech, rng) for _ in range(200)]
    lengths = np.array([len(word) for word in words]) / 16_000
    assert 0.3 <= lengths.min() < 0.35
    assert 0.75 < lengths.max() <= 0.8
    assert all(word[0] == 0 and abs(word[-1]) < 0.01 for word in words)
    silent = np.mean([not word.any() for word in words])
    assert silent < 0.3  # a single place would be silent about half the time
    assert len(cut_word(speech[:1_000], rng)) == 1_000


def test_excerpts_of_words_hold_one_word_and_silence(corpus: Waveforms) -> None:
    excerpts = EpochOfExcerpts([corpus], 48_000, seed=0, epoch=0, size=30, words=1.0)
    for i in range(30):
        heard = np.flatnonzero(excerpts[i][0].numpy())
        assert 0.2 * 16_000 < heard[-1] - heard[0] < 0.95 * 16_000


def test_habits_say_only_how_corpora_differ(corpus: Waveforms) -> None:
    settings = replace(QUICK, habits=True)
    module = VoiceTraining([corpus, corpus], settings, LogMelParameters())
    with torch.no_grad():
        module.habits.copy_(torch.randn(2, 8))
    centred = module.centred_habits()
    torch.testing.assert_close(centred.sum(0), torch.zeros(8))
    assert not centred[:, [1, 2, 5, 6, 7]].any()  # nobody has these classes
    difference = (module.habits[0] - module.habits[1])[[0, 3, 4]]
    torch.testing.assert_close((centred[0] - centred[1])[[0, 3, 4]], difference)


def test_blended_weights_lie_between_both_ends(data: Path, tmp_path: Path, corpus: Waveforms) -> None:
    begun = train(data, tmp_path / "begun", QUICK)
    names = [name_of(clip) for clip in corpus.clips]
    write_answers(tmp_path / "answers.npz", names, np.full((len(corpus), 8), 1 / 8))
    plan = TrainingPlan(start_from=begun, answers=tmp_path / "answers.npz")
    settings = replace(QUICK, seed=1, habits=True, words=0.5, start_whole=True)
    reached = load_file(train(data, tmp_path / "reached", settings, plan))
    half = load_file(train(data, tmp_path / "half", replace(settings, blend=0.5), plan))
    for name, value in load_file(begun).items():
        if "running" in name or not value.is_floating_point():
            continue  # statistics are taken anew
        torch.testing.assert_close(half[name], (value + reached[name]) / 2, atol=1e-5, rtol=1e-4)
