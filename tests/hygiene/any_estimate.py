"""An estimate of any numbers, for sentences that have to fit whatever is read."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fusion.emotions import EMOTIONS
from fusion.evidence import Estimate, Evidence, Modality, State
from fusion.late_fusion import no_signal


def estimate_of(
    p: npt.NDArray[np.float64], said: Mapping[Modality, Evidence], voice_weight: float
) -> Estimate:
    """A clear estimate; ``p`` is (7,), and of two pieces of evidence the voice counts so much (0..1)."""
    shares = {Modality.VOICE: voice_weight, Modality.FACE: 1 - voice_weight}
    if len(said) < 2:
        shares = {m: float(m in said) for m in Modality}
    return replace(
        no_signal(1.0),
        state=State.CLEAR,
        emotion=EMOTIONS[int(p.argmax())],
        probabilities=p,
        confidence=float(p.max()),
        weights=shares,
        **{m.value: piece for m, piece in said.items()},
    )
