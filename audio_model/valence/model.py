"""A trained valence model on disk: weights, a card that tells of them, and scores for new clips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save_file

from audio_model.classifier import VoiceClassifier
from audio_model.valence.features import Excerpts, Progress, extract, make_extractor
from audio_model.valence.finetune import FineTuned
from audio_model.valence.heads import Forest, Head, Neighbours, Net, State
from fusion.arrays import FloatArray
from fusion.errors import UserError
from fusion.stored_model import Stored, digest_of, read_model, save_card

WEIGHTS_NAME, CARD_NAME = "valence.safetensors", "valence.card.json"
FINE_TUNED = "fine-tuned"
HEADS: dict[str, tuple[type[Any], tuple[Any, ...]]] = {
    "random forest": (Forest, ()),
    "k-NN": (Neighbours, ()),
    "deep net": (Net, ((256, 128, 64),)),
    "net": (Net, ((64,),)),
}
"""How each head is made, by the name a card gives it."""


def make_head(name: str) -> Head:
    """A head that has learnt nothing yet."""
    kind, arguments = HEADS[name]
    head: Head = kind(*arguments)
    return head


class ValenceModel:
    """Tells pleasant from unpleasant clips; made by :meth:`load`.

    Parameters
    ----------
    card
        What is known of it.
    state
        What its head (or its fine-tuned network) had learnt.
    voice, vgg16
        Attune's network and VGG16's weights file, where the model rests on them.
    """

    def __init__(
        self, card: dict[str, Any], state: State, voice: VoiceClassifier | None, vgg16: Path | None
    ) -> None:
        self.card = card
        self._fine_tuned: FineTuned | None = None
        if card["extractor"] == FINE_TUNED:
            self._fine_tuned = FineTuned(_right_voice(card, voice))
            self._fine_tuned.restore(state)
            return
        needs_voice = card["extractor"] == "attune"
        self._extractor = make_extractor(
            card["extractor"], _right_voice(card, voice) if needs_voice else None, vgg16
        )
        self._head = make_head(card["head"])
        self._head.restore(state)

    @classmethod
    def load(
        cls, folder: Path, voice: VoiceClassifier | None = None, vgg16: Path | None = None
    ) -> ValenceModel:
        """The model in ``folder``, as ``attune train valence`` left it there.

        Raises
        ------
        UserError
            One sentence: no model there, or one that cannot be used.
        """
        weights = folder / WEIGHTS_NAME

        def parts(stored: Stored) -> tuple[dict[str, Any], State]:
            stored.card["extractor"], stored.card["head"]
            return stored.card, load_arrays(stored.weights)

        card, state = read_model(
            weights,
            parts,
            missing="There is no valence model in {file.parent} ({file.name} is missing); "
            "train one with “attune train valence”.",
            unfit=f"{weights} and its card make no valence model; train it anew.",
        )
        return cls(card, state, voice, vgg16)

    def scores(self, excerpts: Excerpts, progress: Progress = iter) -> FloatArray:
        """Higher for what sounds more pleasant: float64 (n,) in [0, 1] of int16 (n, N_SAMPLES)."""
        if self._fine_tuned is not None:
            return self._fine_tuned.scores(excerpts)
        return self._head.scores(extract(self._extractor, excerpts, progress))


def save(folder: Path, card: dict[str, Any], state: State) -> Path:
    """Write weights and card; returns the weights' file."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / WEIGHTS_NAME
    save_file({name: np.array(value, order="C") for name, value in state.items()}, weights)
    save_card({**card, "weights_sha256": digest_of(weights)}, folder / CARD_NAME)
    return weights


def _right_voice(card: dict[str, Any], voice: VoiceClassifier | None) -> VoiceClassifier:
    voice = voice or VoiceClassifier.load()
    if voice.sha256 != card["voice_sha256"]:
        raise UserError(
            "This valence model was made with another voice model; train it anew, or put that one back."
        )
    return voice
