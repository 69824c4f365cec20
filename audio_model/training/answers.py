"""What a larger reader answered to single clips, to be learnt beside their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from audio_model.classes import VOICE_CLASSES
from audio_model.corpora.clips import Clip
from audio_model.corpora.waveforms import Waveforms
from fusion.arrays import Float32Array
from fusion.errors import UserError
from fusion.whole_files import whole


def write_answers(path: Path, names: Sequence[str], answers: npt.ArrayLike) -> None:
    """Keep the answers (n, 8) over VOICE_CLASSES to the clips of these names, for :func:`read_answers`."""
    with whole(path) as part:
        np.savez_compressed(part, clips=np.array(names), answers=np.asarray(answers, dtype=np.float32))


def read_answers(path: Path, corpora: Sequence[Waveforms]) -> list[Float32Array]:
    """The answers to the clips of each corpus, float32 (clips, 8); NaN where a clip was not asked about.

    Raises
    ------
    UserError
        As :func:`answers_in`.
    """
    known, unknown = answers_in(path), np.full(len(VOICE_CLASSES), np.nan, np.float32)
    return [
        np.stack([known.get(name_of(clip), unknown) for clip in corpus.clips]).astype(np.float32)
        for corpus in corpora
    ]


def answers_in(path: Path) -> Mapping[str, Float32Array]:
    """What such a file holds: float32 (8,) by the clip's name.

    Raises
    ------
    UserError
        If the file is missing or holds no such answers.
    """
    if not path.is_file():
        raise UserError(
            f"There are no answers {path} to learn from; “attune train voice-reader” writes them."
        )
    try:
        with np.load(path) as file:
            if file["answers"].shape[1:] != (len(VOICE_CLASSES),):
                raise ValueError("other classes")
            return dict(zip(file["clips"].tolist(), file["answers"], strict=True))
    except (OSError, KeyError, ValueError, EOFError, BadZipFile) as error:
        raise UserError(f"{path} does not hold a voice reader's answers; make it anew.") from error


def name_of(clip: Clip) -> str:
    """By which a clip is known in such a file: its corpus and the stem of its file."""
    return f"{clip.corpus}/{clip.path.stem}"
