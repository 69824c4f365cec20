"""Devices of a session that fail, stay silent, end or are replaced."""

import threading

import numpy as np
import pytest
from scripted_session import PATIENCE_S, Harness, ScriptedSource, device_says, estimate_with

from fusion.events import EventKind
from fusion.evidence import Modality
from fusion.interfaces import AudioChunk, DeviceError, DeviceState, EndOfStreamError
from fusion.mode import Mode
from fusion.moment import Moment


def test_it_goes_on_with_the_face_when_the_microphone_is_lost(harness: Harness) -> None:
    harness.session.start()
    harness.hear()
    harness.wait_for(lambda n: isinstance(n, Moment) and n.estimate.voice is not None)
    harness.microphone.queue.put(DeviceError("The microphone was unplugged."))
    event = harness.wait_for(device_says(DeviceState.LOST))
    assert (event.kind, event.payload.modality) == (EventKind.DEVICE, Modality.VOICE)
    assert event.payload.sentence == "The microphone was unplugged."
    assert harness.session.status()[Modality.VOICE].state is DeviceState.LOST
    harness.see()
    harness.wait_for(lambda n: isinstance(n, Moment) and n.estimate.face is not None)


def test_a_lost_device_is_tried_again(harness: Harness) -> None:
    harness.session.start()
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)
    harness.microphone.queue.put(DeviceError("gone"))
    assert harness.microphone.closed.acquire(timeout=PATIENCE_S)
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)


def test_a_device_that_never_opens_is_told_of_once(harness: Harness) -> None:
    harness.camera.fail_open = DeviceError("The camera is used by another program.", DeviceState.BUSY)
    harness.session.start()
    event = harness.wait_for(device_says(DeviceState.BUSY))
    assert event.payload.sentence == "The camera is used by another program."
    assert harness.session.status()[Modality.FACE].state is DeviceState.BUSY


def test_a_bad_chunk_does_not_end_the_stream(harness: Harness) -> None:
    harness.session.start()
    harness.microphone.queue.put(AudioChunk(np.zeros(0, np.float32), 0.0))
    harness.hear()
    harness.wait_for(lambda n: isinstance(n, Moment) and n.estimate.voice is not None)


def test_a_drivers_own_exception_is_a_lost_device(harness: Harness) -> None:
    harness.session.start()
    harness.camera.queue.put(RuntimeError("driver trouble"))
    assert "driver trouble" in harness.wait_for(device_says(DeviceState.LOST)).payload.sentence


def test_another_device_takes_over(harness: Harness) -> None:
    harness.session.start()
    assert harness.camera.opened.acquire(timeout=PATIENCE_S)
    other = ScriptedSource("other cam")
    harness.session.replace_source(Modality.FACE, other)
    assert harness.camera.closed.acquire(timeout=PATIENCE_S)
    assert other.opened.acquire(timeout=PATIENCE_S)
    assert harness.session.status()[Modality.FACE].name == "other cam"


def test_what_the_old_device_said_does_not_count(harness: Harness) -> None:
    harness.session.start()
    harness.see()
    harness.wait_for(estimate_with(False, True))
    harness.session.replace_source(Modality.FACE, ScriptedSource("other cam"))
    starting = harness.wait_for(device_says(DeviceState.STARTING, "other cam")).payload
    assert starting.modality is Modality.FACE
    assert all(harness.wait_for(lambda n: isinstance(n, Moment)).estimate.face is None for _ in range(2))


def test_a_recording_that_has_ended_is_opened_again_after_the_shortest_pause(harness: Harness) -> None:
    harness.session.start()
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)
    harness.microphone.queue.put(EndOfStreamError())
    assert "ended" in harness.wait_for(device_says(DeviceState.ENDED)).payload.sentence
    harness.session.pause()
    harness.session.resume()  # before the worker's thread has noticed the pause
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)


def test_a_device_that_cannot_even_be_closed_does_not_end_its_thread(harness: Harness) -> None:
    close, failed = harness.microphone.close, threading.Semaphore(1)

    def fail_once() -> None:
        close()
        if failed.acquire(blocking=False):
            raise OSError("the driver is confused")

    harness.microphone.close = fail_once  # type: ignore[method-assign]
    harness.session.start()
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)
    harness.microphone.queue.put(DeviceError("gone"))
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)


def test_a_device_that_stays_silent_is_opened_again(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fusion.session.worker.STALLED_AFTER_S", 0.05)
    monkeypatch.setattr("fusion.session.worker.REOPEN_AFTER_S", 0.4)
    harness.session.start()
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)
    assert harness.microphone.opened.acquire(timeout=PATIENCE_S)


def test_what_was_passed_over_is_told(harness: Harness) -> None:
    harness.session.start()
    harness.hear()
    harness.wait_for(lambda n: isinstance(n, Moment) and n.estimate.voice is not None)
    harness.microphone.dropped = 3
    harness.session.set_mode(Mode.FACE)
    status = harness.wait_for(device_says(DeviceState.OFF)).payload
    assert (status.modality, status.dropped) == (Modality.VOICE, 3)
