"""The speech corpora as their authors distribute them: which clip is whose, and what it portrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from audio_model.classes import CLASS_EMOTIONS, VOICE_CLASSES, class_of
from fusion.emotions import Emotion, parse_emotion
from fusion.errors import UserError

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

    @property
    def sex(self) -> str:
        """Of who speaks, ``f`` or ``m`` as the corpus's authors state it; "" where they, or we, do not."""
        return CORPORA[self.corpus].sex(self) if self.corpus in CORPORA else ""


@dataclass(frozen=True)
class Corpus:
    """All that is known of one corpus: how it is found and read, on what terms, and how it is parted.

    Parameters
    ----------
    name
        Of its folder.
    title
        In tables.
    pattern
        Of the paths of its clips.
    licence, citation
        Its authors' words in short, and who they are.
    read
        Makes a Clip of a path, or gives None for a clip that is to be left out (a label outside the seven
        emotions, or a known duplicate); raises ValueError or IndexError on a name it cannot parse.
    sex
        Of a clip's speaker, as the authors tell it: ``f``, ``m`` or "".
    calibration, tests
        Speakers that are not trained on, where that is settled; elsewhere the split chooses who calibrates.
    for_testing_only
        Left out of training whole.
    teaches_speakers
        Whether its speakers, who are many enough, teach whose voice it is.
    """

    name: str
    title: str
    pattern: str
    licence: str
    citation: str
    read: Callable[[Path], Clip | None]
    sex: Callable[[Clip], str] = lambda clip: ""
    calibration: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    for_testing_only: bool = False
    teaches_speakers: bool = False


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


_EMODB_MEN = frozenset({"03", "10", "11", "12", "15"})
_NEMO_MEN = frozenset({"KS0", "MP0", "SM0", "TP0", "WR0"})

CORPORA: dict[str, Corpus] = {
    corpus.name: corpus
    for corpus in (
        Corpus(
            "ravdess",
            "RAVDESS",
            "**/Actor_*/*.*",
            "CC BY-NC-SA 4.0",
            "Livingstone & Russo (2018), The Ryerson Audio-Visual Database of Emotional Speech and Song",
            _ravdess,
            sex=lambda clip: "m" if int(clip.speaker) % 2 else "f",
            calibration=("03", "06", "07"),
            tests=("02", "05", "14", "15", "16"),
            teaches_speakers=True,
        ),
        Corpus(
            "nemo",
            "nEMO",
            "**/*.*",
            "CC BY-NC-SA 4.0",
            "Christop (2024), nEMO: Dataset of Emotional Speech",
            _nemo,
            sex=lambda clip: "m" if clip.speaker in _NEMO_MEN else "f",
            teaches_speakers=True,
        ),
        Corpus(
            "ased",
            "ASED",
            "**/*.*",
            "none stated; free to use, the authors ask to be cited",
            "Retta et al. (2022), A New Amharic Speech Emotion Dataset",
            _ased,
            sex=lambda clip: {"01": "f", "02": "m"}.get(clip.path.stem.split("-")[3], ""),
            teaches_speakers=True,
        ),
        Corpus(
            "emodb",
            "EMO-DB",
            "**/*.*",
            "free for research",
            "Burkhardt et al. (2005), A Database of German Emotional Speech",
            _emodb,
            sex=lambda clip: "m" if clip.speaker in _EMODB_MEN else "f",
            for_testing_only=True,  # so that there is one corpus, language and room the model never heard
            teaches_speakers=True,
        ),
        Corpus(
            "crema-d",
            "CREMA-D",
            "**/*.*",
            "ODbL 1.0",
            "Cao et al. (2014), CREMA-D: Crowd-sourced Emotional Multimodal Actors Dataset",
            _crema_d,
        ),
        Corpus(
            "tess",
            "TESS",
            "**/*.*",
            "CC BY-NC-ND 4.0",
            "Pichora-Fuller & Dupuis (2020), Toronto Emotional Speech Set",
            _tess,
            sex=lambda clip: "f",
        ),
        Corpus(
            "emovo",
            "EMOVO",
            "**/*.*",
            "free for research",
            "Costantini et al. (2014), EMOVO Corpus: an Italian Emotional Speech Database",
            _emovo,
            sex=lambda clip: clip.speaker[0],
            tests=("f3", "m3"),
            teaches_speakers=True,
        ),
        Corpus(
            "casia",
            "CASIA",
            "**/*.*",
            "for research, by agreement with its authors",
            "CASIA, Chinese Emotional Corpus: the public 1,200 recordings",
            _casia,
            tests=("s4",),
            teaches_speakers=True,
        ),
    )
}
"""Every corpus that is known: a new one is one entry here; a test says where its name is told besides."""


def title_of(corpus: str) -> str:
    """How a corpus is called in tables."""
    return CORPORA[corpus].title if corpus in CORPORA else corpus


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
