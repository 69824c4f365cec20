"""What is said of the user's own voice."""

from __future__ import annotations

from fusion.speaking import Speaking
from ui.wording.translation import mark

YOU_SPEAK = mark("you are speaking")
"""In the place of what the voice says while the user speaks."""
COUNTS_TOO = mark(
    "Your own voice may count as theirs until Attune knows it: read aloud once (Settings, Your voice), or "
    "hold I, or the key you chose for it, while you speak."
)
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


def without_asking(notice: str) -> str:
    """What is left of a session's sentences once the user's voice is known."""
    for asked in (COUNTS_TOO, OTHER_MODEL):
        notice = notice.replace(asked, "")
    return " ".join(notice.split())


def own_speech(speaking: Speaking | None) -> bool:
    """Whether to say that it is the user who speaks."""
    return speaking is not None and speaking.own >= _SURE
