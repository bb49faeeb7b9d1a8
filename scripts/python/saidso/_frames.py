"""Records as data frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, Literal

from ._types import Record

if TYPE_CHECKING:
    import pandas

Rows = Literal["sentences", "attributions", "claims", "sources"]


def to_pandas(records: Iterable[Record], rows: Rows = "sentences") -> "pandas.DataFrame":
    """A row for each sentence, attribution, claim or source, with the ``article`` that it is of.

    Sources are given by name as well (``source_name``), known people with what is known of them (``source_person``).
    Articles that failed or were skipped have no rows.
    """
    import pandas

    return pandas.DataFrame(_rows(records, rows))


def _rows(records: Iterable[Record], rows: Rows) -> Iterator[Dict[str, Any]]:
    for record in records:
        sources = {source["id"]: source for source in record.get("sources", [])}  # type: ignore[attr-defined]
        for index, item in enumerate(record.get(rows, [])):  # type: ignore[call-overload, attr-defined]
            row = {"article": record["id"], "index": index, **item}
            if rows == "attributions":
                span = item["source"] or {}
                source = sources.get(span.get("resolved", ""), {})
                row["source"] = span.get("text")
                row.update(source_name=source.get("name"), source_person=source.get("person"))
                row["cue"] = item["cue"]["text"]
                row["content"] = " … ".join(span["text"] for span in item["content"])
            elif rows in ("sentences", "claims"):
                source = sources.get(item["source"] or "", {})
                row.update(source_name=source.get("name"), source_person=source.get("person"))
            yield row
