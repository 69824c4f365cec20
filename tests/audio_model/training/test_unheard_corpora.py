import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from safetensors.numpy import load_file

from audio_model.classes import VOICE_CLASSES
from audio_model.corpora.clips import load_corpus
from audio_model.corpora.waveforms import load_waveforms
from audio_model.large.features import N_FEATURES
from audio_model.training.answers import name_of, read_answers, write_answers
from audio_model.training.described import describe_corpora
from audio_model.training.settings import TrainingSettings
from audio_model.training.unheard_corpora import TAUGHT_NAME, carry_out_without, has_heard, usual_settings
from fusion.errors import UserError


@pytest.fixture(scope="module")
def two_corpora(data: Path) -> Path:
    """EMOVO's names beside nEMO's, four speakers of three emotions each."""
    (data / "emovo").mkdir()
    rng = np.random.default_rng(1)
    for speaker in ("f1", "f2", "m1", "f3"):
        for emotion in ("rab", "tri", "neu"):
            sound = np.zeros(24_000)
            sound[4_000:20_000] = 0.1 * rng.standard_normal(16_000)
            soundfile.write(data / "emovo" / f"{emotion}-{speaker}-b1.wav", sound, 16_000)
    return data


def described(excerpts: np.ndarray) -> np.ndarray:
    """In place of the encoder's features."""
    rng = np.random.default_rng(int(1e4 * np.abs(excerpts).sum()))
    return rng.standard_normal((len(excerpts), N_FEATURES)).astype(np.float32)


QUICK = replace(TrainingSettings.quick(), teaching=0.5, habits=True)


def test_nothing_of_the_corpus_left_out_is_learnt(two_corpora: Path, tmp_path: Path) -> None:
    folder = carry_out_without("nemo", two_corpora, tmp_path, described, settings=QUICK)
    card = json.loads((folder / "voice.card.json").read_text())
    assert list(card["split"]) == ["emovo"] and card["split"]["emovo"]["train"] == ["f2", "m1"]
    assert list(card["calibration_examples"]) == ["emovo"]
    assert card["metrics"]["nemo"]["n"] == 18
    with np.load(folder / TAUGHT_NAME) as taught:
        # Neither do the heads that teach it know the corpus, nor the speakers kept for testing.
        assert {name.split("-")[1] for name in taught["clips"].tolist()} == {"f2", "m1"}
    assert not has_heard(folder / "voice.safetensors", "nemo")
    assert has_heard(folder / "voice.safetensors", "emovo")


def test_weights_that_have_heard_it_are_not_begun_with(two_corpora: Path, tmp_path: Path) -> None:
    before = carry_out_without("nemo", two_corpora, tmp_path, described, settings=QUICK)
    weights = before / "voice.safetensors"
    without_emovo = carry_out_without("emovo", two_corpora, tmp_path, described, weights, QUICK)
    assert json.loads((without_emovo / "voice.card.json").read_text())["training"]["start_from"] == ""
    again = carry_out_without("nemo", two_corpora, tmp_path / "on", described, weights, QUICK)
    begun = json.loads((again / "voice.card.json").read_text())["training"]["start_from"]
    assert begun == json.loads((before / "voice.card.json").read_text())["weights_sha256"]


def test_a_run_that_is_there_is_not_made_again(two_corpora: Path, tmp_path: Path) -> None:
    folder = carry_out_without("nemo", two_corpora, tmp_path, described, settings=QUICK)
    made = load_file(folder / "voice.safetensors")
    (folder / TAUGHT_NAME).unlink()
    assert carry_out_without("nemo", two_corpora, tmp_path, described, settings=QUICK) == folder
    assert not (folder / TAUGHT_NAME).exists()
    kept = load_file(folder / "voice.safetensors")
    assert all((kept[name] == value).all() for name, value in made.items())


def test_what_was_cut_off_while_it_was_written_is_written_anew(
    two_corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    emovo = load_waveforms(load_corpus("emovo", two_corpora / "emovo"), tmp_path, "emovo")
    names = [name_of(clip) for clip in emovo.clips]
    answers = np.full((len(names), len(VOICE_CLASSES)), 0.125)
    taught = tmp_path / "taught.npz"

    def cut_off(file: Path, **arrays: np.ndarray) -> None:
        Path(file).write_bytes(b"PK half of it")
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(np, "savez", cut_off)
        meanwhile.setattr(np, "savez_compressed", cut_off)
        with pytest.raises(KeyboardInterrupt):
            describe_corpora({"emovo": emovo}, described, tmp_path)
        with pytest.raises(KeyboardInterrupt):
            write_answers(taught, names, answers)
    assert not taught.exists()
    assert describe_corpora({"emovo": emovo}, described, tmp_path).names.tolist() == names
    write_answers(taught, names, answers)
    (read,) = read_answers(taught, [emovo])
    assert (read == 0.125).all()


def test_an_unknown_corpus_is_told(two_corpora: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no corpus casia"):
        carry_out_without("casia", two_corpora, tmp_path, described)


def test_going_on_from_other_weights_keeps_half_of_them() -> None:
    assert usual_settings(True).blend == 0.5 and usual_settings(True).start_whole
    assert usual_settings(False).blend == 1.0 and not usual_settings(False).start_whole
