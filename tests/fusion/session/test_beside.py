"""A microphone beside a session: heard by its own analyser, and no evidence."""

import threading
from queue import Queue

import numpy as np
from scripted_session import PATIENCE_S, EchoAnalyser, ScriptedSource

from fusion.emotions import Emotion
from fusion.evidence import Evidence, Modality
from fusion.interfaces import AudioChunk, DeviceState
from fusion.mode import Mode
from fusion.moment import Moment
from fusion.session.session import Session


class Sentinel(EchoAnalyser):
    """Says of each chunk that it came."""

    def __init__(self) -> None:
        super().__init__(Modality.VOICE, Emotion.SAD)
        self.heard = threading.Semaphore(0)

    def feed(self, chunk) -> list[Evidence]:
        self.heard.release()
        return super().feed(chunk)


def test_what_a_microphone_beside_hears_is_no_evidence_and_goes_nowhere() -> None:
    source, hearing = ScriptedSource("own mic"), Sentinel()
    passed_on: list[object] = []
    session = Session(None, None, mode=Mode.VOICE, beside=(source, hearing))
    news: Queue = Queue()
    session.subscribe(news.put)
    session.subscribe_events(news.put)
    session.subscribe_chunks(passed_on.append)
    with session:
        source.queue.put(AudioChunk(np.zeros(160, np.float32), 0.0))
        assert hearing.heard.acquire(timeout=PATIENCE_S)
        heard_at = session.clock.now()
        moment = news.get(timeout=PATIENCE_S)
        while not isinstance(moment, Moment) or moment.t <= heard_at:
            assert isinstance(moment, Moment)  # no device of the session's, so no event of one
            moment = news.get(timeout=PATIENCE_S)
        assert not moment.estimate.rests_on and passed_on == []
        status = session.status_beside()
        assert status is not None and status.state is DeviceState.LIVE and session.status() == {}
        session.pause()
        assert source.closed.acquire(timeout=PATIENCE_S)
    assert not source.is_open and hearing.closed == 1


def test_a_microphone_beside_is_closed_while_the_voice_is_left_out() -> None:
    source = ScriptedSource("own mic")
    news: Queue = Queue()
    session = Session(None, None, mode=Mode.FACE, beside=(source, Sentinel()))
    session.subscribe(news.put)
    with session:
        for _ in range(3):
            news.get(timeout=PATIENCE_S)
        assert not source.opened.acquire(blocking=False)
        session.set_mode(Mode.BOTH)
        assert source.opened.acquire(timeout=PATIENCE_S)
    assert Session(None, None).status_beside() is None
