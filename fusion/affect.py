"""Valence and arousal of an estimate: a place on a map, for those who find one easier than words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import Probabilities


@dataclass(frozen=True)
class Affect:
    """A place on the circumplex, both coordinates in [-1, 1].

    ``valence``: unpleasant to pleasant; ``arousal``: calm to stirred.
    """

    valence: float
    arousal: float


PLACES: Mapping[Emotion, Affect] = {
    Emotion.NEUTRAL: Affect(0.0, 0.0),
    Emotion.HAPPY: Affect(0.85, 0.5),
    Emotion.SAD: Affect(-0.65, -0.25),
    Emotion.ANGRY: Affect(-0.5, 0.6),
    Emotion.AFRAID: Affect(-0.35, 0.65),
    Emotion.DISGUSTED: Affect(-0.6, 0.35),
    Emotion.SURPRISED: Affect(0.15, 0.9),
}
"""Where each emotion lies.

Source: Russell, "A circumplex model of affect", J. Pers. Soc. Psychol. 39 (1980), Fig. 4: "happy", "sad",
"angry", "afraid" and "astonished", to the nearest 0.05, as digitised by others (the figure itself was not at
hand to check). Neutral is the origin by definition. Disgust is not among Russell's words: Attune places it by
its own judgement beside "annoyed" (-0.55, 0.40). A startled surprise is less pleasant than "astonished".
"""


def affect_of(probabilities: Probabilities) -> Affect:
    """The expected place under probabilities (7,) summing to 1; uniform ones lie near the middle.

    Doubt draws towards the middle just as calm does: show the map only beside the words.
    """
    places = np.array([(PLACES[e].valence, PLACES[e].arousal) for e in EMOTIONS])
    valence, arousal = np.asarray(probabilities, dtype=np.float64) @ places
    return Affect(float(valence), float(arousal))
