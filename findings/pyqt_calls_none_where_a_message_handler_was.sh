#!/usr/bin/env bash
# PyQt6 6.11.0 with Qt 6.11.2 (6.12.0's source has it alike): who installs a handler of Qt's messages for a while and
# puts back what qInstallMessageHandler() returned, which is None where Qt's own was there, can be told by sys.excepthook
# of a TypeError: 'NoneType' object is not callable, without a traceback. A thread that had entered the old handler and
# waited for the interpreter calls what is installed by then, and that is None. pytest-qt 4.5 does so at the end of each
# test, and Qt Multimedia's threads write such messages as a player is let go of, so a test of a QMediaPlayer fails now
# and then in its teardown, and nothing names the place; its --no-qt-log is the remedy. Where a Python function was there
# before, the error never comes.
# Seen: among some 45,000 such changes beside three threads that write messages 2 such errors; with a function there
# before, none among 64,000. This looks until the first one, and then as often again with a function.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check PyQt6==6.11.0 PyQt6-Qt6==6.11.2
cat >"$work/look.py" <<'PYTHON'
import sys
import threading

from PyQt6.QtCore import QMessageLogger, qInstallMessageHandler

MOST = 1_000_000
told: list[str] = []
over = threading.Event()


def nothing(*_: object) -> None:
    pass


def write() -> None:
    while not over.is_set():
        QMessageLogger().warning("a message")


def changes(most: int) -> int:
    for number in range(most):
        before = qInstallMessageHandler(lambda *_: None)
        sum(range(1000))
        qInstallMessageHandler(before)
        if told:
            return number + 1
    return most


sys.excepthook = lambda kind, value, trace: told.append(f"{kind.__name__}: {value} {trace}")
threads = [threading.Thread(target=write) for _ in range(3)]
for thread in threads:
    thread.start()
first = changes(MOST)
with_none, _ = list(told), told.clear()
qInstallMessageHandler(nothing)
changes(first)
over.set()
for thread in threads:
    thread.join()
print(f"None before: {set(with_none)} after {first} changes; a function before: {len(told)} errors")
PYTHON
seen=$("$work/env/bin/python" "$work/look.py" 2>/dev/null)
echo "$seen"
[[ $seen == "None before: {\"TypeError: 'NoneType' object is not callable None\"} after "*"; a function before: 0 errors" ]]
