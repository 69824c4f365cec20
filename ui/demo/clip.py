"""Where the built-in demo conversation lies."""

from __future__ import annotations

from pathlib import Path

DEMO_CLIP = Path(__file__).parent / "demo.mp4"
