"""Reading the fields of a JSON object that others wrote: the right type, or an error that names field and place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from evals.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Choice = TypeVar("Choice", bound=str)


class Fields:
    """The fields of one object; null counts as absent."""

    def __init__(self, row: dict[str, Any], where: str) -> None:
        self._row = row
        self.where = where

    def text(self, name: str, default: str | None = None) -> str:
        """Read a text that is not blank; `default` where it is absent."""
        value = self._row.get(name)
        if value is None:
            if default is None:
                raise DatasetError(f"{self.where}: the field {name!r} is missing")
            return default
        if not isinstance(value, str) or not (value.strip() or default is not None):
            raise self._wrong(name, "a text")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """Read one text or a list of texts."""
        value = self._row.get(name)
        if value is None:
            return ()
        listed = [value] if isinstance(value, str) else value
        if not _texts(listed):
            raise self._wrong(name, "a text or a list of texts")
        return tuple(listed)

    def alias_lists(self, name: str) -> list[tuple[str, ...]]:
        """Read a list of lists of texts; a bare text stands for a list of one."""
        value = self._list(name)
        listed = [[one] if isinstance(one, str) else one for one in value]
        if not all(_texts(one) and one for one in listed):
            raise self._wrong(name, "a list of lists of texts")
        return [tuple(one) for one in listed]

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read true or false."""
        value = self._row.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def number(self, name: str) -> int | None:
        """Read a whole number from 0 upwards."""
        value = self._row.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(name, "a whole number from 0 upwards")
        return value

    def day(self, name: str) -> date | None:
        """Read YYYY-MM-DD."""
        value = self._row.get(name)
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except (ValueError, TypeError):
            raise self._wrong(name, "a day, YYYY-MM-DD") from None

    def choice(self, name: str, known: Sequence[Choice]) -> Choice | None:
        """Read one of the `known` words."""
        value = self._row.get(name)
        if value is None:
            return None
        for word in known:
            if value == word:
                return word
        raise self._wrong(name, f"one of {', '.join(known)}")

    def grades(self, name: str) -> dict[str, int]:
        """Read a table from text to whole number."""
        value = self._row.get(name)
        if value is None:
            return {}
        whole = isinstance(value, dict) and all(type(grade) is int for grade in value.values())
        if not whole:
            raise self._wrong(name, "a table from article id to grade")
        return dict(value)

    def nested(self, name: str) -> bool:
        """Tell whether a list holds lists."""
        return any(isinstance(one, list) for one in self._list(name))

    def objects(self, name: str) -> Iterator[Fields]:
        """Read a list of objects."""
        return self._objects(name, self._list(name))

    def object_lists(self, name: str) -> list[Iterator[Fields]]:
        """Read a list of lists of objects."""
        value = self._list(name)
        if not all(isinstance(one, list) and one for one in value):
            raise self._wrong(name, "a list of lists, none of them empty")
        return [self._objects(name, one) for one in value]

    def _objects(self, name: str, listed: list[Any]) -> Iterator[Fields]:
        if not all(isinstance(one, dict) for one in listed):
            raise self._wrong(name, "a list of objects")
        return (Fields(one, f"{self.where}, {name}") for one in listed)

    def _list(self, name: str) -> list[Any]:
        value = self._row.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._wrong(name, "a list")
        return value

    def _wrong(self, name: str, wanted: str) -> DatasetError:
        shown = repr(self._row[name])[:60]
        return DatasetError(f"{self.where}: {name} must be {wanted}, not {shown}")


def _texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
