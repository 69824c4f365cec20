"""What is shown of people whom the models have never met, corpus by corpus, of one modality alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audio_model.classifier import VoiceClassifier
from audio_model.corpora.clips import title_of
from audio_model.evaluation.as_live import clip_examples, clip_quality
from audio_model.evaluation.clips import LabelledClips, listen
from audio_model.whole_clips import hear_clips
from face_model.classifier import FaceClassifier
from face_model.corpora.fer2013 import fer2013_files, find_fer2013
from face_model.corpora.named import FACE_CORPORA, FaceCorpus, load_faces
from face_model.corpora.parting import never_trained_on
from face_model.evaluation.pictures import examples_of, labelled_pictures, look_at
from fusion.baseline import ORDINARY, Ordinary
from fusion.emotions import EMOTIONS, Emotion
from fusion.errors import UserError
from fusion.evidence import Modality
from fusion.late_fusion import LateFusion
from fusion.people import people_by
from fusion.study.acquaintance import FILE_S, SEEDS
from fusion.study.as_shown import as_shown
from fusion.study.examples import Examples
from fusion.study.lasting import lasting_feelings
from fusion.study.people import LEARNT_S
from ui.studies.model_answers import kept_answers
from ui.studies.shipped import shipped_digests

NEVER_MET = "never trained or calibrated on"
_HELD_OUT = {
    "test": "home corpus; these speakers were never trained or calibrated on",
    "calibration": "home corpus; these speakers were not trained on, but calibrated on",
}
_NOTES = (
    "Of one modality alone, through the fusion's own calibration and rule, as the window would show it; "
    "where no face is found or too little speech is heard nothing is shown, which counts as not recognised.",
    "Of home corpora only people who were not trained on are judged; the models know how such recordings "
    "sound and look all the same.",
    "Known by their neutral: each person's other neutral files, together as long as the "
    f"{LEARNT_S:g} s in which the window remembers somebody; the file that is judged is never among them.",
    f"Learnt on the way: each person's files in {len(SEEDS)} shuffled orders, {FILE_S:g} s each, without "
    "labels; a file is judged by what those before it taught. The figures are over all orders.",
    "Posed and acted feelings: who plays one often shows it more plainly than who has it.",
)


@dataclass(frozen=True)
class Strangers:
    """Labelled examples of one corpus, and how far the shipped models know its people.

    Parameters
    ----------
    modality, corpus
        Which, and its title.
    split
        Whose examples these are.
    met
        How far these people were met in training, in words.
    home
        Whether other people of the corpus were trained on.
    examples
        What the model says of them.
    people
        Whose each example is, "" where nobody knows.
    films
        Whether those are films, not people.
    """

    modality: Modality
    corpus: str
    split: str
    met: str
    home: bool
    examples: Examples
    people: Sequence[str]
    films: bool = False

    @property
    def no_baseline(self) -> str:
        """Why there is nobody's own neutral to know them by; "" if there is."""
        if not any(self.people):
            return "nobody knows who is in a picture"
        if not (self.examples.labels == Emotion.NEUTRAL.position).any():
            return "nobody is shown neutral"
        return ""


