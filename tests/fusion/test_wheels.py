"""Packages are fetched into one folder, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from fusion.wheels import download_wheels


def test_pip_lays_what_has_only_begun_to_come_in_the_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", lambda *_, **options: asked.append(options))
        download_wheels({"one==1": "0" * 64}, tmp_path, remedy="")
    where = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
    said = subprocess.run(where, env=asked[0]["env"], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == str(tmp_path)


@pytest.fixture
def locked_index() -> Iterator[str]:
    """The address of an index that wants a name and a password."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="packages"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/simple"
        server.shutdown()
        thread.join()


def test_an_index_that_wants_a_password_is_not_waited_for(
    tmp_path: Path, locked_index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip asked for it where nobody could see, and waited for an answer for ten minutes."""
    monkeypatch.setenv("PIP_INDEX_URL", locked_index)
    code = (
        "import sys, pathlib; from fusion.wheels import download_wheels; "
        f"download_wheels({{'one==1': '0' * 64}}, pathlib.Path({str(tmp_path)!r}), remedy='Cannot: {{why}}')"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as fetching:
        assert fetching.stderr is not None
        said = fetching.stderr.read()  # its standard input stays open: an answer could still be typed
    assert fetching.returncode and "UserError: Cannot: " in said and "EOF" not in said
