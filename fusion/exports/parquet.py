"""Parquet: the table of the CSV with its types, units, session and models in the schema."""

from __future__ import annotations

import json
from pathlib import Path

from fusion.exports.table import about, columns
from fusion.exports.talk import Talk
from fusion.extras import needed


def write_parquet(talk: Talk, target: Path) -> None:
    """Write the table; each field tells its unit, the schema tells what :func:`about` does."""
    pyarrow, parquet = needed("pyarrow"), needed("pyarrow.parquet")
    wanted = columns()
    types = {"number": pyarrow.float64(), "string": pyarrow.string()}
    instant = pyarrow.timestamp("ms", tz="UTC")
    fields = [
        pyarrow.field(
            column.name,
            instant if column.name == "time_utc" else types[column.kind],
            metadata={"unit": column.unit, "description": column.meaning},
        )
        for column in wanted
    ]
    arrays = []
    for column, field in zip(wanted, fields, strict=True):
        if column.name == "time_utc":
            values: list[object] = [talk.wall_time(moment.t) for moment in talk.moments]
        else:
            values = [column.of(talk, moment) for moment in talk.moments]
        arrays.append(pyarrow.array(values, type=field.type))
    schema = pyarrow.schema(fields, metadata={"attune": json.dumps(about(talk))})
    parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=schema), target)
