"""What some options of the everyday commands can be set to."""

from __future__ import annotations

from enum import Enum


class Faces(str, Enum):
    """Values of ``analyze --faces``."""

    PARTNER = "partner"
    ALL = "all"


class ExportFormat(str, Enum):
    """Values of ``analyze --format`` and ``export --format``: the names in ``fusion.exports.formats``."""

    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    WEBVTT = "webvtt"
    ELAN = "elan"
    TEXTGRID = "textgrid"
    EMOTIONML = "emotionml"
    BIDS = "bids"
    FEX = "fex"


class Partner(str, Enum):
    """Values of ``analyze --partner``."""

    LEFT = "left"
    RIGHT = "right"
    EACH = "each"
