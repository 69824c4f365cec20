"""The map of the rooms names every room there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_room_is_on_the_map() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text[text.index("| room |") : text.index("What runs live reaches")]
    named = set(re.findall(r"`([a-z_/]+)`", table))
    for package in ("fusion", "audio_model", "face_model", "ui"):
        rooms = {
            part.parent.name for part in (ROOT / package).glob("*/__init__.py") if part.parent.name != package
        }
        on_the_map = {name.rpartition("/")[2] for name in named}
        assert rooms <= on_the_map, f"{package}: {sorted(rooms - on_the_map)} are not on the map"


def test_files_named_in_the_documents_exist() -> None:
    for page in ("CONTRIBUTING.md", "docs/architecture.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        named = set(re.findall(r"`((?:fusion|audio_model|face_model|ui|docs|tests|findings)/[\w./]+)`", text))
        missing = sorted(name for name in named if not (ROOT / name.rstrip("/")).exists())
        assert named and not missing, f"{page} names {missing}"
