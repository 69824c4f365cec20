"""What the card shows, as one value, and how long its words stand; and what it shows with nothing to read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fusion.evidence import Probabilities
from ui.wording.captured import ENDED, STARTING
from ui.wording.translation import together, tr

UNCLEAR, CONFLICTING, NO_SIGNAL, PAUSED = "unclear", "conflicting", "no_signal", "paused"
"""Looks beside the seven emotions' own names: what shape is drawn and how the strip is filled."""
DIFFERS_S = 2.0
"""Words that stand change once they would have read otherwise for so long, seconds ..."""
STAND_S = 10.0
"""... and have stood for so long; but what is less sure is not called surer until then."""
PAUSE_S = 1.5
"""A pause is told of once it has lasted so long, where nothing that stands has become untrue, seconds."""


@dataclass(frozen=True)
class ModalityReading:
    """One row under the card: what the voice or the face alone says.

    ``probabilities`` is None where it says nothing; ``note`` then tells why, else how much it counts.
    ``parts`` are the larger of the probabilities in words, ``weight`` is its share in the reading, 0..1.
    """

    title: str
    words: str
    probabilities: Probabilities | None
    note: str
    parts: str = ""
    weight: float | None = None


@dataclass(frozen=True)
class Reading:
    """Everything the card shows, in words. ``look`` is an emotion's name or one of the looks above.

    ``surely``: one feeling is named, and the words call it likely or very likely. ``second``: the look of
    another feeling that is named beside it, else "". ``level``: how sure the words call it, from 0 up.
    ``lasting``: it names nothing, and no pause makes it untrue. ``waiting``: nobody is heard or seen, and
    nothing is wrong.
    """

    look: str
    headline: str
    sureness: str
    sentence: str
    brief: str
    voice: ModalityReading
    face: ModalityReading
    surely: bool = False
    second: str = ""
    level: int = 0
    lasting: bool = False
    waiting: bool = False

    @property
    def spoken(self) -> str:
        """The card's text twin, for screen readers and logs."""
        return together(self.aloud, self.sentence)

    @property
    def aloud(self) -> str:
        """As much of it as can be listened to beside a conversation."""
        return together(_ended(self.headline), _ended(self.sureness))


class UnhurriedWords:
    """Keeps what is written under a headline as long as it can be kept.

    All the words are of one moment. They give way at once to another headline, to a voice or a face that
    comes or goes, and to whatever is said while there is nothing to read; bars are the newest, and a share is
    that of its words.
    Only words that a pause does not make untrue stay for a moment of it, so that a breath is not told of.
    """

    def __init__(self) -> None:
        self._standing: Reading | None = None
        self._since_s = 0.0
        self._differs_since_s: float | None = None
        self._waits_since_s: float | None = None

    def of(self, reading: Reading, t: float) -> Reading:
        """What to write at ``t`` (s), the newest reading being this one."""
        standing = self._standing
        if not reading.waiting:
            self._waits_since_s = None
        elif standing is not None and standing.lasting:
            self._waits_since_s = t if self._waits_since_s is None else self._waits_since_s
            if t - self._waits_since_s < PAUSE_S:
                return _over_newest(standing, reading)
        if standing is None or _about(reading) != _about(standing) or reading.look in (NO_SIGNAL, PAUSED):
            return self._begin(reading, t)
        if _words(reading) == _words(standing):
            self._differs_since_s = None
        elif self._differs_since_s is None:
            self._differs_since_s = t
        elif t - self._differs_since_s >= DIFFERS_S and (
            t - self._since_s >= STAND_S or reading.level < standing.level
        ):
            return self._begin(reading, t)
        return _over_newest(standing, reading)

    def _begin(self, reading: Reading, t: float) -> Reading:
        self._standing, self._since_s, self._differs_since_s = reading, t, None
        return reading


def _about(reading: Reading) -> tuple[str, ...]:
    """What cannot stand for something else: the headline, and why a row says nothing."""
    voice, face = reading.voice, reading.face
    silent_voice = voice.note if voice.probabilities is None else ""
    silent_face = face.note if face.probabilities is None else ""
    return (reading.look, reading.second, reading.headline, silent_voice, silent_face)


def _words(reading: Reading) -> tuple[str, ...]:
    voice, face = reading.voice, reading.face
    rows = (voice.words, voice.note, face.words, face.note)
    return (reading.sureness, reading.sentence, reading.brief, *rows)


def _over_newest(standing: Reading, reading: Reading) -> Reading:
    """The words that stand, over the newest bars."""
    return replace(
        standing, voice=_newest(standing.voice, reading.voice), face=_newest(standing.face, reading.face)
    )


def _newest(standing: ModalityReading, row: ModalityReading) -> ModalityReading:
    """The row's own figures under the words that stand; what is silent says nothing."""
    if row.probabilities is None:
        return replace(row, note=standing.note)
    return replace(row, words=standing.words, note=standing.note, weight=standing.weight)


def _ended(text: str) -> str:
    return text if not text or text[-1] in ".?!…。！？" else tr("{list}.", list=text)


def _both(note: str) -> tuple[ModalityReading, ModalityReading]:
    """Voice and face, of which nothing can be said but why."""
    return ModalityReading(tr("Voice"), "", None, note), ModalityReading(tr("Face"), "", None, note)


def paused() -> Reading:
    """Shown while the user has paused: nothing is heard, seen or logged."""
    return Reading(
        PAUSED,
        tr("Paused"),
        tr("Nothing is heard or seen"),
        tr("Press Space or choose Go on when you are ready."),
        tr("nothing is heard or seen"),
        *_both(tr("paused")),
    )


def getting_ready() -> Reading:
    """Shown while models and devices start."""
    return Reading(
        NO_SIGNAL,
        tr("Getting ready…"),
        tr("This takes a few seconds"),
        tr("Attune is loading its models and looking for a microphone and a camera."),
        tr("this takes a few seconds"),
        *_both(tr(STARTING)),
    )


def asked_first() -> Reading:
    """Shown behind the first pages: nothing is opened before they are read or closed."""
    return Reading(
        NO_SIGNAL,
        tr("Not listening yet"),
        tr("Three short pages come first"),
        tr("Attune begins once they are read or closed."),
        tr("three short pages come first"),
        *_both(tr("off")),
    )


def cannot_start() -> Reading:
    """Shown where no session could be started; the banner says why."""
    return Reading(
        NO_SIGNAL,
        tr("Not listening yet"),
        tr("Attune could not start"),
        tr("The line above says why. Picking a microphone or a camera there tries again."),
        tr("Attune could not start"),
        *_both(tr("off")),
    )


def ended(logged: bool = True) -> Reading:
    """Shown after a recording has been played to its end, kept in the log or not (the demo is not)."""
    return Reading(
        NO_SIGNAL,
        tr("That was all"),
        tr("The recording was played to its end"),
        tr("You can look back at it under Review, or pick a microphone and a camera.")
        if logged
        else tr("You can play it again, or pick a microphone and a camera."),
        tr("the recording was played to its end"),
        *_both(tr(ENDED)),
    )
