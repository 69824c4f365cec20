"""Clips of a folder of corpora, or of plain folders: one sub-folder an emotion."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audio_model.classes import class_of
from audio_model.corpora.clips import AUDIO_SUFFIXES, CORPORA, Clip, load_corpus
from fusion.emotion_folders import emotion_folders
from fusion.emotions import EMOTIONS
from fusion.errors import UserError
from fusion.people import everyone_by

_NAMES = ", ".join(e.value for e in EMOTIONS)


def without_twins(clips: Sequence[Clip]) -> list[Clip]:
    """The clips without those whose file is, byte for byte, the same as that of one before.

    Raises
    ------
    UserError
        If two of the same portray different emotions.
    """
    sizes = Counter(clip.path.stat().st_size for clip in clips)
    first: dict[bytes, Clip] = {}
    kept = []
    for clip in clips:
        if sizes[clip.path.stat().st_size] > 1:
            twin = first.setdefault(hashlib.sha256(clip.path.read_bytes()).digest(), clip)
            if twin.emotion is not clip.emotion:
                raise UserError(
                    f"{twin.path} and {clip.path} are the same recording in folders of different emotions; "
                    "remove one of them."
                )
            if twin is not clip:
                continue
        kept.append(clip)
    return kept


def load_folders(folder: Path, left_out: list[str] | None = None) -> list[Clip]:
    """Clips of plain folders: one sub-folder an emotion, any audio files in it, at any depth.

    Of exact copies one is taken.

    A file named ``speaker_rest`` or ``speaker-rest`` is not taken apart: each file counts as a speaker of
    its own, for nothing tells who speaks.

    Parameters
    ----------
    folder
        The folder.
    left_out
        Takes a sentence on sub-folders that are no emotion, and on those that hold no audio. Without it
        nothing is left out: a training that lacks a class would be another one than was meant.

    Raises
    ------
    UserError
        If the folder is missing or no sub-folder holds audio, or one recording lies in folders of different
        emotions; without ``left_out`` also if a sub-folder with audio is no emotion (the sentence lists what
        is understood), or one named after an emotion holds no audio.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}; give one with a sub-folder for each emotion.")
    found = emotion_folders(folder, AUDIO_SUFFIXES)
    if left_out is not None:
        left_out += found.left_out()
    elif found.empty:
        raise UserError(f"{folder / found.empty[0]} holds no clip; put some there, or remove the folder.")
    elif found.unknown:
        raise UserError(
            f"{folder / found.unknown[0]} is named after none of the seven emotions ({_NAMES}); rename that "
            f"folder, or move it out of {folder}."
        )
    if not found.files:
        raise UserError(
            f"{folder} has no audio in sub-folders of emotions; make one sub-folder for each emotion "
            f"({_NAMES}) and put the clips there."
        )
    return without_twins(
        [
            Clip(file, "folders", str(file.relative_to(folder).with_suffix("")), class_of(emotion), "")
            for file, emotion in found.files
        ]
    )


def with_people(clips: Sequence[Clip], person: str) -> list[Clip]:
    """Clips of plain folders with whoever their files' names tell as their speaker.

    Parameters
    ----------
    clips
        As of :func:`load_folders`.
    person
        A regular expression whose first group, found in a file's name, is the person.

    Raises
    ------
    UserError
        If it is no such expression, or is not found in every name.
    """
    people = everyone_by(person, [clip.path.name for clip in clips])
    return [replace(clip, speaker=who, told=True) for clip, who in zip(clips, people, strict=True)]


def find_corpora(data: Path, person: str | None = None) -> dict[str, list[Clip]]:
    """Every corpus found as a sub-folder of ``data`` by its name.

    Where there is none, ``data`` itself: as the corpus whose name it bears, or else as plain folders.

    Parameters
    ----------
    data
        The folder.
    person
        Of plain folders, who speaks, as for :func:`with_people`; without it each file counts as a speaker.

    Raises
    ------
    UserError
        As :func:`load_corpus`, :func:`load_folders` and :func:`with_people`; if a corpus tells itself who
        speaks, but ``person`` is given.
    """
    if not data.is_dir():
        raise UserError(f"There is no folder {data}; give the folder the corpora lie in.")
    found = {name: load_corpus(name, data / name) for name in CORPORA if (data / name).is_dir()}
    if not found and (name := data.resolve().name) in CORPORA:
        found = {name: load_corpus(name, data)}
    if found and person is not None:
        raise UserError(
            f"{', '.join(found)}: a corpus tells who speaks; --person is for folders of your own."
        )
    if found:
        return found
    clips = load_folders(data)
    return {"folders": clips if person is None else with_people(clips, person)}