def evaluate_strangers(data: Path, before_each: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """What is shown of every corpus in ``data``, of strangers and of people known by their own neutral.

    Parameters
    ----------
    before_each
        Called with the title of each corpus before it is judged.

    Raises
    ------
    UserError
        If there is no corpus in ``data``, or one is not as its authors distribute it.
    """
    left_out: list[str] = []
    rows = [_row(found) for found in _at_hand(data, left_out, before_each)]
    if not rows:
        raise UserError(
            f"{data} holds no corpus known here, by its name; see “attune evaluate voice --help” for names."
        )
    rule = LateFusion.shipped().rule
    return {
        "protocol": "strangers: what is shown of people never met, of one modality alone",
        "clear_from": {"voice": rule.voice_clear_from, "face": rule.face_clear_from},
        "rows": rows,
        "face_strength": {
            "all": Ordinary.shipped().strength[Modality.FACE],
            "without": json.loads(ORDINARY.read_text(encoding="utf-8"))["face_strength_without"],
        },
        "left_out": left_out,
        "notes": list(_NOTES),
        "weights_sha256": shipped_digests(
            "voice", "face", "second opinion", "fusion", "ordinary", "repertoire"
        ),
    }


def _row(found: Strangers) -> dict[str, Any]:
    digest = shipped_digests(found.modality.value)[found.modality.value]
    baseline = "none" if found.no_baseline else "neutral"
    shown = as_shown(found.modality, digest, found.examples, found.people, baseline)
    learnt = (
        as_shown(found.modality, digest, found.examples, found.people, "running")
        if any(found.people)
        else None
    )
    if shown is None:
        raise UserError(
            "The shipped fusion was not fitted to the shipped weights; run “attune train fusion”."
        )
    return {
        "modality": found.modality.value,
        "corpus": found.corpus,
        "split": found.split,
        "met": found.met,
        "home": found.home,
        "people": None if found.films or not any(found.people) else len(set(found.people) - {""}),
        "stranger": shown.unknown.figures(),
        "known": shown.known.figures() if shown.known else None,
        "learnt": learnt.known.figures() if learnt and learnt.known else None,
        "lasting": None
        if found.films
        else lasting_feelings(LateFusion.shipped(), found.modality, found.examples, found.people),
        "no_baseline": found.no_baseline,
        "baseline_of_films": found.films and shown.known is not None,
        "n_without_other_neutral": shown.n_without,
        "risk_coverage": shown.unknown.risk_coverage().thinned(),
    }


def _at_hand(data: Path, left_out: list[str], before_each: Callable[[str], None]) -> Iterator[Strangers]:
    face, voice = FaceClassifier.load(), VoiceClassifier.load()
    for corpus in FACE_CORPORA.values():
        if (data / corpus.name).is_dir():
            before_each(corpus.title)
            found = faces_of(data, corpus, face)
            if found is None:
                left_out.append(f"{corpus.title} is left out: it was trained on.")
            else:
                yield found
    if _has_fer2013(data):
        before_each("FER+ test")
        yield _ferplus(data, face)
    from audio_model.corpora.clips import CORPORA

    for name in CORPORA:
        if (data / name).is_dir():
            before_each(title_of(name))
            heard = voices_of(data, name, voice)
            if heard is None:
                left_out.append(f"{title_of(name)} is left out: all of its speakers were trained on.")
            else:
                yield heard


def voices_of(data: Path, corpus: str, classifier: VoiceClassifier) -> Strangers | None:
    """The speakers of a corpus who are strangest to the voice model; None if it was trained on all."""
    split = classifier.card.get("split", {}).get(corpus)
    clips = listen(corpus, data, classifier)
    speakers = clips.speakers
    met = NEVER_MET
    if split is not None:
        parts = [part for part in _HELD_OUT if set(speakers) <= set(split[part])]
        if not parts:
            return None
        met = _HELD_OUT[parts[0]]
    who = sorted(set(speakers))
    return Strangers(
        Modality.VOICE,
        title_of(corpus),
        f"speakers {', '.join(who)}" if split is not None else f"all {len(who)} speakers",
        met,
        split is not None,
        kept_voice(clips, classifier),
        speakers,
    )


def kept_voice(clips: LabelledClips, classifier: VoiceClassifier) -> Examples:
    """What the model says of a corpus's clips, kept; how good they sound is kept for other models too."""
    files, code = [clip.path for clip in clips.clips], clip_examples.__module__
    n_samples = classifier.parameters.n_samples

    def measure() -> dict[str, Examples]:
        flat = np.full((len(files), len(EMOTIONS)), 1 / len(EMOTIONS))
        return {"clean": Examples(flat, clip_quality(clips, n_samples), clips.labels)}

    def ask() -> dict[str, Examples]:
        sounds = kept_answers(code, ("quality alone", n_samples, clips.corpus), files, measure)["clean"]
        heard = hear_clips(classifier, clips.under(None))
        return {"clean": clip_examples(clips, heard, classifier, sounds.quality)}

    return kept_answers(code, (*classifier.known_as, clips.corpus), files, ask)["clean"]


def faces_of(data: Path, corpus: FaceCorpus, classifier: FaceClassifier) -> Strangers | None:
    """The pictures of a corpus that the face model has not met; None if it was trained on all of them."""
    home = corpus.name in classifier.corpora_met
    folder = data / corpus.name
    pictures = never_trained_on(corpus, folder) if home else load_faces(corpus.name, folder)
    if not pictures.files:
        return None
    said = kept_answers(
        examples_of.__module__,
        (*classifier.known_as, corpus.name),
        pictures.files,
        lambda: {"clean": examples_of(pictures, classifier)},
    )["clean"]
    names = [pictures.files[i].name for i in said.examples]
    people = people_by(corpus.person, names) if corpus.person else ("",) * len(names)
    n = len(set(people))
    all_of = "" if home else "all "
    whom = f"{all_of}{n} {'films' if corpus.of_films else 'people'}" if corpus.person else "all pictures"
    return Strangers(
        Modality.FACE,
        corpus.title,
        "official test part" if corpus.parted else whom,
        "home corpus; its test part was never trained or calibrated on" if home else NEVER_MET,
        home,
        said,
        people,
        corpus.of_films,
    )


def _ferplus(data: Path, classifier: FaceClassifier) -> Strangers:
    pictures = labelled_pictures("ferplus", data)
    said = kept_answers(
        examples_of.__module__,
        (*classifier.known_as, "ferplus"),
        fer2013_files(data),
        lambda: {"clean": look_at(pictures.pictures).examples(pictures.labels, classifier)},
    )["clean"]
    return Strangers(
        Modality.FACE,
        "FER+",
        "FER2013's PrivateTest, majority of the votes",
        "home corpus; these pictures were not trained or calibrated on, some of these people may have been",
        True,
        said,
        ("",) * len(said.labels),
    )


def _has_fer2013(data: Path) -> bool:
    try:
        find_fer2013(data)
    except UserError:
        return False
    return True
