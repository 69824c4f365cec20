#!/usr/bin/env bash
# PyQt6 6.9.1 wraps none of the QAccessible classes: no QAccessibleInterface, no QAccessibleEvent, no
# QAccessibleAnnouncementEvent (new in Qt 6.8). What PySide6 6.9.1, on the same Qt, does in two lines (telling a screen
# reader of a change, giving a painted chart a role of its own) cannot be said with PyQt6's classes; only names and
# descriptions of widgets can. setAccessibleName works in both, which hides the gap. What holds instead (seen through
# AT-SPI with PyQt6 6.11.0; tests/ui/windows/test_screen_reader.py): a role comes with the class that is inherited from,
# a QLabel that holds a clear pixel being an image; and on Linux QDBusConnection("a11y") is the very connection of Qt's
# bridge, on which the signal "Announcement" of org.a11y.atspi.Event.Object can be sent as Qt itself would.
# Seen: 0 names that begin with QAccessible in PyQt6.QtGui and QtWidgets; QAccessibleAnnouncementEvent in PySide6.QtGui.
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "PyQt6==6.9.1" "PySide6-Essentials==6.9.1"
cd "$work"
"$work/venv/bin/python" - <<'PYTHON'
from PyQt6 import QtCore, QtGui, QtWidgets
from PySide6 import QtGui as SideGui

found = [n for module in (QtGui, QtWidgets) for n in dir(module) if n.startswith("QAccessible")]
other = [n for n in dir(SideGui) if n.startswith("QAccessible")]
print(f"PyQt6 {QtCore.PYQT_VERSION_STR}: {len(found)} names; PySide6: {len(other)} names")
assert not found
assert "QAccessibleAnnouncementEvent" in other
PYTHON
