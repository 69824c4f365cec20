"""Tables as pandas, pyarrow and R read them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from fusion.emotions import EMOTIONS, Emotion
from fusion.evidence import State
from fusion.exports.csv_table import harmless
from fusion.exports.formats import write
from fusion.exports.talk import Talk
from fusion.moment import Moment

pandas = pytest.importorskip("pandas")

TIMES = [0.1, 0.233, 0.433, 0.533, 0.733, 3.1, 3.2, 3.301]


def test_csv_in_pandas(talk: Talk, tmp_path: Path) -> None:
    table, described = write(talk, tmp_path / "talk.csv", "csv")
    frame = pandas.read_csv(table)
    assert list(frame["t_s"]) == TIMES
    assert frame["p_happy"].iloc[1] == pytest.approx(0.7)
    columns = [f"p_{e.value}" for e in EMOTIONS]
    assert frame[columns].sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-5)
    assert list(frame["face_quality"].isna()) == [False] * 3 + [True] * 3 + [False] * 2
    assert list(frame["shown_emotion"].fillna("")) == ["happy"] * 3 + [""] * 3 + ["sad"] * 2
    assert (frame["disagreement_bit"].iloc[0], frame["voice_t_start_s"].iloc[3]) == (0.5, 0.0333)
    when = pandas.to_datetime(frame["time_utc"])
    assert when.iloc[0] == pandas.Timestamp("2026-03-29 00:00:00.000", tz="UTC")  # past midnight
    dictionary = json.loads(described.read_text())
    assert dictionary["url"] == "talk.csv"
    told = {column["name"]: column for column in dictionary["tableSchema"]["columns"]}
    assert list(told) == list(frame.columns)
    assert (told["t_s"]["unit"], told["disagreement_bit"]["unit"], told["state"]["unit"]) == (
        "s",
        "bit",
        None,
    )
    assert all(column["dc:description"] for column in told.values())
    for name, column in told.items():
        assert pandas.api.types.is_numeric_dtype(frame[name]) == (column["datatype"] == "number"), name


def test_since_when_it_is_shown_names_a_row(talk: Talk, make: Callable[..., Moment], tmp_path: Path) -> None:
    """Times of a live session are no whole milliseconds."""
    times = (0.1001484, 0.2053009, 0.3026561)
    moments = [make(t, State.CLEAR, Emotion.HAPPY) for t in times]
    shown = [replace(m, shown=replace(m.shown, since=times[1])) for m in moments]
    write(replace(talk, moments=shown), tmp_path / "talk.csv", "csv")
    frame = pandas.read_csv(tmp_path / "talk.csv")
    assert list(frame["shown_since_s"]) == [frame["t_s"].iloc[1]] * 3 == [0.205] * 3


def test_what_was_said_before_the_person_was_allowed_for(talk: Talk, tmp_path: Path) -> None:
    first = talk.moments[0]
    assert first.estimate.voice is not None
    raw = replace(first.estimate.voice, raw=np.array([0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]))
    allowed = replace(first, estimate=replace(first.estimate, voice=raw))
    write(replace(talk, moments=[allowed, *talk.moments[1:]]), tmp_path / "talk.csv", "csv")
    frame = pandas.read_csv(tmp_path / "talk.csv")
    assert list(frame["voice_raw_p_neutral"].dropna()) == [0.4]
    assert frame["voice_p_neutral"].iloc[0] == pytest.approx(0.05)
    assert frame["face_raw_p_neutral"].isna().all()


def test_no_cell_is_a_formula(talk: Talk, tmp_path: Path) -> None:
    assert [harmless(text) for text in ("=1", " +1", "-1", "@x", "\tx", "＝1", "sad", "")] == [
        *("'=1", "' +1", "'-1", "'@x", "'\tx", "'＝1"),
        *("sad", ""),
    ]
    write(talk, tmp_path / "talk.fex.csv", "fex")
    (tmp_path / "sub").mkdir()
    write(talk, tmp_path / "sub" / "talk_events.tsv", "bids")
    for path, separator in ((tmp_path / "talk.fex.csv", ","), (tmp_path / "sub" / "talk_events.tsv", "\t")):
        cells = pandas.read_csv(path, sep=separator, dtype=str).to_numpy().ravel()
        assert not [cell for cell in cells if str(cell).startswith(("=", "+", "@", "-"))]
        assert any(str(cell).startswith("'=") for cell in cells)


def test_parquet_keeps_types_units_models_and_session(talk: Talk, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    (path,) = write(talk, tmp_path / "talk.parquet", "parquet")
    schema = parquet.read_schema(path)
    about = json.loads(schema.metadata[b"attune"])
    assert about["made_by"] == {"attune": "0.1.0", "voice sha256": "ab" * 32}
    assert (about["name"], about["started_at"]) == ("Coffee, Mira & me", "2026-03-28T23:59:59.900000+00:00")
    assert schema.field("t_s").metadata[b"unit"] == b"s"
    frame = pandas.read_parquet(path)
    assert list(frame["t_s"]) == TIMES
    assert str(frame["time_utc"].dtype) == "datetime64[ms, UTC]"
    assert frame["time_utc"].iloc[-1] == pandas.Timestamp("2026-03-29 00:00:03.201", tz="UTC")
    assert frame["face_p_sad"].isna().sum() == 3


def test_a_change_of_clocks_moves_nothing(talk: Talk, tmp_path: Path) -> None:
    """Berlin's clocks went from 2:00 to 3:00 on 29 March 2026 at 1:00 UTC, and back on 25 October."""
    for began in (datetime(2026, 3, 29, 1, 59, 59), datetime(2026, 10, 25, 2, 59, 59)):
        local = began.replace(tzinfo=ZoneInfo("Europe/Berlin"))
        write(replace(talk, started_at=local), tmp_path / "talk.csv", "csv")
        when = pandas.to_datetime(pandas.read_csv(tmp_path / "talk.csv")["time_utc"])
        since = (when - pandas.Timestamp(local.astimezone(timezone.utc))).dt.total_seconds()
        assert list(since) == TIMES


