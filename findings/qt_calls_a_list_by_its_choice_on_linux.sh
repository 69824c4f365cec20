#!/usr/bin/env bash
# Qt 6.9.1 on Linux tells a screen reader not the accessible name of a QComboBox but the text that is chosen in it:
# after setAccessibleName("Microphone") the name is "Built-in", while a QLineEdit keeps the name it was given, and
# accessibleName() gives back "Microphone" for both. So two lists side by side that both say "none" are told apart by
# nothing, and a test on accessibleName() sees nothing of it. What does reach a reader is a label beside it, shown or
# not, whose buddy the list is: as the relation "label". Heard with Orca 43 on PyQt6 6.11.0: "No microphone found combo
# box" before, "Microphone combo box. No microphone found" after.
# Seen: the name "Built-in" of the list, "Microphone" of the line, and a relation to the label "Microphone".
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "PySide6-Essentials==6.9.1"
cd "$work"
QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" - <<'PYTHON'
from PySide6.QtCore import qVersion
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QWidget


def told(widget):
    return QAccessible.queryAccessibleInterface(widget)


app = QApplication([])
page = QWidget()
box, line = QComboBox(page), QLineEdit(page)
box.addItems(["Built-in", "Headset"])
for widget in (box, line):
    widget.setAccessibleName("Microphone")
names = [told(widget).text(QAccessible.Text.Name) for widget in (box, line)]
label = QLabel("Microphone", page)
label.setBuddy(box)
label.hide()
related = [(other.text(QAccessible.Text.Name), flag.name) for other, flag in told(box).relations()]
print(f"Qt {qVersion()}: list {names[0]!r}, line {names[1]!r}, related {related}")
assert box.accessibleName() == "Microphone"
assert names == ["Built-in", "Microphone"]
assert related == [("Microphone", "Label")]
PYTHON
