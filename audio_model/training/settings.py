"""Every number of a training run, kept in the card of its weights."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class TrainingSettings:
    """Numbers of a run.

    Parameters
    ----------
    seed
        What every draw and the first weights depend on.
    epochs, windows_per_epoch, batch_size
        Length of the run.
    learning_rate, weight_decay, warm_up
        Peak of the one-cycle schedule, AdamW's decay, and the share of the run spent rising to the peak.
    label_smoothing, p_mixup, mixup_alpha, dropout
        Regularisation.
    ema_decay
        Share of the averaged weights kept at each step.
    widths, embedding, pooling
        Shape of the network.
    augmented
        Whether rooms, microphones, changed speech and masks are put on the excerpts.
    wider
        Whether telephones, codecs, and pace and pitch changed by themselves are among the augmentation.
    twice
        Corpora that are drawn twice as often as the others.
    start_from, start_whole
        Digest of the weights the run begins with, empty to begin from chance; and whether it takes over the
        whole network or only what comes before the pooling.
    teachers
        Digests of the weights whose answers are learnt beside the labels.
    answers
        Digest of a file of answers to single clips, learnt beside the labels as a teacher's are.
    teaching
        Share of the target that comes from the teachers or the answers, 0..1, where there are any.
    words
        Share of the excerpts that hold one short word only, 0..1.
    habits
        Whether every corpus has a bias of its own in training, for how its makers use the labels; what is
        kept is the answer without.
    blend
        How far on the way from the weights begun with to those reached the kept ones lie, 0..1.
    """

    seed: int = 0
    epochs: int = 110
    windows_per_epoch: int = 3008
    batch_size: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    warm_up: float = 0.15
    label_smoothing: float = 0.1
    p_mixup: float = 0.5
    mixup_alpha: float = 0.4
    dropout: float = 0.3
    ema_decay: float = 0.998
    widths: tuple[int, ...] = (32, 64, 128, 160)
    embedding: int = 128
    pooling: str = "attentive"
    augmented: bool = True
    wider: bool = False
    twice: tuple[str, ...] = ()
    start_from: str = ""
    start_whole: bool = False
    teachers: tuple[str, ...] = ()
    answers: str = ""
    teaching: float = 0.7
    words: float = 0.0
    habits: bool = False
    blend: float = 1.0

    @staticmethod
    def quick() -> TrainingSettings:
        """A run of seconds: to try the machinery, not to learn."""
        return TrainingSettings(epochs=1, windows_per_epoch=32, batch_size=16, widths=(4, 8, 8, 8))

    @staticmethod
    def further() -> TrainingSettings:
        """A short run that goes on from other weights, on more corpora than they have heard."""
        return TrainingSettings(
            epochs=6,
            learning_rate=1e-3,
            warm_up=0.1,
            ema_decay=0.985,
            wider=True,
            start_whole=True,
            teaching=0.5,
            words=0.15,
            habits=True,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values for the card."""
        return asdict(self)
