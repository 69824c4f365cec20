"""Another commit is run beside this one, each with its own sources; what it took is told."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from fusion.errors import UserError
from ui.studies import builds
from ui.studies.builds import Build, build_of


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of two commits: the module ``age`` was "old" in the first and is "new" in the second."""
    root = tmp_path / "checkout"
    root.mkdir()

    def git(*arguments: str) -> None:
        person = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *person, *arguments], cwd=root, check=True, capture_output=True)

    git("init")
    for age in ("old", "new"):
        (root / "age.py").write_text(f"AGE = {age!r}\n", encoding="utf-8")
        git("add", "-A")
        git("commit", "-m", age)
        git("tag", age)
    monkeypatch.setattr(builds, "_ROOT", root)
    return root


def test_each_build_runs_its_own_sources(checkout: Path, tmp_path: Path) -> None:
    with build_of("old") as old:
        asked = ["-c", "import age; print(age.AGE)"]
        assert old.run(asked, tmp_path).said == "old\n"
        assert Build(checkout).run(asked, tmp_path).said == "new\n"
        tree = old.tree
    assert not tree.exists()
    assert (checkout / "age.py").read_text(encoding="utf-8") == "AGE = 'new'\n"


def test_work_is_counted_and_waiting_is_not(checkout: Path, tmp_path: Path) -> None:
    idle = Build(checkout).run(["-c", "import time; time.sleep(.4)"], tmp_path)
    busy = Build(checkout).run(
        ["-c", "import time\nwhile time.process_time() < .4: pass"],
        tmp_path,
    )
    assert idle.took_s > 0.4 > idle.worked_s
    assert busy.worked_s > 0.4


def test_settings_are_looked_for_elsewhere(checkout: Path, tmp_path: Path) -> None:
    asked = ["-c", "import platformdirs; print(platformdirs.user_config_path('attune'))"]
    assert Path(Build(checkout).run(asked, tmp_path).said.strip()).is_relative_to(tmp_path)


def test_bytecode_is_kept_from_the_first_run_on(checkout: Path, tmp_path: Path) -> None:
    asked = ["-c", "import age; print(age.__cached__)"]
    assert Path(Build(checkout).run(asked, tmp_path).said.strip()).is_relative_to(tmp_path)
    assert list(tmp_path.rglob("age.*.pyc"))


def test_what_is_not_there_or_does_not_run_is_told(checkout: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no commit nowhere here"), build_of("nowhere"):
        pass
    with pytest.raises(UserError, match=r"does not run \(ZeroDivisionError: .*; exit code 1\)"):
        Build(checkout).run(["-c", "1 / 0"], tmp_path)
    killed = "import os, signal, sys; sys.stderr.write('last words'); os.kill(os.getpid(), signal.SIGKILL)"
    with pytest.raises(UserError, match=r"does not run \(.*; ended by SIGKILL\)"):
        Build(checkout).run(["-c", killed], tmp_path)
