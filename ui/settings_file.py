"""The settings as one small JSON file that only its owner can read."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from fusion.bounded import LARGEST_SETTINGS, read_bounded
from fusion.private import private_folder
from ui.settings import Settings

_BY_NAME = ("keys", "baselines", "emotions")
"""Settings that hold something for each of many names."""


def settings_path() -> Path:
    """Where the settings live: the platform's folder for configuration."""
    return platformdirs.user_config_path("attune") / "settings.json"


def load_settings(path: Path | None = None) -> tuple[Settings, str]:
    """Settings from ``path``, and a plain sentence when the user should know something ("" otherwise).

    A file that cannot be understood is kept beside the new one as ``settings.json.bak``.
    """
    path = path or settings_path()
    settings, sentence = Settings(), ""
    try:
        settings = _read(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        sentence = f"Your settings could not be read ({error.strerror}), so the usual ones are used."
    except (ValueError, RecursionError):
        sentence = "Your settings could not be understood, so the usual ones are used."
        backup = path.with_name(path.name + ".bak")
        with contextlib.suppress(OSError):
            path.replace(backup)
            sentence += f" The old file is kept as {backup}."
    settings.as_filed = settings.to_json()
    return settings, sentence


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all, readable by their owner only. Raises OSError.

    What was not changed here since it was read stays as the file has it: another Attune may have written it.
    """
    private_folder((path or settings_path()).parent, attunes_own=path is None)
    path = path or settings_path()
    ours = settings.to_json()
    values = ours
    if settings.as_filed is not None:
        with contextlib.suppress(OSError, ValueError, RecursionError):  # what cannot be read is written anew
            values = _merged(ours, settings.as_filed, _read(path).to_json())
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".settings-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(values, file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    settings.as_filed = ours


def _read(path: Path) -> Settings:
    """What the file holds. Raises OSError, ValueError, RecursionError."""
    return Settings.from_json(json.loads(read_bounded(path, LARGEST_SETTINGS).decode("utf-8")))


def _merged(ours: Mapping[str, Any], before: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Our settings where they have changed since ``before``, else those that the file has now.

    Whoever was forgotten in the file stays forgotten, though a session here has learnt more of them since.
    """
    merged = {name: theirs[name] if ours[name] == before[name] else ours[name] for name in ours}
    for setting in _BY_NAME:
        mine, then, other = ours[setting], before[setting], theirs[setting]
        changed = {name: value for name, value in mine.items() if value != then.get(name)}
        kept = {name: value for name, value in other.items() if name in mine or name not in then}
        merged[setting] = kept | {n: v for n, v in changed.items() if n in other or n not in then}
    return merged
