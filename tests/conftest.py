"""What every test gets: folders of its own, no screen needed, and nothing left running."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from left_behind import nothing_left

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Its threads wait for one another in a loop: on a busy machine small products took ten times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("attune", deadline=None, max_examples=40)
settings.load_profile("attune")

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data, settings, cache and log folders that belong to the test: the user's own are never touched."""
    base = tmp_path_factory.mktemp("home")
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(base / variable.lower()))
    return base


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Fail a test that leaves a thread, a timer, an animation, a job or a window behind."""
    with nothing_left():
        yield


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of the corpora; the test is skipped where there is none."""
    folder = Path(os.environ.get("ATTUNE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the corpora are not here (set ATTUNE_DATA)")
    return folder
