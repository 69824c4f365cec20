"""Dialogues made of corpora's clips: a user and a partner by turns in one microphone, and who speaks when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from audio_model.corpora.split import part_of_speaker
from audio_model.corpora.waveforms import Waveforms
from audio_model.quality import frame_power
from audio_model.spoiling.noise import pink
from audio_model.spoiling.rooms import in_room
from audio_model.voice_activity import frames_of
from fusion.arrays import FloatArray, Sound
from fusion.emotions import Emotion
from fusion.interfaces import SAMPLE_RATE_HZ

ENROLLED_S = 10.0
SHORTEST_TURN_S, LONGEST_TURN_S = 0.7, 5.0
_OVERLAPPING, _OVERLAP = 0.5, 0.2
_LONGEST_GAP_S = 0.6
_USER_M, _PARTNER_M = 0.5, 1.5
_LEVEL = 0.05
_LARGEST_DIFFERENCE_DB = 10.0
_SEX_NOT_COUNTED = frozenset({"nemo"})
"""Corpora whose pairs the figures in docs/results count neither as of one sex nor as of two."""


@dataclass(frozen=True)
class Turn:
    """Somebody speaks from ``t_start`` to ``t_end`` (s); ``own`` says that it is the user."""

    t_start: float
    t_end: float
    own: bool


@dataclass(frozen=True, eq=False)
class Dialogue:
    """Two people in one microphone.

    Parameters
    ----------
    corpus, user, partner
        Who they are.
    same_sex
        None where the corpus does not tell, or is not counted by it.
    own, other
        The user's and the partner's sound alone as the microphone hears it, float32 (n,).
    noise
        What else there is, float32 (n,), of the speech's mean power; added by :meth:`sound`.
    enrolled
        The user reading aloud at another time, float32 (m,).
    turns
        Who speaks when.
    moods
        The user reading aloud in other moods, as ``enrolled``.
    """

    corpus: str
    user: str
    partner: str
    same_sex: bool | None
    own: Sound
    other: Sound
    noise: Sound
    enrolled: Sound
    turns: tuple[Turn, ...]
    moods: tuple[Sound, ...] = ()

    def sound(self, snr_db: float) -> Sound:
        """What the microphone hears, the noise ``snr_db`` below the speech."""
        return (self.own + self.other + self.noise * 10 ** (-snr_db / 20)).astype(np.float32)

    def own_share(self) -> FloatArray:
        """The user's share of the speech's power in frames of 512 samples, (n // 512,); nan in silence."""
        own, other = (frame_power(frames_of(sound)) for sound in (self.own, self.other))
        whole = own + other
        return np.where(whole > 1e-4 * np.percentile(whole, 95), own / np.maximum(whole, 1e-20), np.nan)

    @property
    def changes(self) -> tuple[Turn, ...]:
        """The turns that follow one of the other person."""
        return tuple(b for a, b in zip(self.turns, self.turns[1:], strict=False) if a.own is not b.own)


def pairs_of(waveforms: Waveforms, part: str, most: int, rng: np.random.Generator) -> list[tuple[str, str]]:
    """Up to ``most`` ordered pairs of different speakers of that part of one corpus."""
    everybody = sorted({clip.speaker for clip in waveforms.clips})
    corpus = waveforms.clips[0].corpus
    people = [s for s in everybody if part_of_speaker(corpus, s, everybody) == part]
    pairs = [(a, b) for a in people for b in people if a != b]
    return [pairs[i] for i in rng.permutation(len(pairs))[:most]]


def make_dialogue(
    waveforms: Waveforms,
    user: str,
    partner: str,
    rng: np.random.Generator,
    length_s: float,
    moods: Sequence[Emotion] = (),
) -> Dialogue:
    """A dialogue of so many seconds in a room drawn, the partner louder or softer by up to 10 dB.

    The user reads clips aloud, neutral ones where there are any, that do not come in the dialogue; and once
    more in each of the ``moods``.
    """
    clips = waveforms.clips
    mine = [i for i, clip in enumerate(clips) if clip.speaker == user]
    theirs = [i for i, clip in enumerate(clips) if clip.speaker == partner]
    readings = []
    for mood in (Emotion.NEUTRAL, *moods):
        read, reading = _read_aloud(waveforms, mine, rng, mood)
        readings.append(reading)
        mine = [i for i in mine if i not in read] or mine
    n = round(length_s * SAMPLE_RATE_HZ)
    own, other = np.zeros(n, np.float32), np.zeros(n, np.float32)
    turns = []
    speakers = {True: _speech(waveforms, mine, rng), False: _speech(waveforms, theirs, rng)}
    at_s, is_own = float(rng.uniform(0.2, 0.8)), bool(rng.integers(2))
    while at_s + SHORTEST_TURN_S < length_s:
        lasts_s = min(float(rng.uniform(SHORTEST_TURN_S, LONGEST_TURN_S)), length_s - at_s)
        first, last = round(at_s * SAMPLE_RATE_HZ), round((at_s + lasts_s) * SAMPLE_RATE_HZ)
        (own if is_own else other)[first:last] += _spoken(speakers[is_own], last - first)
        turns.append(Turn(at_s, at_s + lasts_s, is_own))
        overlaps = rng.random() < _OVERLAPPING
        at_s += lasts_s + (-_OVERLAP * lasts_s if overlaps else rng.uniform(0.0, _LONGEST_GAP_S))
        is_own = not is_own
    absorption = float(rng.choice([0.2, 0.5]))
    difference = 10 ** (rng.uniform(-_LARGEST_DIFFERENCE_DB, _LARGEST_DIFFERENCE_DB) / 20)
    own = _at_level(in_room(own, _USER_M, absorption), _LEVEL)
    other = _at_level(in_room(other, _PARTNER_M, absorption), _LEVEL * float(difference))
    noise = _at_level(pink(n, rng).astype(np.float32), float(np.sqrt(_power(own + other))))
    sexes = {clips[mine[0]].sex, clips[theirs[0]].sex}
    return Dialogue(
        clips[0].corpus,
        user,
        partner,
        None if "" in sexes or clips[0].corpus in _SEX_NOT_COUNTED else len(sexes) == 1,
        own,
        other,
        noise,
        _at_level(in_room(readings[0], _USER_M, absorption), _LEVEL),
        tuple(turns),
        tuple(_at_level(in_room(reading, _USER_M, absorption), _LEVEL) for reading in readings[1:]),
    )


def make_dialogues(
    corpora: Sequence[Waveforms],
    part: str,
    each: int,
    seed: int,
    length_s: float,
    moods: Sequence[Emotion] = (),
) -> Iterator[Dialogue]:
    """Up to ``each`` dialogues of every corpus, of speakers of that part only; the same for the same seed."""
    for waveforms in corpora:
        rng = np.random.default_rng([seed, len(waveforms)])
        for user, partner in pairs_of(waveforms, part, each, rng):
            yield make_dialogue(waveforms, user, partner, rng, length_s, moods)


def _read_aloud(
    waveforms: Waveforms, own: list[int], rng: np.random.Generator, mood: Emotion
) -> tuple[set[int], Sound]:
    order = [int(i) for i in rng.permutation(own)]
    order.sort(key=lambda i: waveforms.clips[i].emotion is not mood)
    read: set[int] = set()
    parts: list[Sound] = []
    for i in order:
        first, last = waveforms.spans[i]
        parts.append(waveforms.sound(i)[first:last])
        read.add(i)
        if sum(map(len, parts)) >= ENROLLED_S * SAMPLE_RATE_HZ:
            break
    return read, np.concatenate(parts)[: round(ENROLLED_S * SAMPLE_RATE_HZ)]


def _speech(waveforms: Waveforms, own: list[int], rng: np.random.Generator) -> Iterator[Sound]:
    """One speaker's clips without end, each at one loudness."""
    while True:
        for i in rng.permutation(own):
            first, last = waveforms.spans[i]
            yield _at_level(waveforms.sound(int(i))[first:last], _LEVEL)


def _spoken(clips: Iterator[Sound], n_samples: int) -> Sound:
    said = next(clips)
    while len(said) < n_samples:
        said = np.concatenate([said, next(clips)])
    return said[:n_samples]


def _at_level(sound: Sound, level: float) -> Sound:
    """With this root mean square over what is not silent."""
    heard = sound[np.abs(sound) > 1e-4 * max(float(np.abs(sound).max(initial=0.0)), 1e-9)]
    size = max(float(np.sqrt(_power(heard))), 1e-9) if len(heard) else 1.0
    return (sound * (level / size)).astype(np.float32)


def _power(sound: Sound) -> float:
    return float(np.square(sound, dtype=np.float64).mean()) if len(sound) else 0.0
