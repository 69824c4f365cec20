"""The weights that the published image networks learnt on ImageNet, fetched once and checked."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import platformdirs

from fusion.errors import UserError
from fusion.stored_model import digest_of
from fusion.whole_files import whole

IMAGENET_URL = "https://download.pytorch.org/models/resnet34-b627a593.pth"
IMAGENET_SHA256_START = "b627a593"
"""The file's name ends in the start of its SHA-256."""
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
"""Of the colours red, green, blue in 0..1; the weights expect pictures normalised by them."""

_TIMEOUT_S = 20
_BLOCK = 1 << 20


def imagenet_cache() -> Path:
    """Where --download keeps the weights."""
    return platformdirs.user_cache_path("attune", appauthor=False) / IMAGENET_URL.rpartition("/")[2]


def download_imagenet(
    target: Path,
    url: str = IMAGENET_URL,
    sha256_start: str = IMAGENET_SHA256_START,
    progress: Callable[[int, int | None], None] = lambda done, total: None,
) -> Path:
    """Fetch the weights, check them, and keep them in ``target``; one that is there and whole is kept.

    Like ``attune fetch-words`` and ``attune fetch-voice-reader`` it opens a connection only when asked to.

    Parameters
    ----------
    target
        File to write.
    url, sha256_start
        Address, and what the hexadecimal SHA-256 of the file must begin with.
    progress
        Called with the bytes fetched so far, and all of them (None where the server does not tell).

    Raises
    ------
    UserError
        If nothing can be fetched, or what came is not the file.
    """
    if target.is_file() and digest_of(target).startswith(sha256_start):
        return target
    try:
        with whole(target) as part:
            with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer, part.open("wb") as file:
                length = answer.headers.get("Content-Length")
                while block := answer.read(_BLOCK):
                    file.write(block)
                    progress(file.tell(), int(length) if length else None)
            if not digest_of(part).startswith(sha256_start):
                raise UserError(
                    f"What came from {url} is not the file asked for (its checksum differs); try again later."
                )
    except (urllib.error.URLError, OSError, TimeoutError) as error:
        reason = getattr(error, "reason", None) or error.strerror or error
        raise UserError(
            f"{url} cannot be fetched ({reason}); check the connection, or get the file in another way and "
            "name it with --imagenet."
        ) from error
    return target
