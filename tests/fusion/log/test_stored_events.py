"""Events come back from the log as they were said, also from the prose of the first version."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion.emotions import Emotion
from fusion.events import EventKind, Guess, OwnLabel, SessionEvent
from fusion.evidence import Modality
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.log.stored_events import event_of, facts_of, payload_of
from fusion.mode import Mode

texts = st.text(st.characters(exclude_categories=["Cs"]))
statuses = st.builds(
    DeviceStatus,
    st.sampled_from(Modality),
    texts,
    st.sampled_from(DeviceState),
    texts,
    st.integers(0, 10_000),
)
PAYLOADS = {
    EventKind.DEVICE: statuses,
    EventKind.MODE: st.sampled_from(Mode),
    EventKind.BASELINE: st.none() | texts,
    EventKind.PAUSE: st.none(),
    EventKind.RESUME: st.none(),
    EventKind.BOOKMARK: texts,
    EventKind.NOTE: texts,
    EventKind.OWN_LABEL: st.builds(OwnLabel, st.sampled_from(Emotion), st.floats(0, 3600)),
    EventKind.GUESS: st.builds(Guess, st.sampled_from(Emotion), st.none() | st.sampled_from(Emotion)),
    EventKind.WORDS: st.floats(-1, 1) | st.just("pl"),
    EventKind.FAULT: st.none(),
}


@given(st.data(), st.sampled_from(EventKind))
def test_what_was_stored_is_read_back(data: st.DataObject, kind: EventKind) -> None:
    event = SessionEvent(1.5, kind, data.draw(PAYLOADS[kind]))
    back = event_of(1.5, kind.value, "", payload_of(event))
    assert back == event
    assert type(back.payload) is type(event.payload)


def test_facts_are_plain_values_by_name() -> None:
    lost = DeviceStatus(Modality.FACE, "cam", DeviceState.LOST, "It is gone.", 3)
    events = {
        SessionEvent(1.0, EventKind.DEVICE, lost): {
            "modality": "face",
            "name": "cam",
            "state": "lost",
            "sentence": "It is gone.",
            "dropped": 3,
        },
        SessionEvent(1.0, EventKind.MODE, Mode.VOICE): {"mode": "voice"},
        SessionEvent(1.0, EventKind.BASELINE, "Ana"): {"name": "Ana"},
        SessionEvent(1.0, EventKind.BASELINE, None): {"name": None},
        SessionEvent(1.0, EventKind.WORDS, -0.4): {"score": -0.4},
        SessionEvent(1.0, EventKind.WORDS, "pl"): {"language": "pl"},
        SessionEvent(9.0, EventKind.OWN_LABEL, OwnLabel(Emotion.SAD, 60.0)): {
            "emotion": "sad",
            "span_s": 60.0,
        },
        SessionEvent(9.0, EventKind.GUESS, Guess(Emotion.SAD, None)): {"guessed": "sad", "shown": None},
        SessionEvent(1.0, EventKind.NOTE, "wohlgefühlt ☺"): {"text": "wohlgefühlt ☺"},
        SessionEvent(1.0, EventKind.PAUSE): {},
    }
    for event, facts in events.items():
        assert facts_of(event) == facts
        assert event_of(event.t, event.kind.value, "", payload_of(event)) == event
    assert payload_of(SessionEvent(1.0, EventKind.NOTE, "☺")) == '{"text": "☺"}'


DROPPED = "(3 chunks or frames were passed over since it was opened.)"


@pytest.mark.parametrize(
    ("kind", "text", "payload"),
    [
        ("device", "voice: starting", DeviceStatus(Modality.VOICE, "", DeviceState.STARTING)),
        (
            "device",
            "face: lost. The camera is gone; plug it in again.",
            DeviceStatus(Modality.FACE, "", DeviceState.LOST, "The camera is gone; plug it in again."),
        ),
        (
            "device",
            f"voice: ended. “a. b (c): d.wav” has ended. {DROPPED}",
            DeviceStatus(Modality.VOICE, "", DeviceState.ENDED, "“a. b (c): d.wav” has ended.", 3),
        ),
        ("device", f"voice: off {DROPPED}", DeviceStatus(Modality.VOICE, "", DeviceState.OFF, "", 3)),
        ("mode", "face", Mode.FACE),
        ("baseline", "Ana", "Ana"),
        ("baseline", "nobody", None),
        ("words", "unhappy -0.40", -0.4),
        ("bookmark", "", ""),
        ("note", "she said: fine. And left", "she said: fine. And left"),
        ("pause", "", None),
        ("resume", "", None),
    ],
)
def test_the_prose_of_the_first_version_is_understood(kind: str, text: str, payload: object) -> None:
    assert event_of(2.0, kind, text, None) == SessionEvent(2.0, EventKind(kind), payload)


@pytest.mark.parametrize(
    ("kind", "text", "payload"),
    [
        ("earthquake", "", "{}"),
        ("device", "the camera fell", None),
        ("device", "face: bored", None),
        ("mode", "smell", None),
        ("words", "friendly", None),
        ("device", "", '{"modality": "voice"}'),
        ("note", "", "{}"),
        ("note", "", "[]"),
        ("note", "", '{"text": 3}'),
        ("mode", "", "not even JSON"),
        ("words", "", '{"score": "much"}'),
    ],
)
def test_what_tells_of_no_known_event_is_refused(kind: str, text: str, payload: str | None) -> None:
    with pytest.raises(ValueError):
        event_of(2.0, kind, text, payload)
