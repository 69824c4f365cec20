"""One modality's thread by itself: a scripted device on a clock that only the script moves."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from scripted_worker import PATIENCE_S, Desk, Script

from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, DeviceError, DeviceState, DeviceStatus, EndOfStreamError

SOUND = AudioChunk(np.zeros(160, np.float32), 0.0)
BAD = AudioChunk(np.zeros(0, np.float32), 0.0)
UNPLUGGED = DeviceError("The microphone was unplugged.")

STARTING, LIVE, STALLED = DeviceState.STARTING, DeviceState.LIVE, DeviceState.STALLED
LOST, OFF, ENDED = DeviceState.LOST, DeviceState.OFF, DeviceState.ENDED


def test_all_that_is_heard_is_handed_on_and_each_news_told_once() -> None:
    desk = Desk(Script(SOUND, SOUND, 0.5, SOUND))
    assert desk.worker.status == DeviceStatus(Modality.VOICE, "mic", OFF)
    desk.run()
    assert desk.evidence == [1, 1, 2, 2, 3, 3]
    assert desk.states == [STARTING, LIVE, OFF]
    assert desk.worker.status == desk.statuses[-1] == DeviceStatus(Modality.VOICE, "mic", OFF)
    assert desk.source.did == ["open", "close"]
    assert desk.hearing.closed == 1
    assert desk.hearing.resets >= 2  # as it opens, and when it is let go of


def test_a_device_that_is_not_wanted_is_never_opened_until_it_is() -> None:
    desk = Desk(Script(SOUND))
    desk.worker.start(wanted=False)
    assert not desk.waiting.acquire(timeout=0.05)  # it was off and is: no news
    assert desk.source.did == []
    desk.worker.want(True)
    desk.end()
    assert desk.states == [STARTING, LIVE, OFF]


def test_silence_is_told_of_after_two_seconds_and_the_device_reopened_after_ten() -> None:
    desk = Desk(Script(1.0, 1.0, 0.1, SOUND, 1.9, 0.1, 0.1, 7.9, 0.1, takes_s=3.0))
    desk.run()
    assert desk.states == [STARTING, STALLED, LIVE, STALLED, LOST, OFF]
    assert desk.told_at[1:-1] == pytest.approx([5.1, 5.1, 7.2, 15.2])
    assert desk.statuses[1].sentence == desk.statuses[3].sentence == "Nothing is coming from “mic”."
    assert desk.statuses[4].sentence.startswith("Nothing is coming from “mic”; ")
    assert desk.source.did == ["open", "close"] * 2
    assert desk.pausing.pauses == [0.5]


def test_a_device_is_tried_again_after_growing_pauses_that_begin_anew_once_it_was_live() -> None:
    failing = [UNPLUGGED] * 7
    desk = Desk(Script(*failing, SOUND, UNPLUGGED, UNPLUGGED, SOUND, 3.0, UNPLUGGED))
    desk.run()
    assert desk.pausing.pauses == [1, 2, 4, 8, 8, 8, 8, 0.5, 1, 0.5]
    assert desk.states == [STARTING, LOST, LIVE, LOST, LIVE, STALLED, LOST, OFF]  # what failed stays said
    assert desk.statuses[1].sentence == "The microphone was unplugged."
    assert desk.source.did == ["open", "close"] * 11


def test_another_device_is_not_kept_waiting_for_the_absence_of_the_one_before() -> None:
    desk = Desk(Script(*[UNPLUGGED] * 4))
    other = Script(UNPLUGGED, UNPLUGGED, name="other mic")
    other.at_the_end = desk.worker.begin_to_stop
    desk.source.items.append(lambda: desk.worker.replace_source(other))
    desk.run()
    assert desk.pausing.pauses == [1, 2, 4, 8, 1, 2]


@pytest.mark.parametrize("state", [LOST, DeviceState.BUSY, DeviceState.DENIED])
def test_what_keeps_a_device_away_stays_said_while_it_is_tried_again(state: DeviceState) -> None:
    trouble = DeviceError("It is kept away.", state)
    desk = Desk(Script(trouble, trouble))
    desk.run()
    assert desk.states == [STARTING, state, OFF]


def test_fifty_bad_chunks_in_a_row_are_a_lost_device_and_fewer_are_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(Script(*[BAD] * 49, SOUND, *[BAD] * 49, SOUND))
    desk.run()
    assert desk.states == [STARTING, LIVE, OFF]
    assert desk.evidence == [1, 1, 1, 1]  # forgotten at each bad one
    assert caplog.text.count("a voice chunk could not be analysed") == 98
    desk = Desk(Script(SOUND, *[BAD] * 50))
    desk.run()
    assert desk.states == [STARTING, LIVE, LOST, OFF]
    assert desk.statuses[2].sentence == "What “mic” sends cannot be analysed; pick another device."
    assert desk.hearing.resets >= 52


def test_a_drivers_own_exception_is_named_and_noted(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(Script(RuntimeError("driver trouble")))
    desk.run()
    assert desk.statuses[1].sentence == "“mic” failed: driver trouble"
    assert "the voice source failed" in caplog.text


def test_a_recording_that_ended_waits_until_it_is_let_go_of_and_then_starts_over() -> None:
    desk = Desk(Script(SOUND, EndOfStreamError(), SOUND))
    desk.worker.start(wanted=True)
    assert desk.waiting.acquire(timeout=PATIENCE_S)
    assert desk.states == [STARTING, LIVE, ENDED]
    assert desk.statuses[2].sentence == "“mic” has ended."
    desk.worker.want(True)
    assert desk.source.did == ["open", "close"]
    desk.worker.want(False)
    assert desk.waiting.acquire(timeout=PATIENCE_S)
    desk.worker.want(True)
    desk.end()
    assert desk.states == [STARTING, LIVE, ENDED, OFF, STARTING, LIVE, OFF]
    assert desk.pausing.pauses == []


def test_a_device_let_go_of_and_wanted_again_at_once_starts_afresh() -> None:
    desk = Desk(Script(SOUND, SOUND, lambda: None, SOUND))
    desk.source.items[2] = lambda: (desk.worker.want(False), desk.worker.want(True))
    desk.run()
    assert desk.source.did == ["open", "close"] * 2
    assert desk.evidence == [1, 1, 2, 2, 1, 1]


def test_what_an_old_device_says_once_another_is_chosen_no_longer_counts() -> None:
    desk = Desk(Script(SOUND, SOUND))
    other = Script(SOUND, name="other mic")
    other.dropped = 3
    other.at_the_end = desk.worker.begin_to_stop

    def replace() -> None:
        if desk.source.items == []:
            desk.hearing.while_hearing = lambda: None
            desk.worker.replace_source(other)

    desk.hearing.while_hearing = replace
    desk.run()
    assert desk.evidence == [1, 1, 1, 1]  # the first of the old, the first of the new
    assert desk.source.did == other.did == ["open", "close"]
    assert [status.name for status in desk.statuses] == ["mic", "mic", "other mic", "other mic", "other mic"]
    assert desk.worker.status == DeviceStatus(Modality.VOICE, "other mic", OFF, "", 3)


@pytest.mark.parametrize("news", ["another device", "let go of", "the end"])
def test_a_pause_is_cut_short_by_news(monkeypatch: pytest.MonkeyPatch, news: str) -> None:
    monkeypatch.setattr("fusion.session.worker.FIRST_RETRY_S", 60.0)
    monkeypatch.setattr("fusion.session.worker.LONGEST_RETRY_S", 60.0)
    desk = Desk(Script(UNPLUGGED))
    desk.worker._changed = threading.Condition()  # real pauses
    other = Script(name="other mic")
    other.at_the_end = desk.worker.begin_to_stop
    lost = threading.Event()
    monkeypatch.setattr(desk.worker, "_on_status", lambda s: s.state is LOST and lost.set())
    desk.worker.start(wanted=True)
    assert lost.wait(PATIENCE_S)
    if news == "another device":
        desk.worker.replace_source(other)
    elif news == "let go of":
        desk.worker.want(False)
        desk.worker.want(True)
    else:
        desk.worker.stop()
    desk.worker._thread.join(PATIENCE_S)
    assert not desk.worker._thread.is_alive()
    assert desk.source.did == ["open", "close"] * (2 if news == "let go of" else 1)
    assert other.did == (["open", "close"] if news == "another device" else [])


def test_a_device_that_cannot_be_closed_is_noted_and_keeps_the_thread(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(Script(UNPLUGGED, SOUND))

    def fail() -> None:
        raise OSError("the driver is confused")

    desk.source.close = fail  # type: ignore[method-assign]
    desk.run()
    assert desk.states == [STARTING, LOST, LIVE, OFF]
    assert "the voice source could not be closed" in caplog.text


def test_an_analyser_that_cannot_be_closed_is_noted(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(Script())

    def fail() -> None:
        raise OSError("stuck")

    desk.hearing.close = fail  # type: ignore[method-assign]
    desk.run()
    assert "the voice analyser could not be closed" in caplog.text
    assert desk.worker._thread.name == "attune-voice"
