"""The address of a camera, such as a phone's, as people type it, and whether a picture comes from there."""

from __future__ import annotations

from urllib.parse import urlsplit

from face_model.camera import CameraCapture
from fusion.clock import SessionClock
from fusion.errors import UserError
from ui.wording.translation import tr

SCHEMES = ("http", "https", "rtsp", "rtsps")


def is_address(name: str) -> bool:
    """Whether this names a camera by its address."""
    return "://" in name


def host_of(address: str) -> str:
    """Where an address points, without what it may hold of a password."""
    return urlsplit(address).hostname or address


def tidy_address(text: str) -> str:
    """The address meant; one without a beginning is taken for a web address.

    Raises
    ------
    UserError
        If it cannot be one.
    """
    address = text.strip()
    if "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        fits = parts.scheme in SCHEMES and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # no number for a port, brackets that do not close
        fits = False
    if not fits or any(letter.isspace() for letter in address):
        raise UserError(tr("This is no camera's address: one looks like http://192.168.1.5:8080/video."))
    return address


def require_picture(address: str) -> None:
    """Wait for one picture from there; takes seconds, and the camera is closed again.

    Raises
    ------
    DeviceError
        If none comes.
    """
    camera = CameraCapture(address)
    try:
        camera.open(SessionClock())  # which waits for the first picture
    finally:
        camera.close()
