#!/usr/bin/env bash
# PyQt6 6.11.0 with Qt 6.11.2, PyPI's wheels for x86-64 Linux (linked so in Qt 6.8.2 too): the plugin by which Qt
# Multimedia plays anything, libffmpegmediaplugin.so, is linked to Qt Quick and Qt QML, even to play a sound in a program
# of widgets alone. Who leaves those two out to make an installation smaller gets a player that plays nothing and tells
# the program nothing: play() returns, errorOccurred never comes, error() stays NoError, and only isAvailable() is False
# (a line on standard error says that no backend was found, though it is there).
# Seen: whole, a sound of 1 s plays; without libQt6Quick.so.6 nothing does, with NoError and no error told.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check PyQt6==6.11.0 PyQt6-Qt6==6.11.2
cat >"$work/look.py" <<'PYTHON'
import sys
import wave

from PyQt6.QtCore import QTimer, QUrl
from PyQt6.QtMultimedia import QMediaPlayer
from PyQt6.QtWidgets import QApplication

LONGEST_MS = 20_000

with wave.open(sys.argv[1], "wb") as sound:
    sound.setnchannels(1)
    sound.setsampwidth(2)
    sound.setframerate(16_000)
    sound.writeframes(bytes(2 * 16_000))
app = QApplication([])
player, told = QMediaPlayer(), []
player.errorOccurred.connect(lambda *what: told.append(what))
player.positionChanged.connect(lambda at_ms: app.quit() if at_ms >= 300 else None)
player.setSource(QUrl.fromLocalFile(sys.argv[1]))
player.play()
# Where nothing plays nothing can be waited for but time.
QTimer.singleShot(LONGEST_MS if player.isAvailable() else 2_000, app.quit)
app.exec()
what = "plays" if player.position() else "plays nothing"
print(player.isAvailable(), player.error().name, what, len(told), "errors told")
PYTHON
packages=$("$work/env/bin/python" -c "import sysconfig; print(sysconfig.get_path('purelib'))")/PyQt6/Qt6
linked=$(ldd "$packages/plugins/multimedia/libffmpegmediaplugin.so" | grep -cE 'libQt6(Quick|Qml)\.so')
look() { QT_QPA_PLATFORM=offscreen "$work/env/bin/python" "$work/look.py" "$work/sound.wav" 2>"$work/said"; }
whole=$(look)
rm "$packages/lib/libQt6Quick.so.6"
without=$(look)
said=$(grep -m 1 -o 'No QtMultimedia backends found' "$work/said")
echo "linked to $linked of Quick and QML; whole: $whole; without Quick: $without ($said)"
[[ $linked == 2 && $whole == "True NoError plays 0 errors told" ]]
[[ $without == "False NoError plays nothing 0 errors told" ]]
