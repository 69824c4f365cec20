"""The thread that listens to the words, beside the one that listens to the voice."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress

from audio_model.words.phrases import ENGLISH, Recogniser, WordsHeard
from fusion.evidence import Evidence
from fusion.interfaces import Analyser, AudioChunk

log = logging.getLogger(__name__)

QUEUE_CHUNKS = 400
"""Chunks that may wait for the recogniser, seconds of sound at least; more are dropped and counted."""
_FAULTS_IN_A_ROW = 20


class WordsListener:
    """A voice analyser whose sound also goes to a recogniser, on a thread of its own.

    The evidence is the voice analyser's, untouched; what the words seem to say goes another way.

    Parameters
    ----------
    analyser
        The voice's.
    recogniser
        Used on the listener's thread only.
    score
        Text -> score, -1 (unpleasant) to 1 (pleasant).
    """

    def __init__(
        self,
        analyser: Analyser[AudioChunk],
        recogniser: Recogniser,
        score: Callable[[str], float],
    ) -> None:
        self.dropped = 0
        self._analyser = analyser
        self._recogniser = recogniser
        self._score = score
        self._tell: Callable[[WordsHeard], None] = lambda _heard: None
        self._queue: queue.Queue[AudioChunk | None] = queue.Queue(QUEUE_CHUNKS)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="attune-words")

    def start(self, tell: Callable[[WordsHeard], None]) -> None:
        """Listen from now on; ``tell`` is called on the listener's thread with what is heard."""
        self._tell = tell
        self._thread.start()

    def feed(self, chunk: AudioChunk) -> list[Evidence]:
        """The voice's evidence; the chunk also waits for the recogniser, or is dropped and counted."""
        try:
            self._queue.put_nowait(chunk)
        except queue.Full:
            self.dropped += 1
        return self._analyser.feed(chunk)

    def reset(self) -> None:
        """Forget what was heard, as after a gap or a pause."""
        self._empty()
        with suppress(queue.Full):
            self._queue.put_nowait(None)
        self._analyser.reset()

    def close(self) -> None:
        """Listen no more, join the thread and close the analyser; harmless when called twice."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._empty()
            with suppress(queue.Full):
                self._queue.put_nowait(None)
            if self._thread.ident is not None:
                self._thread.join()
            if self.dropped:
                log.warning("%d chunks came too fast for the words to be recognised", self.dropped)
        self._analyser.close()

    def _empty(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._queue.get_nowait()

    def _run(self) -> None:
        faults = 0
        while not self._stopping.is_set():
            chunk = self._queue.get()
            if self._stopping.is_set() or faults >= _FAULTS_IN_A_ROW:
                continue
            try:
                if chunk is None:
                    self._recogniser.reset()
                    continue
                for phrase in self._recogniser.feed(chunk):
                    if phrase.language != ENGLISH:
                        self._tell(WordsHeard(0.0, phrase.language))
                    elif phrase.text.strip():
                        self._tell(WordsHeard(self._score(phrase.text)))
                faults = 0
            except Exception:  # the words are an extra: whatever fails here must not end a conversation
                faults += 1
                log.exception("the words could not be recognised")
