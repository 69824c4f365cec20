"""The list of licences names what the locks bring."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_is_listed_with_its_version(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    locked = set(re.findall(r"^([A-Za-z0-9][\w.-]*)==([^ ;\\\n]+)", text, flags=re.MULTILINE))
    listed = dict(re.findall(r"^\| ([\w.-]+) \| ([^|]+) \|", PAGE, flags=re.MULTILINE))
    missing = {name for name, version in locked if version not in listed.get(name, "").split(" | ")[0]}
    assert locked and not missing, f"make licences: {sorted(missing)}"