def test_fex_has_the_columns_of_py_feat(talk: Talk, tmp_path: Path) -> None:
    (path,) = write(talk, tmp_path / "talk.fex.csv", "fex")
    frame = pandas.read_csv(path)
    # as in feat/utils/__init__.py, FEAT_EMOTION_COLUMNS and FEAT_TIME_COLUMNS
    emotions = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]
    assert list(frame.columns) == ["frame", "timestamp", *emotions, "FaceScore", "input"]
    assert list(frame["frame"]) == list(range(8)) and list(frame["timestamp"]) == TIMES
    seen = frame.dropna(subset=emotions)
    assert len(seen) == 5
    assert set(seen[emotions].idxmax(axis=1)) == {"surprise"}
    assert seen["surprise"].to_numpy() == pytest.approx(0.4)


def test_bids_events(talk: Talk, shown: list[tuple[int, int, str]], tmp_path: Path) -> None:
    table, described = write(talk, tmp_path / "sub-01_events.tsv", "bids")
    assert described.name == "sub-01_events.json"
    frame = pandas.read_csv(table, sep="\t", na_values="n/a")
    assert list(frame.columns[:2]) == ["onset", "duration"]  # which BIDS demands
    assert frame["onset"].is_monotonic_increasing
    on_screen = frame[frame["trial_type"] == "shown"]
    rows = zip(on_screen["onset"], on_screen["duration"], on_screen["value"], strict=True)
    assert list(rows) == [(a / 1000, (b - a) / 1000, text) for a, b, text in shown]
    notes = frame[frame["trial_type"] == "notes"]
    assert list(notes["onset"]) == [0.25, 3.25]
    assert notes["value"].iloc[1] == 'she said “ja”, "nein" and left <&> ☺'
    levels = json.loads(described.read_text())["trial_type"]["Levels"]
    assert set(frame["trial_type"]) <= set(levels)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not here")
def test_tables_in_r(talk: Talk, tmp_path: Path) -> None:
    write(talk, tmp_path / "talk.csv", "csv")
    write(talk, tmp_path / "t_events.tsv", "bids")
    script = (
        'a <- read.csv("talk.csv"); b <- read.delim("t_events.tsv", na.strings="n/a");'
        'cat(nrow(a), sprintf("%.3f", max(a$t_s)), sum(is.na(a$face_quality)),'
        'b$value[b$trial_type == "notes"][2])'
    )
    done = subprocess.run(
        ["Rscript", "-e", script], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == '8 3.301 3 she said “ja”, "nein" and left <&> ☺'
