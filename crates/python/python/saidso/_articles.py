"""Turns users' data into articles."""

from __future__ import annotations

import json
import math
import os
import sys
from typing import Any, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Tuple

#: Default names of columns, which may be missing.
ID, TITLE, TEXT = "id", "title", "text"


class Given(NamedTuple):
    """An article on its way to the model."""

    id: str
    title: Optional[str]
    #: None if the value is missing, which results in a record with an error.
    text: Optional[str]
    metadata: Dict[str, Any]

    def encoded(self) -> Tuple[bytes, Optional[bytes], Optional[bytes], bytes]:
        """The form that the extension takes. Half a surrogate pair becomes a question mark, to keep offsets right."""
        metadata = json.dumps(self.metadata, ensure_ascii=False)
        parts = (self.id, self.title, self.text, metadata)
        id, title, text, metadata_bytes = (part if part is None else part.encode("utf-8", "replace") for part in parts)
        assert id is not None and metadata_bytes is not None
        return id, title, text, metadata_bytes


class Columns(NamedTuple):
    """The fields that hold text, id and title; all others are metadata."""

    text: str = TEXT
    id: str = ID
    title: str = TITLE

    def check(self, names: Iterable[str], what: str) -> None:
        """Raises an error unless the required columns exist: the text's, and those that were named."""
        names = list(names)
        for parameter, name, default in zip(self._fields, self, Columns()):
            if name not in names and (parameter == "text" or name != default):
                raise ValueError(
                    f"there is no {name!r} in {what}, which has {', '.join(map(repr, names)) or 'nothing'}: "
                    f"name the one that holds the {parameter} with {parameter}=…"
                )

    def article(self, fields: Mapping[str, Any], position: Any) -> Given:
        """The article of a row or mapping; ``position`` is its id if it has none."""
        plain_fields = {str(name): plain(value) for name, value in fields.items()}
        text, id, title = (plain_fields.pop(name, None) for name in self)
        if text is not None and not isinstance(text, str):
            raise TypeError(f"article {position}: {self.text!r} holds {kind(text)}, not a text")
        metadata = {name: value for name, value in plain_fields.items() if value is not None}
        return Given(str(position if id is None else id), None if title is None else str(title), text, metadata)


def one(value: Any, position: Any, columns: Columns) -> Given:
    """The article of a text or mapping."""
    if isinstance(value, str):
        return Given(str(position), None, value, {})
    if isinstance(value, Mapping):
        return columns.article(value, position)
    if plain(value) is None:
        return Given(str(position), None, None, {})
    raise TypeError(f"article {position} is {kind(value)}, not a text or a mapping with {columns.text!r}")


def many(data: Any, columns: Columns) -> Iterator[Given]:
    """The articles of a table, or of an iterable of texts and mappings."""
    if is_frame(data):
        return _frame(data, columns)
    if isinstance(data, Mapping) or isinstance(data, (str, bytes)) or not isinstance(data, Iterable):
        raise TypeError(f"articles are a list, a DataFrame or another iterable of texts or mappings, not {kind(data)}")
    return (one(value, position, columns) for position, value in enumerate(data))


def _frame(frame: Any, columns: Columns) -> Iterator[Given]:
    names = [str(name) for name in getattr(frame, "column_names", frame.columns)]
    columns.check(names, "the DataFrame")
    return (columns.article(row, position) for position, row in _rows(frame, names))


def _rows(frame: Any, names: List[str]) -> Iterator[Tuple[Any, Mapping[str, Any]]]:
    if hasattr(frame, "itertuples"):  # pandas: its index provides ids.
        for position, *values in frame.itertuples(name=None):
            yield position, dict(zip(names, values))
    elif hasattr(frame, "iter_rows"):  # polars
        yield from enumerate(frame.iter_rows(named=True))
    else:  # pyarrow
        position = 0
        for batch in frame.to_batches(max_chunksize=1024):
            for row in batch.to_pylist():
                yield position, row
                position += 1


def is_frame(data: Any) -> bool:
    """Whether it is a table of pandas, polars or pyarrow."""
    loaded = (("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "Table"))
    return any(isinstance(data, getattr(sys.modules[module], name)) for module, name in loaded if module in sys.modules)


def size(data: Any) -> Optional[int]:
    """How many articles there are, where that is known."""
    return len(data) if hasattr(data, "__len__") else None


def kind(value: Any) -> str:
    """What a value is, in words."""
    if value is None:
        return "None"
    name = type(value).__name__
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def looks_like_a_path(text: str) -> bool:
    """Whether a text is the name of an existing file or folder."""
    short = len(text) < 1000 and "\n" not in text and "\0" not in text
    return short and (os.sep in text or "." in text[1:-1]) and os.path.exists(text)


def plain(value: Any) -> Any:
    """A value for JSON: None for missing values, dates in ISO form, lists for arrays; for anything else, its string."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if type(value).__name__ in ("NAType", "NaTType"):  # pandas
        return None
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    if hasattr(value, "tolist"):  # numpy's arrays and numbers
        return plain(value.tolist())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)
