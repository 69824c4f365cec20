"""The thread around one modality: source -> analyser -> evidence, with retries."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Generic

from fusion.clock import SessionClock
from fusion.evidence import Evidence, Modality
from fusion.interfaces import (
    Analyser,
    Chunk,
    DeviceError,
    DeviceState,
    DeviceStatus,
    EndOfStreamError,
    Source,
)
from fusion.session.pace import TOO_BUSY, Pace

log = logging.getLogger(__name__)

READ_TIMEOUT_S = 0.1
STALLED_AFTER_S = 2.0
REOPEN_AFTER_S = 10.0
FIRST_RETRY_S, LONGEST_RETRY_S = 0.5, 8.0
BAD_CHUNKS_IN_A_ROW = 50


class StreamWorker(Generic[Chunk]):
    """Reads a source and feeds an analyser on a thread of its own, from :meth:`start` to :meth:`stop`.

    What waits too long to be analysed is passed over, and that is said. A source that fails is closed and
    tried again with growing pauses; one that is not wanted (a mode that leaves it out, a pause) is closed, so
    that a camera's light goes off. Callbacks run on the worker's thread.
    """

    def __init__(
        self,
        modality: Modality,
        source: Source[Chunk],
        analyser: Analyser[Chunk],
        clock: SessionClock,
        on_evidence: Callable[[Evidence], None],
        on_status: Callable[[DeviceStatus], None],
        on_chunk: Callable[[Chunk], None],
    ) -> None:
        self.modality = modality
        self.analyser: Analyser[Chunk] = analyser
        self._source: Source[Chunk] = source
        self._clock = clock
        self._on_evidence = on_evidence
        self._on_status = on_status
        self._on_chunk: Callable[[Chunk], None] = on_chunk
        self._status = DeviceStatus(modality, source.name, DeviceState.OFF)
        self._wanted = True
        self._let_go = False
        self._stopping = False
        self._replacement: Source[Chunk] | None = None
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=f"attune-{modality.value}")

    @property
    def status(self) -> DeviceStatus:
        """How the device stands now."""
        return self._status

    def start(self, wanted: bool) -> None:
        """Begin; ``wanted`` tells whether the device is opened."""
        self._wanted = wanted
        self._thread.start()

    def begin_to_stop(self) -> None:
        """Have the source closed soon; :meth:`stop` waits for it."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def stop(self) -> None:
        """Close the source, join the thread and close the analyser."""
        self.begin_to_stop()
        if self._thread.ident is not None:
            self._thread.join()
        try:
            self.analyser.close()
        except Exception:  # the other devices are still to be closed
            log.exception("the %s analyser could not be closed", self.modality.value)

    def want(self, wanted: bool) -> None:
        """Open (or close) the device soon."""
        with self._changed:
            # A device that was let go of and asked for again before the thread woke must still start afresh.
            self._let_go = self._let_go or not wanted
            self._wanted = wanted
            self._changed.notify_all()

    def replace_source(self, source: Source[Chunk]) -> None:
        """Go on with another device of the same kind."""
        with self._changed:
            self._replacement = source
            self._changed.notify_all()

    def _run(self) -> None:
        retry_s = FIRST_RETRY_S
        while not self._stopping:
            if self._take_wishes():
                retry_s = FIRST_RETRY_S  # one device's long absence tells nothing of another
            if not self._wanted:
                self._report(DeviceState.OFF)
                self._wait(lambda: self._wanted, None)
                continue
            try:
                self._stream()
            except EndOfStreamError:
                self._report(DeviceState.ENDED, f"“{self._source.name}” has ended.")
                self._wait(lambda: self._let_go, None)
            except DeviceError as error:
                was_live = self._status.state in (DeviceState.LIVE, DeviceState.STALLED)
                retry_s = FIRST_RETRY_S if was_live else min(2 * retry_s, LONGEST_RETRY_S)
                self._report(error.state, str(error))
                self._wait(lambda: self._let_go, retry_s)
        self._report(DeviceState.OFF)

    def _stream(self) -> None:
        """Run the source until it is no longer wanted; the device is closed whatever happens."""
        source = self._source
        if self._status.state not in (DeviceState.LOST, DeviceState.BUSY, DeviceState.DENIED):
            self._report(DeviceState.STARTING)  # a retry keeps the sentence until the device is back
        bad_in_a_row = 0
        try:
            source.open(self._clock)
            last_chunk_at = self._clock.now()
            pace = Pace()
            self.analyser.reset()
            while not (self._let_go or self._stopping or self._replacement is not None):
                asked_at = self._clock.now()
                chunk = source.read(READ_TIMEOUT_S)
                if chunk is None:
                    silent_s = self._clock.now() - last_chunk_at
                    if silent_s > REOPEN_AFTER_S:
                        raise DeviceError(f"Nothing is coming from “{source.name}”; check that it is on.")
                    if silent_s > STALLED_AFTER_S:
                        self._report(DeviceState.STALLED, f"Nothing is coming from “{source.name}”.")
                    continue
                last_chunk_at = self._clock.now()
                self._on_chunk(chunk)
                passed_over = pace.passes_over(chunk.t_end, asked_at, last_chunk_at)
                self._report(DeviceState.LIVE, TOO_BUSY if pace.too_busy(last_chunk_at) else "")
                if passed_over:
                    continue
                try:
                    pieces = self.analyser.feed(chunk)
                except Exception:  # one bad frame must not end a conversation
                    log.exception("a %s chunk could not be analysed", self.modality.value)
                    self.analyser.reset()
                    bad_in_a_row += 1
                    if bad_in_a_row >= BAD_CHUNKS_IN_A_ROW:
                        raise DeviceError(
                            f"What “{source.name}” sends cannot be analysed; pick another device."
                        ) from None
                    continue
                bad_in_a_row = 0
                for piece in pieces:
                    if self._replacement is None:  # what the old device says no longer counts
                        self._on_evidence(piece)
        except (DeviceError, EndOfStreamError):
            raise
        except Exception as error:  # a driver's own exception: the device is lost, the session is not
            log.exception("the %s source failed", self.modality.value)
            raise DeviceError(f"“{source.name}” failed: {error}") from error
        finally:
            try:
                source.close()
                self.analyser.reset()
            except Exception:  # the thread lives on, whatever a driver does when it is let go of
                log.exception("the %s source could not be closed", self.modality.value)

    def _take_wishes(self) -> bool:
        """Do as was wished meanwhile; whether it begins anew, with another device or after a pause."""
        with self._changed:
            anew, self._let_go = self._let_go or self._replacement is not None, False
            if self._replacement is not None:
                self._source, self._replacement = self._replacement, None
            return anew

    def _wait(self, until: Callable[[], bool], timeout_s: float | None) -> None:
        """Wait for ``until``, another source, the end, or the time to be over."""
        with self._changed:
            self._changed.wait_for(
                lambda: until() or self._stopping or self._replacement is not None, timeout_s
            )

    def _report(self, state: DeviceState, sentence: str = "") -> None:
        before = self._status
        self._status = DeviceStatus(self.modality, self._source.name, state, sentence, self._source.dropped)
        if (before.name, before.state, before.sentence) != (self._source.name, state, sentence):
            self._on_status(self._status)
