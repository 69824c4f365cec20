"""Where the pages and the artefacts they are written from lie in a checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[3]
RESULTS = ROOT / "docs" / "results"
"""Pages, artefacts and pictures; there is no such folder beside an installed Attune."""
