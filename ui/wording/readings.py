"""What the card shows, as one value, and how long its words stand; and what it shows with nothing to read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fusion.evidence import Probabilities
from ui.wording.captured import ENDED, STARTING
from ui.wording.translation import mark, together, tr

UNCLEAR, CONFLICTING, NO_SIGNAL, PAUSED = "unclear", "conflicting", "no_signal", "paused"
"""Looks beside the seven emotions' own names: what shape is drawn and how the strip is filled."""
DIFFERS_S = 2.0
"""Words that stand change once they would have read otherwise for so long, seconds ..."""
STAND_S = 10.0
"""... and have stood for so long; but what is less sure is not called surer until then."""
PAUSE_S = 1.5
"""A pause is told of once it has lasted so long, where nothing that stands has become untrue, seconds, and
as late a voice or face that comes beside the other: what is said of its first moments seldom holds."""
LIKELY = 0.6
"""From this chance on a feeling is called likely."""
NOT_HEARD, NOT_SEEN = mark("too little speech"), mark("no face in view")
"""Notes on a modality that says nothing though nothing is wrong. True too while the first words are heard, of
which the sound's picture tells before there is enough of them to be read."""


@dataclass(frozen=True)
class ModalityReading:
    """One row under the card: what the voice or the face alone says.

    ``probabilities`` is None where it says nothing; ``note`` then tells why, else how much it counts.
    ``parts`` are the larger of the probabilities in words, ``weight`` is its share in the reading, 0..1.
    ``leads`` are the words for the likeliest, which ``words`` are where it is likely enough to be told.
    """

    title: str
    words: str
    probabilities: Probabilities | None
    note: str
    parts: str = ""
    weight: float | None = None
    leads: str = ""


@dataclass(frozen=True)
class Reading:
    """Everything the card shows, in words. ``look`` is an emotion's name or one of the looks above.

    ``surely``: one feeling is named, and the words call it likely or very likely. ``second``: the look of
    another feeling that is named beside it, else "". ``level``: how sure the words call it, from 0 up.
    ``lasting``: it names nothing, and no pause makes it untrue. ``waiting``: nobody is heard or seen, and
    nothing is wrong. ``earlier``: the headline is told to be from earlier.
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
    earlier: bool = False

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
    goes, and to whatever is said while there is nothing to read; soon to one that comes, and to what denies
    them. A bar is the newest that does not deny its words, so that the two never tell of different feelings;
    a share is that of its words.
    Only words that a pause does not make untrue stay for a moment of it, so that a breath is not told of.
    """

    def __init__(self) -> None:
        self._standing: Reading | None = None
        self._shown: Reading | None = None
        self._since_s = 0.0
        self._so_since_s: dict[str, float] = {}

    def of(self, reading: Reading, t: float) -> Reading:
        """What to write at ``t`` (s), the newest reading being this one."""
        self._shown = self._next(reading, t)
        return self._shown

    def _next(self, reading: Reading, t: float) -> Reading:
        standing, shown = self._standing, self._shown
        if standing is None or shown is None:
            return self._begin(reading, t)
        nothing_to_read = reading.waiting or reading.look in (NO_SIGNAL, PAUSED)
        if not nothing_to_read and _written(reading) == _written(standing):  # most ticks: only bars move
            self._so_since_s.clear()
            return _over_bars(standing, shown, reading)
        waits_s = self._for_s("waits", reading.waiting and standing.lasting, t)
        if reading.waiting and standing.lasting and waits_s < PAUSE_S:
            return _over_bars(standing, shown, reading)
        if _turned(standing, reading) or reading.look in (NO_SIGNAL, PAUSED):
            return self._begin(reading, t)
        rows = ((standing.voice, reading.voice), (standing.face, reading.face))
        differs_s = self._for_s("differs", _words(reading) != _words(standing), t)
        denied_s = self._for_s("denied", any(_denies(then, now) for then, now in rows), t)
        comes_s = self._for_s("comes", any(_comes(then, now) for then, now in rows), t)
        stood = t - self._since_s >= STAND_S or reading.level < standing.level
        if (differs_s >= DIFFERS_S and stood) or denied_s >= DIFFERS_S or comes_s >= PAUSE_S:
            return self._begin(reading, t)
        return _over_bars(standing, shown, reading)

    def _for_s(self, what: str, so: bool, t: float) -> float:
        """For how long it has been ``so``, seconds."""
        if not so:
            self._so_since_s.pop(what, None)
            return 0.0
        return t - self._so_since_s.setdefault(what, t)

    def _begin(self, reading: Reading, t: float) -> Reading:
        self._standing, self._since_s = reading, t
        self._so_since_s.clear()
        return reading


def _turned(standing: Reading, reading: Reading) -> bool:
    """Whether the words can stand no more: the headline is another one, or a row is silent, or why it is."""
    if (standing.look, standing.second, standing.headline) != (
        reading.look,
        reading.second,
        reading.headline,
    ):
        return True
    rows = ((standing.voice, reading.voice), (standing.face, reading.face))
    return any(_silence(then) != _silence(now) and not _comes(then, now) for then, now in rows)


def _silence(row: ModalityReading) -> str:
    """Why the row says nothing; "" while it says something."""
    return row.note if row.probabilities is None else ""


def _comes(standing: ModalityReading, row: ModalityReading) -> bool:
    """Whether somebody is heard or seen who was not, though nothing was wrong."""
    return row.probabilities is not None and _silence(standing) in (tr(NOT_HEARD), tr(NOT_SEEN))


def _denies(standing: ModalityReading, row: ModalityReading) -> bool:
    """Whether another feeling leads than the words name, or a likely one where they name none."""
    if row.probabilities is None or row.words == standing.words:
        return False
    if standing.words == standing.leads:
        return row.leads != standing.words
    return float(row.probabilities.max()) >= LIKELY


def _written(reading: Reading) -> tuple[object, ...]:
    """All that is written, and which rows say nothing."""
    silent = reading.voice.probabilities is None, reading.face.probabilities is None
    return (reading.look, reading.second, reading.headline, *_words(reading), *silent)


def _words(reading: Reading) -> tuple[str, ...]:
    voice, face = reading.voice, reading.face
    rows = (voice.words, voice.note, face.words, face.note)
    return (reading.sureness, reading.sentence, reading.brief, *rows)


def _over_bars(standing: Reading, shown: Reading, reading: Reading) -> Reading:
    """The words that stand, over the newest bars that they are true of."""
    return replace(
        standing,
        voice=_bar(standing.voice, shown.voice, reading.voice),
        face=_bar(standing.face, shown.face, reading.face),
    )


def _bar(standing: ModalityReading, shown: ModalityReading, row: ModalityReading) -> ModalityReading:
    """The row under the words that stand; what is silent says nothing."""
    if row.probabilities is None:
        return replace(row, note=standing.note)
    if _silence(standing):
        return standing
    newest = shown if _denies(standing, row) and shown.probabilities is not None else row
    return replace(newest, words=standing.words, note=standing.note, weight=standing.weight)


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
        tr("Attune is loading what it needs, and looking for a microphone and a camera."),
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
