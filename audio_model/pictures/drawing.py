"""``attune spectrograms``: one mel-spectrogram picture a clip, in a folder for each emotion."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.corpora.clips import Clip
from audio_model.corpora.folders import find_corpora
from audio_model.corpora.waveforms import read_audio
from audio_model.excerpts import slice_padded, speech_span
from audio_model.spectrogram import LogMel, LogMelParameters
from fusion.arrays import Float32Array, Uint8Array
from fusion.emotions import Emotion, parse_emotion
from fusion.errors import UserError
from fusion.interfaces import SAMPLE_RATE_HZ
from fusion.whole_files import whole

SIDE_PX = 224
"""Height and width of a picture, pixels: what networks trained on ImageNet are used to."""
PICTURE = LogMelParameters(n_fft=1024, hop=214, n_mels=128)
"""Three seconds, 128 mel bands from 50 Hz to 8 kHz; white is the loudest cell, black is 80 dB below it."""
SETTINGS = {**asdict(PICTURE), "side_px": SIDE_PX}
"""All that a picture's cells depend on, beside the sound; kept with the pictures."""
INDEX_NAME = "pictures.json"

Grey = Uint8Array


def picture_of(
    sound: Float32Array, span: tuple[int, int] | None = None, log_mel: LogMel | None = None
) -> Grey:
    """The mel spectrogram of three seconds of sound as a bare picture, uint8 (224, 224).

    Parameters
    ----------
    sound
        float32 (n,), mono, 16 kHz.
    span
        First and last sample of the speech the three seconds are centred on; None: by its energy. What
        lies outside of the sound is black.
    log_mel
        Of PICTURE's parameters, where many pictures are drawn.

    Returns
    -------
    ndarray
        Time from left to right, low tones at the bottom; grey is linear in dB.
    """
    import cv2

    first, last = span or speech_span(sound, SAMPLE_RATE_HZ)
    excerpt = slice_padded(sound, (first + last - PICTURE.n_samples) // 2, PICTURE.n_samples)
    cells = (log_mel or LogMel(PICTURE))(excerpt[None])[0]
    grey = np.rint((cells[::-1] + 1) / 2 * 255).astype(np.uint8)
    return np.asarray(cv2.resize(grey, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR), np.uint8)


def png_of(grey: Grey) -> bytes:
    """The picture as a PNG file's bytes."""
    import cv2

    return bytes(cv2.imencode(".png", grey)[1].tobytes())


def read_png(path: Path) -> Grey:
    """A picture file as uint8 (224, 224, 3), RGB; one of another size is brought to that.

    Raises
    ------
    UserError
        If it is no picture.
    """
    import cv2

    try:
        found = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    except (OSError, cv2.error):
        found = None
    if found is None:
        raise UserError(f"{path} cannot be read as a picture; draw it anew or remove it.")
    if found.shape[:2] != (SIDE_PX, SIDE_PX):
        found = cv2.resize(found, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(found[:, :, ::-1], np.uint8)


@dataclass(frozen=True)
class DrawnClip:
    """One picture with its label; ``speaker`` is unique within its corpus.

    ``speaker_known``: whether anything tells who speaks; else the picture counts as a speaker of its own.
    """

    path: Path
    emotion: Emotion
    corpus: str
    speaker: str
    speaker_known: bool = True


@dataclass
class DrawingReport:
    """What :func:`draw_pictures` did.

    Parameters
    ----------
    drawn, unchanged, redrawn
        Pictures new in the folder, there already, and drawn anew because their clip's sound has changed.
    unreadable
        A sentence for each clip that cannot be read.
    left_alone
        A sentence for each file in the way that was not drawn by this command.
    emotions
        Pictures in the folder by emotion.
    """

    drawn: int = 0
    unchanged: int = 0
    redrawn: int = 0
    unreadable: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    emotions: dict[str, int] = field(default_factory=dict)


def draw_pictures(
    data: Path,
    out: Path,
    track: Callable[[list[tuple[Clip, str]]], Iterable[tuple[Clip, str]]] = lambda items: items,
    person: str | None = None,
) -> DrawingReport:
    """Draw every clip under ``data`` into ``out/EMOTION/NAME.png``; a second run draws what is new only.

    ``out/pictures.json`` keeps each picture's corpus, speaker and the digest of its sound, so that a
    training can part them by speaker. A file that is there and is not this command's is left as it is.

    Parameters
    ----------
    data
        Folder of corpora (see :func:`find_corpora`) or plain folders, one an emotion.
    out
        Takes the pictures.
    track
        Wraps what is worked off, to show progress.
    person
        Of plain folders, who speaks, as for :func:`find_corpora`.

    Raises
    ------
    UserError
        A wrong folder, or ``out`` holds pictures that were drawn with other settings.
    """
    clips = [clip for found in find_corpora(data, person).values() for clip in found]
    index = _read_index(out)
    if index["pictures"] and index["settings"] != SETTINGS:
        raise UserError(f"{out} holds pictures drawn with other settings; name another folder with --out.")
    known: dict[str, dict[str, Any]] = index["pictures"]
    result, log_mel = DrawingReport(), LogMel(PICTURE)
    try:
        for clip, name in track(_named(clips, data)):
            _draw(clip, name, out, known, result, log_mel)
    finally:  # what was drawn before an interruption is known afterwards
        if known:
            with whole(out / INDEX_NAME) as part:
                part.write_text(json.dumps({"settings": SETTINGS, "pictures": known}, indent=1), "utf-8")
    return result


def _draw(
    clip: Clip, name: str, out: Path, known: dict[str, dict[str, Any]], result: DrawingReport, log_mel: LogMel
) -> None:
    target = out / name
    there = target.is_file()
    try:
        digest = hashlib.sha256(clip.path.read_bytes()).hexdigest()
        same = there and known.get(name, {}).get("sound_sha256") == digest
        grey = None if same else picture_of(read_audio(clip.path), log_mel=log_mel)
    except UserError as error:
        result.unreadable.append(str(error))
        return
    except OSError as error:
        result.unreadable.append(
            f"{clip.path} cannot be read ({(error.strerror or 'no reason told').lower()})."
        )
        return
    if grey is None:
        result.unchanged += 1
    else:
        png = png_of(grey)
        if there and target.read_bytes() == png:  # drawn by a run that was cut off
            result.unchanged += 1
        elif there and name not in known:
            result.left_alone.append(f"{target} was not drawn by this command; it is left as it is.")
            return
        else:
            with whole(target) as part:
                part.write_bytes(png)
            result.redrawn += there
            result.drawn += not there
    known[name] = {
        "corpus": clip.corpus,
        "speaker": clip.speaker,
        "speaker_known": clip.speaker_known,
        "sound_sha256": digest,
    }
    result.emotions[clip.emotion.value] = result.emotions.get(clip.emotion.value, 0) + 1


def _named(clips: list[Clip], data: Path) -> list[tuple[Clip, str]]:
    """Each clip with its picture's name under the folder: the emotion, then the clip's own place."""
    names: set[str] = set()
    named = []
    for clip in clips:
        place = clip.path.relative_to(data).with_suffix("").parts
        stem = "_".join(place if place[0] == clip.corpus else (clip.corpus, *place))
        name, n = f"{clip.emotion.value}/{stem}.png", 2
        while name in names:  # x.wav beside x.mp3
            name, n = f"{clip.emotion.value}/{stem}_{n}.png", n + 1
        names.add(name)
        named.append((clip, name))
    return named


def _read_index(folder: Path) -> dict[str, Any]:
    path = folder / INDEX_NAME
    if not path.is_file():
        return {"settings": {}, "pictures": {}}
    try:
        index: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        index["settings"], index["pictures"].items()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path} is damaged; remove it, and the pictures are looked at anew.") from error
    return index


def find_pictures(folder: Path, left_out: list[str] | None = None) -> list[DrawnClip]:
    """Labelled pictures that ``attune spectrograms`` drew into a folder, sorted by path.

    Which these are, and whose voice each shows, is in the folder's ``pictures.json``: of another picture
    nothing tells that it shows a voice, which band is where, or how long it lasts.

    Parameters
    ----------
    folder
        Holds ``pictures.json`` and a sub-folder for each emotion.
    left_out
        Takes a sentence on PNG files that were not drawn so, if there are any.

    Raises
    ------
    UserError
        If there is no folder, no picture in its sub-folders or none drawn so, or if they were drawn with
        other settings.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}; give one that “attune spectrograms” wrote.")
    there = sorted(folder.glob("*/*.png"))
    if not there:
        raise UserError(f"{folder} holds no pictures in sub-folders; draw some with “attune spectrograms”.")
    index = _read_index(folder)
    known = index["pictures"]
    names = [path.relative_to(folder).as_posix() for path in there]
    strange = [name for name in names if name not in known]
    if len(strange) == len(names):
        raise UserError(
            f"{folder} holds pictures, but none that “attune spectrograms” drew: {INDEX_NAME} beside them "
            "does not name them. Give the clips with --data, or what that command wrote."
        )
    if index["settings"] != SETTINGS:
        raise UserError(f"{folder} holds pictures drawn with other settings; draw them anew.")
    if strange and left_out is not None:
        more = f" and {len(strange) - 5} more" if len(strange) > 5 else ""
        left_out.append(
            f"Left out, as “attune spectrograms” did not draw them: {', '.join(strange[:5])}{more}."
        )
    return [_drawn(folder / name, known[name]) for name in names if name in known]


def _drawn(path: Path, about: dict[str, Any]) -> DrawnClip:
    told = about.get("speaker_known", about["corpus"] != "folders")  # an older folder does not say
    return DrawnClip(path, parse_emotion(path.parent.name), about["corpus"], about["speaker"], told)
