"""What both models say of the corpora's examples, kept so that a refit need not ask them again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import platformdirs

from fusion.study.examples import Examples
from fusion.whole_files import whole
from ui.studies.import_closure import closure_digest

ByCondition = dict[str, Examples]


def kept_answers(
    code: str, asked: Iterable[object], files: Iterable[Path], ask: Callable[[], ByCondition]
) -> ByCondition:
    """The answers kept for this question, or those that ``ask`` gives, which are then kept.

    Only figures are kept (probabilities, qualities, labels, which example), in the platform's cache folder.
    They are asked for anew when ``asked``, a byte of ``files``, or a module that makes them has changed.

    Parameters
    ----------
    code
        Name of the module that makes the answers; all it imports from this project counts.
    asked
        What the answers depend on besides code and data: digests of weights and card, examples, conditions.
    files
        The data they are about.
    ask
        Makes the answers; the same examples in each condition.

    Raises
    ------
    FileNotFoundError
        If a file is missing.
    """
    folder = platformdirs.user_cache_path("attune", appauthor=False) / "answers"
    path = folder / f"{code.partition('.')[0]}-{_digest(code, asked, files)}.npz"
    if path.is_file():
        with np.load(path) as kept:
            names = [str(name) for name in kept["conditions"]]
            return {
                name: Examples(
                    *(kept[f"p{i}"], kept[f"q{i}"], kept["labels"], kept["examples"]),
                    *(kept[f"f{i}"], kept[f"a{i}"]),
                )
                for i, name in enumerate(names)
            }
    answers = ask()
    any_condition = next(iter(answers.values()))
    with whole(path) as part:
        np.savez(
            part,
            labels=any_condition.labels,
            examples=any_condition.examples,
            conditions=np.array(list(answers)),
            **{f"p{i}": said.probabilities for i, said in enumerate(answers.values())},
            **{f"q{i}": said.quality for i, said in enumerate(answers.values())},
            **{f"f{i}": said.familiar for i, said in enumerate(answers.values())},
            **{f"a{i}": said.agreement for i, said in enumerate(answers.values())},
        )
    return answers


def _digest(code: str, asked: Iterable[object], files: Iterable[Path]) -> str:
    digest = hashlib.sha256(f"{list(asked)!r} {closure_digest(code)}".encode())
    for path in sorted(files):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()[:24]
