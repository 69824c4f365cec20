"""A camera that is a small web server: JPEG pictures one after the other over HTTP on localhost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

import cv2

from fusion.arrays import Uint8Array

Picture = Uint8Array


class MjpegServer:
    """Streams pictures to everyone who opens :attr:`url`; a context manager.

    Parameters
    ----------
    frames
        Called for each picture at the moment it is due, or an iterable of pictures (the stream ends with it).
        Pictures are uint8 (height, width, 3), RGB. One client at a time is meant.
    fps
        Pictures a second.
    quality
        JPEG quality, 0..100.
    port
        Where to listen; 0 for any that is free.
    only_one
        Whether it serves one client at a time, and turns others away as busy.
    forbidden
        Whether it lets nobody in.
    """

    def __init__(
        self,
        frames: Callable[[], Picture] | Iterable[Picture],
        fps: float = 30.0,
        *,
        port: int = 0,
        only_one: bool = False,
        forbidden: bool = False,
    ) -> None:
        self._pictures = _calls(frames) if callable(frames) else iter(frames)
        self._period_s = 1 / fps
        self._stopping = threading.Event()
        self._free = threading.Semaphore(1 if only_one else 1000)
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if forbidden:
                    self.send_error(403)
                elif not server._free.acquire(blocking=False):
                    self.send_error(503)
                else:
                    try:
                        self._stream()
                    finally:
                        server._free.release()

            def _stream(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=picture")
                self.end_headers()
                try:
                    for data in server._due():
                        self.wfile.write(
                            b"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(data)
                        )
                        self.wfile.write(data + b"\r\n")
                        self.wfile.flush()
                except OSError:  # the client has hung up
                    pass

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="attune-test-mjpeg"
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where the stream is."""
        return f"http://127.0.0.1:{self.port}/stream.mjpeg"

    def __enter__(self) -> MjpegServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End every stream and the server, as when somebody pulls the plug; harmless when done twice."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    def _due(self) -> Iterator[bytes]:
        due = time.monotonic()
        for picture in self._pictures:
            _, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 90])
            yield data.tobytes()
            due += self._period_s
            if self._stopping.wait(max(0.0, due - time.monotonic())):
                return


def _calls(make: Callable[[], Picture]) -> Iterator[Picture]:
    while True:
        yield make()
