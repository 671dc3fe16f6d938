"""Parquet: each row is a record, read a few rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from index.read.opening import Budget, UnreadableError, random_access
from index.read.optional import needs
from index.read.records import field_named, from_record
from index.read.tables import no_text_column
from index.types import Problem

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from index.config import IndexConfig
    from index.types import Article

_ROWS = 64  # read at once; an article may have megabytes
_PAGE = 1 << 16  # bytes read from disk at once
_FREE = 1 << 26  # bytes that a group of rows may hold before the ratio counts


def read_parquet(
    stream: io.BufferedReader, path: str, config: IndexConfig
) -> Iterator[Article | Problem]:
    """Read the rows of a Parquet file; only the columns that say something of an article."""
    with needs("parquet"):
        import pyarrow as pa
    with random_access(stream) as file:
        try:
            yield from _rows(file, path, config)
        except (pa.ArrowException, OSError, OverflowError, ValueError, LookupError) as error:
            raise UnreadableError(f"the Parquet data is damaged ({error})") from error


def _rows(file: BinaryIO, path: str, config: IndexConfig) -> Iterator[Article | Problem]:
    """Make an article of each row."""
    from pyarrow import parquet

    size = file.seek(0, 2)
    with parquet.ParquetFile(file, buffer_size=_PAGE, pre_buffer=False) as table:
        names = table.schema_arrow.names
        columns = [name for name in names if _is_asked(name, config.columns)]
        if all(field_named(name, config.columns) != "text" for name in columns):
            yield Problem(path=path, reason=no_text_column(names))
            return
        _check(table.metadata, size, config.max_ratio)
        strings = [name for name in columns if _is_string(table.schema_arrow, name)]
    # Dictionaries stay such: a long text that many rows share is held once.
    budget = Budget(max_ratio=config.max_ratio, taken=size)
    with parquet.ParquetFile(
        file, buffer_size=_PAGE, pre_buffer=False, read_dictionary=strings
    ) as table:
        number = 0
        for batch in table.iter_batches(_ROWS, columns=columns, use_threads=False):
            for row in range(batch.num_rows):
                number += 1
                record = {name: _value(batch.column(name)[row]) for name in columns}
                budget.give(sum(len(v) for v in record.values() if isinstance(v, str | bytes)))
                yield from from_record(record, path=path, line=number, config=config)


def _value(cell: Any) -> object:  # noqa: ANN401 -- pyarrow has no types
    """Take a value out of a cell; what is no UTF-8 in it becomes U+FFFD."""
    try:
        value: object = cell.as_py()
    except UnicodeDecodeError as error:
        return error.object.decode(errors="replace")
    return value


def _is_asked(name: str, columns: tuple[str, ...]) -> bool:
    """Whether a column, or what it has inside, is a field of ours."""
    inside = (entry.partition("=")[2].strip() for entry in columns)
    return field_named(name, columns) is not None or any(
        entry.startswith(f"{name}.") for entry in inside
    )


def _is_string(schema: Any, name: str) -> bool:  # noqa: ANN401 -- pyarrow has no types
    """Whether a column holds text, and not lists or objects."""
    return str(schema.field(name).type) in {"string", "large_string"}


def _check(metadata: Any, size: int, max_ratio: int) -> None:  # noqa: ANN401 -- pyarrow has no types
    """Refuse a file that claims to hold far more than its bytes can."""
    if metadata.num_rows > size:
        raise UnreadableError(f"claims {metadata.num_rows:,} rows in {size:,} bytes")
    for group in range(metadata.num_row_groups):
        # Not of each column: pyarrow ends the whole process where a column's description is damaged.
        claimed = metadata.row_group(group).total_byte_size
        if claimed > max(_FREE, max_ratio * size):
            raise UnreadableError(
                f"claims {claimed:,} bytes of rows in a file of {size:,} (max_ratio)"
            )
