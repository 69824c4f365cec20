"""A session whose devices give what a test puts into them."""

import threading
from collections.abc import Callable
from queue import Empty, Queue

import numpy as np

from fusion.clock import SessionClock
from fusion.emotions import Emotion
from fusion.events import SessionEvent
from fusion.evidence import Evidence, Modality
from fusion.interfaces import AudioChunk, DeviceError, DeviceState, DeviceStatus, VideoFrame
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.session.session import Session

PATIENCE_S = 10.0


class ScriptedSource:
    """Delivers what the test puts into its queue; an exception in the queue is raised."""

    def __init__(self, name: str) -> None:
        self.name, self.dropped = name, 0
        self.queue: Queue = Queue()
        self.opened, self.closed = threading.Semaphore(0), threading.Semaphore(0)
        self.is_open = False
        self.fail_open: DeviceError | None = None
        self.clock: SessionClock | None = None

    def open(self, clock: SessionClock) -> None:
        if self.fail_open:
            raise self.fail_open
        self.clock, self.is_open = clock, True
        self.opened.release()

    def read(self, timeout_s: float):
        try:
            item = self.queue.get(timeout=timeout_s)
        except Empty:
            return None
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.closed.release()


class EchoAnalyser:
    """Says the same emotion at each chunk."""

    def __init__(self, modality: Modality, emotion: Emotion) -> None:
        self.modality, self.emotion = modality, emotion
        self.closed = 0

    def feed(self, chunk) -> list[Evidence]:
        if isinstance(chunk, AudioChunk) and not len(chunk.samples):
            raise RuntimeError("a bad chunk")
        p = np.full(7, 0.02)
        p[self.emotion.position] = 0.88
        return [Evidence(self.modality, chunk.t_start, chunk.t_start, p, 1.0)]

    def reset(self) -> None:
        pass

    def close(self) -> None:
        self.closed += 1


class Deaf:
    """An analyser that finds nothing."""

    closed = False

    def feed(self, chunk: AudioChunk | VideoFrame) -> list[Evidence]:
        return []

    def reset(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


class Harness:
    def __init__(self, mode: Mode = Mode.BOTH) -> None:
        self.microphone, self.camera = ScriptedSource("mic"), ScriptedSource("cam")
        self.hearing = EchoAnalyser(Modality.VOICE, Emotion.HAPPY)
        self.seeing = EchoAnalyser(Modality.FACE, Emotion.HAPPY)
        self.session = Session((self.microphone, self.hearing), (self.camera, self.seeing), mode=mode)
        self.news: Queue = Queue()
        self.session.subscribe(self.news.put)
        self.session.subscribe_events(self.news.put)

    def hear(self) -> None:
        self.microphone.queue.put(AudioChunk(np.zeros(160, np.float32), self.session.clock.now()))

    def see(self) -> None:
        self.camera.queue.put(VideoFrame(np.zeros((4, 4, 3), np.uint8), self.session.clock.now()))

    def wait_for(self, wanted: Callable[[Moment | SessionEvent], bool]):
        while True:
            news = self.news.get(timeout=PATIENCE_S)
            if wanted(news):
                return news


def estimate_with(voice: bool, face: bool):
    modalities = {Modality.VOICE: voice, Modality.FACE: face}
    return lambda n: (
        isinstance(n, Moment) and n.estimate.rests_on == {m for m, has in modalities.items() if has}
    )


def device_says(state: DeviceState, name: str | None = None):
    return lambda n: (
        isinstance(n, SessionEvent)
        and isinstance(n.payload, DeviceStatus)
        and n.payload.state is state
        and name in (None, n.payload.name)
    )
