"""The doctor asks a camera that the settings name by its address for a picture."""

from __future__ import annotations

import numpy as np
import pytest

import face_model.camera
from ui.commands import doctor
from ui.commands.doctor import Finding
from ui.settings import Settings
from ui.settings_file import save_settings
from ui.studies.stand_ins.mjpeg import MjpegServer


def test_a_camera_chosen_by_its_address_is_found_while_a_picture_comes_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(face_model.camera, "list_cameras", list)
    monkeypatch.setattr(doctor, "_CHECKS", (("cameras", doctor._cameras, False),))

    def cameras() -> Finding:
        (finding,) = doctor.examine()
        return finding

    assert not cameras().ok and "Connect a camera" in cameras().remedy
    with MjpegServer(lambda: np.full((90, 160, 3), 120, np.uint8), fps=20) as camera:
        save_settings(Settings(camera=camera.url))
        assert cameras().ok and cameras().found == "Camera at 127.0.0.1"
    gone = cameras()
    assert not gone.ok and "No video comes from “Camera at 127.0.0.1”" in gone.remedy
