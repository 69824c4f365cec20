"""Everything but the card can be hidden; what is hidden is read all the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QAction, QCursor

from fusion.emotions import Emotion
from ui.settings import Settings
from ui.widgets.appearance import Appearance
from ui.widgets.camera_view import mirrored
from ui.widgets.voice_view import to_wave
from ui.windows.view_menu import ViewButton


def choose(window: Any, words: str) -> None:
    next(a for a in window.foot.view.menu().actions() if a.text() == words).trigger()


def test_all_but_the_card_can_go_and_the_choice_is_kept(window: Any, made: Any, qtbot: Any) -> None:
    session, _ = made.attach(window)
    width = window.card.width()
    with qtbot.waitSignals([window.foot.view.changed] * 1):
        choose(window, "No picture")
    choose(window, "No sound picture")
    choose(window, "The last two minutes")
    assert not window.camera.isVisible() and not window.voice.isVisible() and not window.strip.isVisible()
    qtbot.waitUntil(lambda: window.card.width() > width)
    session.say(made.moment(1.0, voice=Emotion.HAPPY, face=Emotion.HAPPY))
    window.refresh_words()
    assert window.card.labels()[0].text() == "Seems happy"
    kept = Settings.from_json(window.appearance.settings.to_json())
    assert (kept.show_face, kept.show_sound, kept.show_past) == ("off", "off", False)
    choose(window, "The camera's picture")
    assert window.camera.isVisible() and not window.voice.isVisible()


@pytest.mark.parametrize("values", [{"show_face": "x"}, {"show_sound": 3}, {"show_past": "no"}])
def test_nonsense_in_the_file_keeps_what_is_usual(values: dict[str, object]) -> None:
    assert Settings.from_json(values) == Settings()


def test_with_an_outline_alone_nothing_of_the_picture_is_painted(window: Any, made: Any) -> None:
    _, assembly = made.attach(window)
    window.appearance.settings.show_face = "outline"
    assembly.onlooker.put_picture(made.face_view(0.0))
    window.refresh_pictures()
    picture = window.camera.picture
    image = picture.grab().toImage()
    corner = picture.picture_box().topLeft().toPoint() + QPoint(20, 20)
    assert image.pixelColor(corner).name() == window.appearance.palette.screen.lower()
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert len(colours) > 1  # the outline is there


def test_a_click_in_a_mirror_means_the_face_that_is_seen_there(window: Any, made: Any, qtbot: Any) -> None:
    _, assembly = made.attach(window)
    window.appearance.settings.mirrored = True
    view = made.face_view(0.0, faces=2)
    assembly.onlooker.put_picture(view)
    window.refresh_pictures()
    box = window.camera.picture.picture_box()
    qtbot.mouseClick(
        window.camera.picture,
        Qt.MouseButton.LeftButton,
        pos=QPoint(round(box.left() + 0.25 * box.width()), round(box.center().y())),
    )
    assert assembly.chosen[0][0] == pytest.approx(0.75, abs=0.02)
    face = view.faces[0]
    assert mirrored(face).x == pytest.approx(1 - face.x - face.width)
    again = mirrored(mirrored(face))
    assert np.allclose(again.outline, face.outline, atol=1e-6) and again.x == pytest.approx(face.x)


def test_a_wave_is_high_where_it_is_loud() -> None:
    quiet_then_loud = np.concatenate([np.full((64, 5), -80.0), np.full((64, 5), 0.0)], axis=1)
    heights = (to_wave(quiet_then_loud.astype(np.float32)) > 0).sum(axis=0)
    assert heights[:5].max() <= 4 < 50 < heights[5:].min()
    assert to_wave(np.zeros((64, 0), np.float32)).shape == (64, 0)


def test_once_its_list_is_closed_it_looks_as_the_pointer_is(qtbot: Any) -> None:
    """It stayed as it looks under the pointer, which had left it for the list."""
    button = ViewButton(Appearance(Settings()))
    qtbot.addWidget(button)
    button.show()
    QCursor.setPos(button.mapToGlobal(QPoint(500, 500)))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    button.choices.popup(button.mapToGlobal(QPoint(0, 60)))
    button.choices.hide()
    assert not button.underMouse()
    QCursor.setPos(button.mapToGlobal(button.rect().center()))
    button.choices.popup(button.mapToGlobal(QPoint(0, 60)))
    button.choices.hide()
    assert button.underMouse()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_is_chosen_is_seen_however_large_the_words(qtbot: Any, theme: str, scale: float) -> None:
    appearance = Appearance(Settings(theme=theme, text_scale=scale))
    appearance.apply()
    button = ViewButton(appearance)
    qtbot.addWidget(button)
    menu = button.menu()
    assert menu is not None
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    picture = menu.grab().toImage()
    ground = picture.pixelColor(3, 3)

    def marked(action: QAction) -> int:
        """Pixels left of the words."""
        row = menu.actionGeometry(action)
        left = [(x, y) for x in range(8, 8 + round(14 * scale)) for y in range(row.top(), row.bottom())]
        return sum(picture.pixelColor(x, y) != ground for x, y in left)

    actions = [a for a in menu.actions() if a.isCheckable()]
    chosen = [marked(a) for a in actions if a.isChecked()]
    others = [marked(a) for a in actions if not a.isChecked()]
    assert len(chosen) == 4 and min(chosen) > 60 * scale**2 and min(chosen) > 2 * max(others)
