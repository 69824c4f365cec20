"""The settings as one small JSON file that only its owner can read."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path

import platformdirs

from fusion.bounded import LARGEST_SETTINGS, read_bounded
from fusion.private import private_folder
from ui.settings import Settings


def settings_path() -> Path:
    """Where the settings live: the platform's folder for configuration."""
    return platformdirs.user_config_path("attune") / "settings.json"


def load_settings(path: Path | None = None) -> tuple[Settings, str]:
    """Settings from ``path``, and a plain sentence when the user should know something ("" otherwise).

    A file that cannot be understood is kept beside the new one as ``settings.json.bak``.
    """
    path = path or settings_path()
    try:
        return Settings.from_json(json.loads(read_bounded(path, LARGEST_SETTINGS).decode("utf-8"))), ""
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), f"Your settings could not be read ({error.strerror}), so the usual ones are used."
    except (ValueError, RecursionError):
        sentence = "Your settings could not be understood, so the usual ones are used."
        backup = path.with_name(path.name + ".bak")
        with contextlib.suppress(OSError):
            path.replace(backup)
            sentence += f" The old file is kept as {backup}."
        return Settings(), sentence


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all, readable by their owner only. Raises OSError."""
    private_folder((path or settings_path()).parent, attunes_own=path is None)
    path = path or settings_path()
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".settings-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(settings.to_json(), file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
