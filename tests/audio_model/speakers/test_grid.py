"""Who of several people speaks, with mouths and loudness that are known."""

from __future__ import annotations

import numpy as np
import pytest

from audio_model.speakers.grid import WhoSpeaks
from audio_model.voice_activity import FRAME_S, FRAME_SAMPLES


def loud(t: float, tempo: float = 4.0) -> float:
    """Syllables: up and down, four a second."""
    return 0.15 + 0.14 * float(np.sin(2 * np.pi * tempo * t))


class Meeting:
    """Three people in view; one of them speaks, the others may chew."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.who = WhoSpeaks(self.told.append)
        self.t = 0.0

    def go_on(
        self, seconds: float, speaker: int | None, *, speech: float = 1.0, people: tuple[int, ...] = (1, 2, 3)
    ) -> None:
        for _ in range(round(seconds / FRAME_S)):
            self.t += FRAME_S
            level = loud(self.t) if speaker else 0.0
            if round(self.t / FRAME_S) % 2:
                chewing = {p: 0.1 + 0.08 * float(np.sin(2 * np.pi * 1.3 * self.t + p)) for p in people}
                spoken = {speaker: level} if speaker in people else {}
                self.who.see(self.t, {**chewing, **spoken})
            self.who.hear(np.full(FRAME_SAMPLES, level, np.float32), speech, self.t)


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def test_whoever_speaks_is_known_within_two_seconds_though_the_others_chew(meeting: Meeting) -> None:
    for speaker in (2, 3, 1, 2):
        meeting.go_on(2.2, speaker)
        assert meeting.who.speaker == speaker
    assert meeting.told == [2, 3, 1, 2]


def test_in_a_pause_whoever_spoke_last_stays(meeting: Meeting) -> None:
    meeting.go_on(2.5, 2)
    meeting.go_on(5.0, None, speech=0.0)
    assert meeting.who.speaker == 2 and meeting.told == [2]


def test_a_voice_from_outside_the_picture_is_nobodys(meeting: Meeting) -> None:
    meeting.go_on(2.5, 2)
    meeting.go_on(4.0, 9)
    assert meeting.who.speaker == 2


def test_a_short_word_of_another_changes_nothing(meeting: Meeting) -> None:
    meeting.go_on(3.0, 2)
    meeting.go_on(0.4, 1)
    meeting.go_on(2.0, 2)
    assert meeting.told == [2]


def test_whoever_leaves_the_picture_is_asked_about_no_more(meeting: Meeting) -> None:
    meeting.go_on(2.5, 2)
    meeting.go_on(1.0, 2, people=(1, 3))
    assert set(meeting.who.told(meeting.t)) <= {1, 3}


def test_nobody_speaks_before_anything_is_heard_and_a_reset_keeps_the_speaker(meeting: Meeting) -> None:
    assert meeting.who.speaker is None and meeting.who.told(0.0) == {}
    meeting.go_on(2.5, 3)
    meeting.who.reset()
    assert meeting.who.speaker == 3
