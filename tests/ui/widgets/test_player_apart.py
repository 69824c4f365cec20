"""Recordings whose sound and picture begin far apart, played: what cannot be is said."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from ui.settings import Settings
from ui.widgets import player as playing
from ui.widgets.appearance import Appearance
from ui.widgets.player import PICTURE_ALONE, STALLED, Player

ALONE = PICTURE_ALONE.partition(". ")[2]
RATE, FRAMES_PER_S, LENGTH_S = 16_000, 10, 12


def recording(path: Path, sound_at: int, picture_at: int) -> Path:
    """Twelve seconds of each, beginning at these stamps (s); the picture grows brighter, 20 a second."""
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=FRAMES_PER_S)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("pcm_s16le", rate=RATE, layout="mono")
        packets = []
        for k in range(LENGTH_S * FRAMES_PER_S):
            grey = np.full((48, 64, 3), 2 * k, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, "rgb24")
            frame.pts, frame.time_base = picture_at * FRAMES_PER_S + k, Fraction(1, FRAMES_PER_S)
            packets += picture.encode(frame)
        for first in range(0, LENGTH_S * RATE, 1000):
            part = av.AudioFrame.from_ndarray(np.full((1, 1000), 500, np.int16), "s16", "mono")
            part.sample_rate, part.time_base = RATE, Fraction(1, RATE)
            part.pts = sound_at * RATE + first
            packets += sound.encode(part)
        packets += picture.encode() + sound.encode()
        for packet in sorted(packets, key=lambda packet: packet.pts * packet.time_base):
            container.mux(packet)
    return path


@pytest.fixture
def player(qtbot: Any) -> Iterator[Player]:
    pytest.importorskip("PyQt6.QtMultimedia")
    player = Player(Appearance(Settings()))
    qtbot.addWidget(player)
    player.show()
    yield player
    player.let_go()


@pytest.mark.parametrize(("sound_at", "picture_at"), [(0, 3600), (3600, 0), (4600, 1000)])
@pytest.mark.parametrize("from_s", [0.0, 5.0])
def test_where_the_two_never_meet_the_picture_is_played_and_it_is_said(
    player: Player, qtbot: Any, tmp_path: Path, sound_at: int, picture_at: int, from_s: float
) -> None:
    player.offer(recording(tmp_path / "apart.mkv", sound_at, picture_at))
    with qtbot.waitSignal(player.moved, timeout=20_000) as first:
        player.play(from_s)
    assert first.args[0] == pytest.approx(from_s, abs=0.5)
    qtbot.waitUntil(lambda: not player.picture.image.isNull(), timeout=20_000)
    grey = player.picture.image.pixelColor(30, 20).green()
    assert grey / 20 == pytest.approx(from_s, abs=3.0)  # that moment's picture
    assert player.words.text().endswith(ALONE) and " of 0:12. " in player.words.text()


def test_it_ends_where_its_picture_does(player: Player, qtbot: Any, tmp_path: Path) -> None:
    player.offer(recording(tmp_path / "apart.mkv", 3600, 0))
    player.play(11.0)
    qtbot.waitUntil(lambda: player.words.text().startswith("0:11"), timeout=20_000)
    qtbot.waitUntil(lambda: not player.playing, timeout=20_000)
    assert player.words.text().endswith(ALONE)


def test_a_moment_of_which_nothing_comes_is_told_of_and_another_plays(
    player: Player, qtbot: Any, tmp_path: Path
) -> None:
    player._stalled.setInterval(1000)
    player.offer(recording(tmp_path / "late.mkv", 0, 10))  # what comes before its picture cannot be found
    player.play(2.0)
    qtbot.waitUntil(lambda: not player.playing, timeout=20_000)
    assert player.words.text() == STALLED
    player.play(11.0)
    qtbot.waitUntil(lambda: player.words.text().startswith("0:12"), timeout=20_000)
    assert not player.picture.image.isNull()


def test_of_others_nothing_is_said_and_sound_before_the_picture_is_played(
    player: Player, qtbot: Any, tmp_path: Path
) -> None:
    player.offer(recording(tmp_path / "late.mkv", 0, 10))
    player.play(0.0)
    qtbot.waitUntil(lambda: player.words.text() == "0:01 of 0:22", timeout=20_000)
    assert player.playing


def test_a_file_that_cannot_be_opened_is_left_to_the_player(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film at all")
    assert playing._apart(broken, playing.USUAL_SOUND) is None
