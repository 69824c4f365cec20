"""EmotionML 1.0: each emotion shown, with how likely it was, on the media's time line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import State
from fusion.exports.talk import Talk
from fusion.log.runs import Joining, Run
from fusion.moment import Moment

if TYPE_CHECKING:
    from xml.etree import ElementTree as ET

_SPACE = "http://www.w3.org/2009/10/emotionml"
NAMES = {
    Emotion.NEUTRAL: "neutral",
    Emotion.HAPPY: "happiness",
    Emotion.SAD: "sadness",
    Emotion.ANGRY: "anger",
    Emotion.AFRAID: "fear",
    Emotion.DISGUSTED: "disgust",
    Emotion.SURPRISED: "surprise",
}
"""The names of W3C's vocabulary "big6" (Ekman), and neutral, which is not among them."""
VOCABULARY = "big6-and-neutral"


def write_emotionml(talk: Talk, target: Path) -> None:
    """Write one ``emotion`` for each stretch in which one was shown; doubt has no element.

    Its confidence is the mean fused probability over the stretch. ``offset-to-start`` and ``duration`` are
    milliseconds from the first moment of the media.

    Source: W3C, "Emotion Markup Language (EmotionML) 1.0" (2014).
    """
    from xml.etree import ElementTree as ET

    spaces = {"xmlns": _SPACE, "xmlns:dc": "http://purl.org/dc/elements/1.1/"}
    root = ET.Element("emotionml", {**spaces, "version": "1.0", "category-set": f"#{VOCABULARY}"})
    info = ET.SubElement(root, "info")
    for name, value in talk.made_by.items():
        ET.SubElement(info, "dc:creator").text = f"{name} {value}"
    vocabulary = ET.SubElement(root, "vocabulary", {"type": "category", "id": VOCABULARY})
    for emotion in EMOTIONS:
        ET.SubElement(vocabulary, "item", {"name": NAMES[emotion]})
    for run, confidence in _named(talk.moments):
        _add(root, talk, run, confidence)
    ET.indent(root, " ")
    ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)


def _named(moments: Iterable[Moment]) -> Iterator[tuple[Run[Emotion], float]]:
    """Each stretch in which an emotion was shown, and its mean fused probability."""
    shown: Joining[tuple[State, Emotion | None]] = Joining()
    said: list[list[float]] = []
    for moment in moments:
        named = moment.shown.emotion
        if shown.take(moment.t, (moment.shown.state, named)):
            said.append([])
        if named is not None:
            said[-1].append(float(moment.estimate.probabilities[named.position]))
    for run, probabilities in zip(shown.found, said, strict=True):
        emotion = run.told[1]
        if emotion is not None:
            yield Run(run.t_start, run.t_end, emotion), float(np.mean(probabilities))


def _add(root: ET.Element, talk: Talk, run: Run[Emotion], confidence: float) -> None:
    from xml.etree import ElementTree as ET

    start, end = talk.media_ms(run.t_start), talk.media_ms(run.t_end)
    when = {"offset-to-start": str(start), "duration": str(end - start)}
    address = quote(talk.media.name) if talk.media is not None else ""
    if address:
        when["time-ref-uri"] = address
    element = ET.SubElement(root, "emotion", when)
    ET.SubElement(element, "category", {"name": NAMES[run.told], "confidence": f"{confidence:.4f}"})
    if address:
        fragment = f"{address}#t={start / 1000:.3f},{end / 1000:.3f}"
        ET.SubElement(element, "reference", {"uri": fragment, "role": "expressedBy"})
