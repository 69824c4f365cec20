"""What both models say of the corpora's examples, kept so that a refit need not ask them again."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import platformdirs

from fusion.study.examples import Examples

ByCondition = dict[str, Examples]

_SOURCES = {
    "voice": (
        "audio_model.evaluation.fusion_examples",
        "audio_model.classifier",
        "audio_model.quality",
        "audio_model.spectrogram",
        "audio_model.voice_activity",
        "audio_model.excerpts",
    ),
    "face": (
        "face_model.evaluation.fusion_examples",
        "face_model.alignment",
        "face_model.classifier",
        "face_model.landmarks",
        "face_model.quality",
    ),
}


def kept_answers(modality: str, asked: Iterable[object], ask: Callable[[], ByCondition]) -> ByCondition:
    """The answers kept for this question, or those that ``ask`` gives, which are then kept.

    Only figures are kept (probabilities, qualities, labels), in the platform's cache folder. They are asked
    for anew when ``asked`` differs or a module that makes them has changed.

    Parameters
    ----------
    modality
        ``voice`` or ``face``.
    asked
        What the answers depend on besides the code: digests of weights and card, examples, conditions.
    """
    folder = platformdirs.user_cache_path("attune", appauthor=False) / "answers"
    path = folder / f"{modality}-{_digest(modality, asked)}.npz"
    if path.is_file():
        with np.load(path) as arrays:
            labels = arrays["labels"]
            names = [str(name) for name in arrays["conditions"]]
            return {name: Examples(arrays[f"p{i}"], arrays[f"q{i}"], labels) for i, name in enumerate(names)}
    answers = ask()
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part.npz")
    np.savez(
        part,
        labels=next(iter(answers.values())).labels,
        conditions=np.array(list(answers)),
        **{f"p{i}": s.probabilities for i, s in enumerate(answers.values())},
        **{f"q{i}": s.quality for i, s in enumerate(answers.values())},
    )
    part.replace(path)
    return answers


def _digest(modality: str, asked: Iterable[object]) -> str:
    digest = hashlib.sha256(repr(list(asked)).encode())
    for module in _SOURCES[modality]:
        spec = importlib.util.find_spec(module)
        if spec is not None and spec.origin:
            digest.update(Path(spec.origin).read_bytes())
    return digest.hexdigest()[:24]
