"""What is said of the user's own voice."""

from __future__ import annotations

import math

from fusion.speaking import Speaking
from ui.wording.translation import mark

YOU_SPEAK = mark("you are speaking")
"""In the place of what the voice says while the user speaks."""
COUNTS_TOO = mark(
    "Your own voice may count as theirs until Attune knows it: read aloud once (Settings, Your voice)."
)
HOLD = mark("Until then, hold {key} while you speak.")
"""What helps meanwhile, where a key is held for it."""
COUNTS_TOO_HERE = (
    "Your own voice may count as theirs until Attune knows it: “attune voiceprint record” reads it once, "
    "--own-voice takes a recording of it."
)
"""The same in a terminal, where there is no key to hold."""
OTHER_MODEL = mark("Your voice was learnt by an earlier Attune; read aloud once more (Settings, Your voice).")
READ_THIS = mark(
    "The north wind and the sun argued about which of them was stronger. A traveller came along in a warm "
    "coat. They agreed that whoever made him take it off would be the stronger one. The north wind blew as "
    "hard as it could, but the more it blew, the closer he held his coat."
)
"""After Aesop; about fifteen seconds."""
_SURE = 0.5
BREATH_S = 1.0
"""Of 24 s read aloud one or two gaps between words are longer."""


def without_asking(notice: str) -> str:
    """What is left of a session's sentences once the user's voice is known."""
    for asked in (COUNTS_TOO, OTHER_MODEL):
        notice = notice.replace(asked, "")
    return " ".join(notice.split())


class OwnSpeech:
    """Whether to say that it is the user who speaks; drawing breath, they still do."""

    def __init__(self) -> None:
        self._spoke_t = -math.inf

    def goes_on(self, speaking: Speaking, t: float) -> bool:
        """Take who speaks at time ``t`` (s)."""
        if speaking.own >= _SURE:
            self._spoke_t = t
        elif speaking.partner >= _SURE:
            self._spoke_t = -math.inf
        return t - self._spoke_t <= BREATH_S
