#!/usr/bin/env bash
# QMediaPlayer of Qt 6.11.0 (its FFmpeg backend) sends seekableChanged(true) and answers isSeekable() with true while the
# file is still being loaded (LoadingMedia). A setPosition given then is forgotten without a word or an error: playing
# begins at 0:00. Given at mediaStatus LoadedMedia, a moment later, the same call goes to its place. Whoever waits for
# "seekable", as the name says one should, plays another passage than was asked for, and only the first time: afterwards
# the file is open. Of a file that is on the disk, 20 s of a tone in a WAV.
# Seen: asked to go to 10 s at "seekable" it plays from 0.06 to 0.2 s on; asked at "loaded" from 10.00 s on.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "PyQt6==6.11.0" "PyQt6-Qt6==6.11.0"
cd "$work"
cat > play.py <<'PYTHON'
import math
import struct
import sys
import wave

from PyQt6.QtCore import QT_VERSION_STR, QTimer, QUrl
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtMultimedia import QAudioBufferOutput, QMediaPlayer

with wave.open("tone.wav", "wb") as tone:
    tone.setnchannels(1)
    tone.setsampwidth(2)
    tone.setframerate(16_000)
    tone.writeframes(b"".join(struct.pack("<h", int(8000 * math.sin(i / 5))) for i in range(20 * 16_000)))

app = QGuiApplication([])
player, output = QMediaPlayer(), QAudioBufferOutput()
player.setAudioBufferOutput(output)
asked, positions = [], []


def go():
    if not asked:
        asked.append((player.mediaStatus().name, player.isSeekable()))
        player.setPosition(10_000)


def moved(ms):
    positions.append(ms)
    if len(positions) == 4:
        app.quit()


if sys.argv[1] == "seekable":
    player.seekableChanged.connect(lambda seekable: seekable and go())
else:
    player.mediaStatusChanged.connect(lambda status: status.name == "LoadedMedia" and go())
player.positionChanged.connect(moved)
player.setSource(QUrl.fromLocalFile("tone.wav"))
player.play()
QTimer.singleShot(30_000, app.quit)
app.exec()
status, seekable = asked[0]
print(f"Qt {QT_VERSION_STR}: asked at {status} (isSeekable {seekable}) for 10000 ms; played at {positions} ms")
assert seekable and len(positions) == 4
if sys.argv[1] == "seekable":
    assert status == "LoadingMedia" and max(positions) < 1000
else:
    assert status == "LoadedMedia" and min(positions) >= 10_000
PYTHON
for when in seekable loaded; do QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" play.py "$when" 2> messages.txt || { cat messages.txt; exit 1; }; done
