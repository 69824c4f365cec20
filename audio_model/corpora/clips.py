"""The speech corpora as their authors distribute them: which clip is whose, and what it portrays."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audio_model.classes import CLASS_EMOTIONS, VOICE_CLASSES, class_of
from fusion.emotion_folders import emotion_folders
from fusion.emotions import EMOTIONS, Emotion, parse_emotion
from fusion.errors import UserError
from fusion.people import everyone_by

_NAMES = ", ".join(e.value for e in EMOTIONS)
_LOSSLESS = frozenset({".wav", ".flac", ".aiff", ".aif"})
AUDIO_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3", ".aiff", ".aif", ".au"})


@dataclass(frozen=True)
class Clip:
    """One recorded utterance.

    ``voice_class`` is an index into VOICE_CLASSES; ``speaker`` is unique within its corpus; ``sentence``
    names the text spoken (empty where the corpus does not tell). ``told``: of plain folders, whether the
    file's name tells the speaker.
    """

    path: Path
    corpus: str
    speaker: str
    voice_class: int
    language: str
    sentence: str = ""
    told: bool = False

    @property
    def speaker_known(self) -> bool:
        """Whether corpus or file name tells who speaks; else the file counts as a speaker of its own."""
        return self.corpus != "folders" or self.told

    @property
    def emotion(self) -> Emotion:
        """The emotion portrayed; calm counts as neutral."""
        return CLASS_EMOTIONS[self.voice_class]


@dataclass(frozen=True)
class Corpus:
    """How one corpus is found and read, and on what terms.

    ``read`` makes a Clip of a path, or gives None for a clip that is to be left out (a label outside the
    seven emotions, or a known duplicate); it raises ValueError or IndexError on a name it cannot parse.
    """

    name: str
    pattern: str
    licence: str
    citation: str
    read: Callable[[Path], Clip | None]


def _ravdess(path: Path) -> Clip | None:
    if path.stem == "03-01-03-01-02-01-07":  # the same recording as ...-02-02-07
        return None
    _, channel, emotion, _, sentence, _, actor = path.stem.split("-")
    if channel != "01":  # song
        return None
    return Clip(path, "ravdess", f"{int(actor):02d}", int(emotion) - 1, "en", sentence)


def _nemo(path: Path) -> Clip | None:
    speaker, emotion, sentence = path.stem.split("_")
    return Clip(path, "nemo", speaker, class_of(parse_emotion(emotion)), "pl", sentence)


# Each is, sample for sample, the same as repetition 02 of its sentence and speaker.
_ASED_DUPLICATES = frozenset({"n1-07-01-02-53", "h3-01-01-02-08", "s4-03-01-01-23", "a5-07-01-02-63"})


def _ased(path: Path) -> Clip | None:
    if path.stem in _ASED_DUPLICATES:
        return None
    _, sentence, _, _, speaker = path.stem.split("-")
    return Clip(path, "ased", speaker, class_of(parse_emotion(path.parent.name)), "am", sentence)


_EMODB_EMOTIONS = {"W": "angry", "E": "disgusted", "A": "fearful", "F": "happy", "T": "sad", "N": "neutral"}


def _emodb(path: Path) -> Clip | None:
    speaker, sentence, letter = path.stem[:2], path.stem[2:5], path.stem[5]
    if letter == "L":  # boredom has no place among the seven
        return None
    return Clip(path, "emodb", speaker, VOICE_CLASSES.index(_EMODB_EMOTIONS[letter]), "de", sentence)


def _crema_d(path: Path) -> Clip | None:
    speaker, sentence, emotion, _ = path.stem.split("_")
    return Clip(path, "crema-d", speaker, class_of(parse_emotion(emotion)), "en", sentence)


def _tess(path: Path) -> Clip | None:
    speaker, word, emotion = path.stem.split("_")
    speaker = {"OA": "OAF"}.get(speaker, speaker)  # one file of the older actress is misnamed
    return Clip(path, "tess", speaker, class_of(parse_emotion(emotion)), "en", word)


_EMOVO_EMOTIONS = {
    **{"neu": "neutral", "gio": "happy", "tri": "sad", "rab": "angry"},
    **{"pau": "fearful", "dis": "disgusted", "sor": "surprised"},
}


def _emovo(path: Path) -> Clip | None:
    emotion, speaker, sentence = path.stem.split("-")
    return Clip(path, "emovo", speaker, VOICE_CLASSES.index(_EMOVO_EMOTIONS[emotion]), "it", sentence)


def _casia(path: Path) -> Clip | None:
    speaker, emotion, sentence = path.stem.split("_")
    return Clip(path, "casia", speaker, class_of(parse_emotion(emotion)), "zh", sentence)


CORPORA: dict[str, Corpus] = {
    corpus.name: corpus
    for corpus in (
        Corpus(
            "ravdess",
            "**/Actor_*/*.*",
            "CC BY-NC-SA 4.0",
            "Livingstone & Russo (2018), The Ryerson Audio-Visual Database of Emotional Speech and Song",
            _ravdess,
        ),
        Corpus(
            "nemo", "**/*.*", "CC BY-NC-SA 4.0", "Christop (2024), nEMO: Dataset of Emotional Speech", _nemo
        ),
        Corpus(
            "ased",
            "**/*.*",
            "none stated; free to use, the authors ask to be cited",
            "Retta et al. (2022), A New Amharic Speech Emotion Dataset",
            _ased,
        ),
        Corpus(
            "emodb",
            "**/*.*",
            "free for research",
            "Burkhardt et al. (2005), A Database of German Emotional Speech",
            _emodb,
        ),
        Corpus(
            "crema-d",
            "**/*.*",
            "ODbL 1.0",
            "Cao et al. (2014), CREMA-D: Crowd-sourced Emotional Multimodal Actors Dataset",
            _crema_d,
        ),
        Corpus(
            "tess",
            "**/*.*",
            "CC BY-NC-ND 4.0",
            "Pichora-Fuller & Dupuis (2020), Toronto Emotional Speech Set",
            _tess,
        ),
        Corpus(
            "emovo",
            "**/*.*",
            "free for research",
            "Costantini et al. (2014), EMOVO Corpus: an Italian Emotional Speech Database",
            _emovo,
        ),
        Corpus(
            "casia",
            "**/*.*",
            "for research, by agreement with its authors",
            "CASIA, Chinese Emotional Corpus: the public 1,200 recordings",
            _casia,
        ),
    )
}


def load_corpus(name: str, folder: Path) -> list[Clip]:
    """The clips of corpus ``name`` under ``folder``, sorted by path; duplicates and other labels left out.

    Of files of one name (a corpus unpacked twice, or there as WAV and as MP3) the best one is taken.

    Raises
    ------
    UserError
        If the folder is missing or holds no clip named as the corpus names its clips, or a file's name is not
        one of the corpus's.
    """
    corpus = CORPORA[name]
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}; put the corpus “{name}” there.")
    found: dict[str, Clip] = {}
    for path in sorted(folder.glob(corpus.pattern)):
        if path.suffix.lower() not in AUDIO_SUFFIXES:
            continue
        try:
            clip = corpus.read(path)
        except (UserError, ValueError, IndexError, KeyError) as error:
            raise UserError(
                f"{path} is not named as {name} names its clips; take it out of the folder, "
                "or train on it as plain folders."
            ) from error
        if clip is not None and _is_better(path, found.get(path.stem)):
            found[path.stem] = clip
    clips = sorted(found.values(), key=lambda clip: clip.path)
    if not clips:
        raise UserError(
            f"{folder} holds no clip of {name} ({corpus.pattern}); unpack the corpus there as it comes."
        )
    return clips


def _is_better(path: Path, other: Clip | None) -> bool:
    return other is None or (path.suffix.lower() in _LOSSLESS and other.path.suffix.lower() not in _LOSSLESS)


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
