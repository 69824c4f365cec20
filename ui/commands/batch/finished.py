"""Which recordings of a batch are finished: remembered beside the results, by content and settings."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from fusion.stored_model import digest_of
from fusion.whole_files import whole
from ui.commands.batch.found import Job
from ui.commands.batch.one import How, Outcome

FOLDER = ".attune-finished"


class Finished:
    """Remembers outcomes in a hidden folder among the results, a small file each: several runs may share it.

    A recording is finished if its bytes, its name, the settings and the models are the same and each file
    that was written is still as it was written.
    """

    def __init__(self, out: Path, how: How) -> None:
        self._out = out
        self._how = json.dumps(asdict(how), sort_keys=True)

    def before(self, job: Job) -> Outcome | None:
        """What became of a recording in an earlier run; None where it is to be analysed."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(self._note(job).read_text(encoding="utf-8"))
            files = tuple(self._out / name for name in kept["files"])
            if all(digest_of(f) == d for f, d in zip(files, kept["files"].values(), strict=True)):
                length, estimates, mostly = (kept[k] for k in ("length_s", "estimates", "mostly"))
                return replace(
                    Outcome(job.number, files, length_s=length, estimates=estimates, mostly=mostly),
                    finished_before=True,
                )
        return None

    def keep(self, job: Job, outcome: Outcome) -> None:
        """Remember what became of a recording; one that gave nothing is tried again."""
        if outcome.problem or not outcome.files:
            return
        kept = {
            "files": {f.relative_to(self._out).as_posix(): digest_of(f) for f in outcome.files},
            "length_s": outcome.length_s,
            "estimates": outcome.estimates,
            "mostly": outcome.mostly,
        }
        note = self._note(job)
        with whole(note) as part:
            part.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def _note(self, job: Job) -> Path:
        wanted = (
            digest_of(job.path),
            job.path.name,
            job.sound.track,
            job.sound.side.value if job.sound.side else None,
            job.target.relative_to(self._out).as_posix(),
            self._how,
        )
        key = hashlib.sha256(json.dumps(wanted).encode()).hexdigest()
        return self._out / FOLDER / f"{key[:32]}.json"
