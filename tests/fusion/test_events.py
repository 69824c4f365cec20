import pytest

from fusion.emotions import Emotion
from fusion.events import EventKind, Guess, OwnLabel, Payload, SessionEvent
from fusion.evidence import Modality
from fusion.interfaces import DeviceState, DeviceStatus
from fusion.mode import Mode

STATUS = DeviceStatus(Modality.VOICE, "a microphone", DeviceState.LIVE)
TOLD: dict[EventKind, list[Payload]] = {
    EventKind.DEVICE: [STATUS],
    EventKind.MODE: [Mode.FACE],
    EventKind.BASELINE: ["Ana", None],
    EventKind.PAUSE: [None],
    EventKind.RESUME: [None],
    EventKind.BOOKMARK: ["", "a note"],
    EventKind.NOTE: ["a note"],
    EventKind.OWN_LABEL: [OwnLabel(Emotion.SAD, 60.0)],
    EventKind.GUESS: [Guess(Emotion.SAD, Emotion.HAPPY), Guess(Emotion.SAD, None)],
    EventKind.WORDS: [-0.5, "pl"],
    EventKind.FAULT: [None],
}


@pytest.mark.parametrize("kind", EventKind)
def test_each_kind_of_event_tells_its_own_facts_and_no_others(kind: EventKind) -> None:
    for payload in TOLD[kind]:
        assert SessionEvent(1.0, kind, payload).payload == payload
    for payload in (STATUS, "a note", None, -0.5):
        if not isinstance(payload, tuple(type(own) for own in TOLD[kind])):
            with pytest.raises(ValueError, match=f"a {kind.value} event does not tell of"):
                SessionEvent(1.0, kind, payload)


@pytest.mark.parametrize(
    ("mode", "used"),
    [(Mode.BOTH, set(Modality)), (Mode.VOICE, {Modality.VOICE}), (Mode.FACE, {Modality.FACE})],
)
def test_a_mode_uses_what_it_is_named_after(mode: Mode, used: set[Modality]) -> None:
    assert {m for m in Modality if mode.includes(m)} == used
