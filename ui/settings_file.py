"""The settings as one small JSON file that only its owner can read."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import platformdirs

from fusion.baseline import PersonalBaseline
from fusion.bounded import LARGEST_SETTINGS, read_bounded
from fusion.learnt import learnt_in_both
from fusion.private import private_folder
from ui.settings import Settings

log = logging.getLogger(__name__)

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
        settings = Settings.from_json(_read(path))
    except OSError as error:
        sentence = f"Your settings could not be read ({error.strerror}), so the usual ones are used."
    except ValueError:
        sentence = "Your settings could not be understood, so the usual ones are used."
        if backup := _put_aside(path):
            sentence += f" The old file is kept as {backup}."
    settings.as_filed = settings.to_json()
    return settings, sentence


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all, readable by their owner only. Raises OSError.

    What was not changed here since it was read stays as the file has it: another Attune may have written it.
    Where somebody was forgotten, or the user's voice, a file kept aside goes too: they may be in it.
    """
    private_folder((path or settings_path()).parent, attunes_own=path is None)
    path = path or settings_path()
    ours = settings.to_json()
    with _alone(path.parent):
        before = settings.as_filed
        _write(ours if before is None else _merged(ours, before, _there(path)), path)
        if before is not None and _forgets(ours, before):
            drop_kept_aside(path)
    settings.as_filed = ours


def drop_kept_aside(path: Path | None = None) -> bool:
    """Delete settings that could not be understood and were kept aside; whether there were any.

    Raises OSError.
    """
    aside = _aside(path or settings_path())
    was_there = aside.exists()
    aside.unlink(missing_ok=True)
    return was_there


def _read(path: Path) -> dict[str, Any]:
    """What the file holds, nothing where there is none. Raises OSError; ValueError if it makes no sense."""
    try:
        values = json.loads(read_bounded(path, LARGEST_SETTINGS).decode("utf-8"))
    except FileNotFoundError:
        return {}
    except RecursionError as error:
        raise ValueError("the settings file is nested too deeply") from error
    if not isinstance(values, dict):
        raise ValueError("the settings file does not hold an object")
    return values


def _there(path: Path) -> dict[str, Any]:
    """What is in the file before it is written anew; nothing where that cannot be read."""
    try:
        return _read(path)
    except OSError:
        return {}
    except ValueError:  # perhaps the user is in the middle of changing it
        log.warning("%s could not be understood; it is kept as %s", path, _put_aside(path))
        return {}


def _put_aside(path: Path) -> Path | None:
    """Give a file that makes no sense another name; which, None where that is not possible."""
    backup = _aside(path)
    with contextlib.suppress(OSError):
        path.replace(backup)
        return backup
    return None


def _aside(path: Path) -> Path:
    return path.with_name(path.name + ".bak")


def _forgets(ours: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether less is known of people than when the settings were read."""
    people = set(before["baselines"]) - set(ours["baselines"])
    return bool(people) or (ours["voiceprint"] is None and bool(before["voiceprint"]))


def _write(values: Mapping[str, Any], path: Path) -> None:
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


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no other Attune write there meanwhile, where the system can see to it."""
    try:
        import fcntl
    except ImportError:  # Windows: two that are ended in the same moment may overwrite each other
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a folder over the network may know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _merged(ours: Mapping[str, Any], before: Mapping[str, Any], filed: Mapping[str, Any]) -> dict[str, Any]:
    """Our settings where they have changed since ``before``, else as the file has them now.

    What is not understood there, of a newer version, stays until it is chosen here anew.
    Whoever was forgotten in the file, or the user's voice, stays forgotten, though a session here has learnt
    more of them since; where both have learnt more of somebody, both count.
    """
    theirs = Settings.from_json(filed).to_json() if filed else before
    changed = {name: value for name, value in ours.items() if value != before[name]}
    merged = {**theirs, **filed, **changed}
    for setting in _BY_NAME:
        merged[setting] = _merged_names(ours[setting], before[setting], theirs[setting], filed.get(setting))
    learnt = merged["baselines"]
    for name in set(changed.get("baselines", ())) & set(before["baselines"]) & set(theirs["baselines"]):
        mine, other, then = (of["baselines"].get(name) for of in (ours, theirs, before))
        if mine is not None and then not in (mine, other):
            one, two, began = (PersonalBaseline.from_json(known) for known in (mine, other, then))
            learnt[name] = learnt_in_both(one, two, began).to_json()
    if (filed or before).get("voiceprint") is None and before["voiceprint"] is not None:
        merged["voiceprint"] = None
    for chosen in ("baseline", "own_baseline"):
        if isinstance(merged[chosen], str) and merged[chosen] not in ("", *learnt):
            merged[chosen] = None
    return merged


def _merged_names(
    mine: Mapping[str, Any], then: Mapping[str, Any], other: Mapping[str, Any], filed: Any
) -> dict[str, Any]:
    """The same of a setting that holds something for each of many names; ``other`` is what is understood."""
    raw = filed if isinstance(filed, dict) else {}
    there = {n: v for n, v in {**other, **raw}.items() if n in mine or n not in then}
    changed = {n: v for n, v in mine.items() if v != then.get(n) and (n in other or n not in then)}
    beside = {n: raw[n] for n in changed if isinstance(raw.get(n), dict)}
    return there | {n: {**beside[n], **v} if n in beside else v for n, v in changed.items()}
