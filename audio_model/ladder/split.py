"""The two ways the ladder's clips are parted: as published, and with people nobody was trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from audio_model.corpora.clips import Clip
from audio_model.corpora.split import held_out
from fusion.arrays import IntArray
from fusion.errors import UserError

TEST_SHARE = 0.2


@dataclass(frozen=True)
class Parting:
    """Which clips are trained on and which are tested on.

    Parameters
    ----------
    words
        The protocol, for the head of a table.
    unseen_speakers
        Whether no one tested on was trained on.
    train, test
        Indices of clips.
    """

    words: str
    unseen_speakers: bool
    train: IntArray
    test: IntArray


def published_parting(clips: Sequence[Clip], seed: int = 0) -> Parting:
    """80 % to train and 20 % to test, each emotion of each speaker alike; everybody is in both.

    A RAVDESS actor's number tells their gender, so that strata by speaker are strata by gender too. Where
    a corpus has too few clips of each emotion by each speaker, the strata are the emotions.
    """
    from sklearn.model_selection import train_test_split

    by_speaker: list[Hashable] = [(clip.voice_class, clip.speaker) for clip in clips]
    by_emotion: list[Hashable] = [clip.voice_class for clip in clips]
    n_test = round(TEST_SHARE * len(clips))
    words, strata = "80/20 at random, alike by emotion, gender and speaker", by_speaker
    if min(Counter(by_speaker).values()) < 2 or n_test < len(set(by_speaker)):
        words, strata = "80/20 at random, alike by emotion", by_emotion
    if min(Counter(strata).values()) < 2 or n_test < len(set(strata)):
        raise UserError("There are too few clips to part: give at least ten of each emotion.")
    codes = np.unique([str(stratum) for stratum in strata], return_inverse=True)[1]
    train, test = train_test_split(
        np.arange(len(clips)), test_size=TEST_SHARE, stratify=codes, random_state=seed
    )
    return Parting(words, False, np.sort(train), np.sort(test))


def unseen_parting(clips: Sequence[Clip]) -> Parting | None:
    """Speakers nobody was trained on: RAVDESS's test actors, elsewhere every fifth speaker.

    None where nothing tells who speaks, as in plain folders, and of fewer than five speakers.
    """
    speakers = sorted({clip.speaker for clip in clips})
    if len(speakers) < 5 or not all(clip.speaker_known for clip in clips):
        return None
    tests, _ = held_out(speakers, clips[0].corpus)
    is_test = np.array([clip.speaker in tests for clip in clips])
    if is_test.all() or not is_test.any():
        return None
    who = ", ".join(tests) if len(tests) <= 10 else f"{len(tests)} of {len(speakers)}"
    return Parting(f"unseen speakers ({who})", True, np.flatnonzero(~is_test), np.flatnonzero(is_test))
