"""Parquet: the table of the CSV with its types, units, session and models in the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from fusion.exports.table import about, columns
from fusion.exports.talk import Talk
from fusion.extras import needed
from fusion.moment import Moment

ROWS = 6000
"""So many are held and written at once, as a row group: ten minutes."""


def write_parquet(talk: Talk, target: Path) -> None:
    """Write the table; each field tells its unit, the schema tells what :func:`about` does."""
    pyarrow, parquet = (needed(name, '"pyarrow<26"') for name in ("pyarrow", "pyarrow.parquet"))
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
    schema = pyarrow.schema(fields, metadata={"attune": json.dumps(about(talk))})
    with parquet.ParquetWriter(target, schema) as table:
        for some in _groups(talk.moments):
            arrays = []
            for column, field in zip(wanted, fields, strict=True):
                if column.name == "time_utc":
                    values: list[object] = [talk.wall_time(moment.t) for moment in some]
                else:
                    values = [column.of(talk, moment) for moment in some]
                arrays.append(pyarrow.array(values, type=field.type))
            table.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _groups(moments: Iterable[Moment]) -> Iterator[list[Moment]]:
    left = iter(moments)
    while some := list(islice(left, ROWS)):
        yield some
