"""Events as the log stores them: facts in JSON; in logs of the first version, prose."""

from __future__ import annotations

import json
import re
from typing import Any

from fusion.emotions import Emotion
from fusion.events import EventKind, Guess, OwnLabel, SessionEvent
from fusion.evidence import Modality
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.mode import Mode


def facts_of(event: SessionEvent) -> dict[str, Any]:
    """What an event says, as plain values by name; empty where its kind says all."""
    match event.payload:
        case DeviceStatus() as status:
            return {
                "modality": status.modality.value,
                "name": status.name,
                "state": status.state.value,
                "sentence": status.sentence,
                "dropped": status.dropped,
            }
        case Mode() as mode:
            return {"mode": mode.value}
        case OwnLabel() as own:
            return {"emotion": own.emotion.value, "span_s": own.span_s}
        case Guess() as guess:
            return {
                "guessed": guess.guessed.value,
                "shown": guess.shown.value if guess.shown is not None else None,
            }
        case float() as score:
            return {"score": score}
        case payload if event.kind is EventKind.BASELINE:
            return {"name": payload}
        case str() as language if event.kind is EventKind.WORDS:
            return {"language": language}
        case str() as text:
            return {"text": text}
    return {}


def payload_of(event: SessionEvent) -> str:
    """The column ``payload``."""
    return json.dumps(facts_of(event), ensure_ascii=False)


def event_of(t: float, kind: str, text: str, payload: str | None) -> SessionEvent:
    """The event that a row holds.

    Raises
    ------
    ValueError
        If it holds none that is known.
    """
    known = EventKind(kind)
    if payload is None:
        return SessionEvent(t, known, _from_prose(known, text))
    facts = json.loads(payload)
    try:
        return SessionEvent(t, known, _from_facts(known, facts))
    except (KeyError, TypeError) as error:
        raise ValueError(f"a {kind} event without its facts: {payload}") from error


def _from_facts(kind: EventKind, facts: dict[str, Any]) -> Any:
    if kind is EventKind.DEVICE:
        modality, state = Modality(facts["modality"]), DeviceState(facts["state"])
        return DeviceStatus(modality, facts["name"], state, facts["sentence"], facts["dropped"])
    if kind is EventKind.MODE:
        return Mode(facts["mode"])
    if kind is EventKind.OWN_LABEL:
        return OwnLabel(Emotion(facts["emotion"]), float(facts["span_s"]))
    if kind is EventKind.GUESS:
        shown = facts["shown"]
        return Guess(Emotion(facts["guessed"]), Emotion(shown) if shown is not None else None)
    if kind is EventKind.WORDS:
        return str(facts["language"]) if "language" in facts else float(facts["score"])
    if kind is EventKind.BASELINE:
        return facts["name"]
    return facts["text"] if kind in (EventKind.BOOKMARK, EventKind.NOTE) else None


_DEVICE_PROSE = re.compile(
    r"(?P<modality>\w+): (?P<state>\w+)(?:\. (?P<sentence>.*?))?"
    r"(?: \((?P<dropped>\d+) chunks or frames were passed over since it was opened\.\))?",
    re.DOTALL,
)
"""As "voice: lost. The microphone is gone." was written; the device's name was not."""


def _from_prose(kind: EventKind, text: str) -> Any:
    """What the first version wrote: "face: live", "voice", "nobody", "friendly +0.62", a note's own text."""
    if kind is EventKind.DEVICE:
        found = _DEVICE_PROSE.fullmatch(text)
        if found is None:
            raise ValueError(f"“{text}” tells of no device")
        modality, state = Modality(found["modality"]), DeviceState(found["state"])
        return DeviceStatus(modality, "", state, found["sentence"] or "", int(found["dropped"] or 0))
    if kind is EventKind.MODE:
        return Mode(text)
    if kind is EventKind.WORDS:
        return float(text.rpartition(" ")[2])
    if kind is EventKind.BASELINE:
        return None if text == "nobody" else text
    return text if kind in (EventKind.BOOKMARK, EventKind.NOTE) else None
