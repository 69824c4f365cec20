"""The keys, in words."""

from __future__ import annotations

from ui.keys import is_key, is_letter, is_shared, taken_by
from ui.settings import Settings
from ui.wording.translation import mark, tr

ACTIONS = {
    "pause": mark("Pause, and go on"),
    "bookmark": mark("Bookmark this moment"),
    "both": mark("Read voice and face"),
    "voice": mark("Read the voice only"),
    "face": mark("Read the face only"),
    "speak": mark("While held down: I am speaking, my voice does not count"),
    "anew": mark("Somebody else is there: learn them anew"),
    "compact": mark("Compact card, and back"),
    "review": mark("Look back at past conversations"),
    "settings": mark("Settings"),
    "keys": mark("The list of keys"),
    "quit": mark("Quit"),
    "pause elsewhere": mark("Pause, and go on, while another program is in front"),
    "bookmark elsewhere": mark("Bookmark this moment, while another program is in front"),
}
"""What each action of :data:`ui.keys.USUAL` does, in their order."""
_OWN_LABEL = mark("What you think it was")


def key_in_words(key: str) -> str:
    """A key as it is called."""
    return tr("Space") if key == "Space" else key


def keys_in_words(settings: Settings, action: str) -> str:
    """The keys in force of an action; "" where it has none."""
    keys = [key_in_words(key) for key in settings.keys_of(action)]
    return tr("{key} or {other}", key=keys[0], other=keys[1]) if len(keys) > 1 else "".join(keys)


def first_key(settings: Settings, action: str) -> str:
    """The key to show where there is room for one; "" where it has none."""
    return next((key_in_words(k) for k in settings.keys_of(action)), "")


def refusal(settings: Settings, action: str, key: str) -> str:
    """Why an action cannot have this key; "" if it can."""
    other = taken_by(settings.keys, key, action)
    if other:
        words = tr(ACTIONS.get(other, _OWN_LABEL))
        return tr("{key} is taken already: “{action}”.", key=key_in_words(key), action=words)
    if key and not is_key(key):
        return tr(
            "{key} is needed to move about: take a letter, digit, sign or F key, alone or with Ctrl or Alt.",
            key=key,
        )
    if key and not is_shared(action, key):
        return tr("{key} alone would be missing in every other program: hold Ctrl or Alt with it.", key=key)
    return ""


def idle(settings: Settings, key: str) -> str:
    """Why a key that an action has does nothing now; "" if it does."""
    if key and is_letter(key) and not settings.letter_keys:
        return tr(
            "{key} does nothing while “Letter keys” is off: an F key, or one with Ctrl or Alt, does.",
            key=key_in_words(key),
        )
    return ""
