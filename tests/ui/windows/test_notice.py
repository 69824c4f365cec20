"""The live window's banner and footer: what is wrong, what is logged, and room for the words."""

from __future__ import annotations

from typing import Any

import pytest
from PyQt6.QtWidgets import QApplication, QLabel, QStyle, QStyleOptionComboBox

from fusion.emotions import Emotion
from fusion.evidence import Modality, State
from fusion.interfaces import DeviceState, DeviceStatus
from ui.windows import notice
from ui.windows.live_window import LiveWindow
from ui.wording.captured import BACK, IN_THE_ROOM


def test_a_lost_camera_is_told_and_can_be_dismissed(window: LiveWindow, made: Any) -> None:
    session, assembly = made.attach(window)
    sentence = "“Webcam” is gone; plug it in again."
    session.devices[Modality.FACE] = DeviceStatus(Modality.FACE, "Webcam", DeviceState.LOST, sentence)
    window.refresh_words()
    window.refresh_pictures()
    assert window.notice.isVisible() and window.notice.text == sentence
    assert window.notice.pickers.box(Modality.FACE).isVisible()
    assert not window.notice.pickers.box(Modality.VOICE).isVisible()
    assert window.card.face.note == "no camera"
    assert window.camera.picture.accessibleDescription() == "No camera"
    window.notice.dismissed.emit()
    assert not window.notice.isVisible()
    session.devices[Modality.FACE] = DeviceStatus(Modality.FACE, "Webcam", DeviceState.LIVE)
    assembly.onlooker.put_picture(made.face_view(0.0))
    window.refresh_words()
    assert window.notice.text == BACK[Modality.FACE]
    window.notice.dismissed.emit()
    assert not window.notice.isVisible()


def test_a_banner_is_announced_once_and_its_lists_have_names(
    window: LiveWindow, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(notice, "announce", told.append)
    session, _ = made.attach(window)
    sentence = "“Webcam” is gone; plug it in again."
    session.devices[Modality.FACE] = DeviceStatus(Modality.FACE, "Webcam", DeviceState.LOST, sentence)
    for _ in range(3):
        window.refresh_words()
    assert [words for words in told if words] == [sentence]
    pickers = window.notice.pickers
    named = {name.buddy(): name.text() for name in pickers.findChildren(QLabel) if name.buddy()}
    assert named == {pickers.box(Modality.VOICE): "Microphone", pickers.box(Modality.FACE): "Camera"}
    pickers.set_choices([], [], on_screen=True)
    assert {name.text() for name in pickers.findChildren(QLabel)} == {"Sound", "Part of the screen"}


def test_a_banner_in_the_smallest_window_is_whole_and_the_card_too(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window, words="listening")
    window.appearance.settings.show_map = True
    window.resize(760, 560)
    for modality, device in ((Modality.VOICE, "Built-in Microphone"), (Modality.FACE, "Integrated Webcam")):
        sentence = f"“{device}” was unplugged or stopped answering; plug it in again, or pick another."
        session.devices[modality] = DeviceStatus(modality, device, DeviceState.LOST, sentence)
    session.say(made.moment(1.0, State.CONFLICTING, None, voice=Emotion.ANGRY, face=Emotion.HAPPY))
    window.refresh_words()
    QApplication.processEvents()
    text = window.notice._text
    assert text.heightForWidth(text.width()) <= text.height()
    assert not window.strip.isVisible()  # what is past gives way
    assert window.card.geometry().bottom() < window.centralWidget().height()
    window.notice.dismissed.emit()
    QApplication.processEvents()
    assert window.strip.isVisible()
    headline, sureness, _ = window.card.labels()
    assert headline.geometry().bottom() < sureness.geometry().top()
    assert sureness.height() >= sureness.heightForWidth(sureness.width())


def test_what_the_log_lacks_is_told_at_the_foot(window: LiveWindow, made: Any) -> None:
    _, assembly = made.attach(window)
    assembly.writer.rejected = 2
    window.refresh_words()
    assert "2 readings could not be stored" in window.foot.words.text()
    assert not window.notice.isVisible()
    assembly.writer.refused = "The disk is full; free some room on it."
    window.refresh_words()
    assert "free some room" in window.notice.text


def test_the_demo_says_so_with_the_pickers_at_hand(window: LiveWindow, made: Any, qtbot: Any) -> None:
    made.attach(window, is_demo=True, notice="No devices, so this is the demo.")
    window.refresh_words()
    assert window.notice.text == "No devices, so this is the demo."
    window.notice.pickers.set_choices(["Headset"], [], microphone=None, camera="Old cam")
    assert window.notice.pickers.choices(Modality.VOICE) == ["Any microphone", "Headset"]
    assert window.notice.pickers.choices(Modality.FACE) == ["No camera found", "Old cam (not connected)"]
    box = window.notice.pickers.box(Modality.VOICE)
    with qtbot.waitSignal(window.device_picked) as picked:
        box.setCurrentIndex(1)
        box.activated.emit(1)
    assert picked.args == [Modality.VOICE, "Headset"]


@pytest.mark.parametrize("words", ["It was played to its end.", "No devices, so this is the demo. " * 4])
def test_two_lists_beside_the_words_of_the_banner_are_read_whole(
    window: LiveWindow, made: Any, words: str
) -> None:
    """At text a little larger they said “No mic… found”."""
    window.appearance.settings.text_scale = 1.15
    window.appearance.apply()
    window.resize(1280, 800)
    made.attach(window, is_demo=True, notice=words.strip())
    window.notice.pickers.set_choices([], [])
    window.refresh_words()
    for _ in range(3):
        QApplication.processEvents()
    for box in map(window.notice.pickers.box, Modality):
        option, style = QStyleOptionComboBox(), box.style()
        box.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
        assert box.fontMetrics().horizontalAdvance(box.currentText()) <= field.width() - 4
    assert window.notice._text.heightForWidth(window.notice._text.width()) <= window.notice._text.height()
    window.appearance.settings.text_scale = 1.0
    window.appearance.apply()


def test_the_end_of_a_recording_is_told(window: LiveWindow, made: Any) -> None:
    session, _ = made.attach(window)
    session.finished.set()
    window.refresh_words()
    assert window.card.labels()[0].text() == "That was all"
    assert window.notice.text == "The recording was played to its end."


def test_the_footer_tells_of_privacy_and_logging(window: LiveWindow, made: Any) -> None:
    made.attach(window, writer=None)
    assert "Nothing leaves this computer. Logging: off" in window.foot.words.text()
    assert IN_THE_ROOM.reminder() in window.foot.words.text()
    window.appearance.settings.show_privacy_reminder = False
    made.attach(window)
    assert "Logging: on" in window.foot.words.text()
    assert IN_THE_ROOM.reminder() not in window.foot.words.text()
