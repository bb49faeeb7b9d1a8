"""Labelled articles, and the tables and files made from them."""

from __future__ import annotations

import io
import json
import os
from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Literal, Optional, Sequence, Union, overload

from . import _html, _saidso
from ._types import Attribution, Claim, Sentence, Source

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

#: What a row of a table is.
Table = Literal["articles", "sentences", "attributions", "claims", "sources"]


class Article:
    """A labelled article, or one that could not be labelled (``error``) or was skipped (``skipped``).

    ``sentences``, ``attributions``, ``sources`` and ``claims`` are lists of dictionaries as ``saidso schema`` describes
    them. Offsets count code points: ``article.text[start:end] == span["text"]``, except for spans of the title
    (``span["of"] == "title"``).
    """

    def __init__(self, json_record: str, text: Optional[str] = None) -> None:
        #: The record as a line of JSON, as the command line writes it.
        self.json = json_record
        #: The text, unless it came from a file.
        self.text = text

    @cached_property
    def record(self) -> Dict[str, Any]:
        """The whole record."""
        record: Dict[str, Any] = json.loads(self.json)
        return record

    @property
    def id(self) -> str:
        """The id as given, or the article's position."""
        return str(self.record["id"])

    @property
    def title(self) -> Optional[str]:
        """The title, if it was given separately from the text."""
        title: Optional[str] = self.record.get("title")
        return title

    @property
    def metadata(self) -> Dict[str, Any]:
        """All other fields of the input."""
        metadata: Dict[str, Any] = self.record.get("metadata", {})
        return metadata

    @property
    def sentences(self) -> List[Sentence]:
        """The sentences, with their labels; those of the title first."""
        return self._list("sentences")

    @property
    def attributions(self) -> List[Attribution]:
        """Who says what, in the order of the cues."""
        return self._list("attributions")

    @property
    def sources(self) -> List[Source]:
        """Who speaks, each once, under one name."""
        return self._list("sources")

    @property
    def claims(self) -> List[Claim]:
        """What is said, without the words that introduce it."""
        return self._list("claims")

    def _list(self, name: str) -> List[Any]:
        items: List[Any] = self.record.get(name, [])
        return items

    def source(self, id: Optional[str]) -> Optional[Source]:
        """The source with an id, as sentences, claims and ``attribution["source"]["resolved"]`` name it."""
        return next((source for source in self.sources if source["id"] == id), None)

    @property
    def error(self) -> Optional[str]:
        """Why the article could not be labelled, if it could not."""
        return str(self.record["error"]["reason"]) if "error" in self.record else None

    @property
    def skipped(self) -> Optional[str]:
        """Why the article was skipped, if it was: it is not in English, or repeats another."""
        return str(self.record["skipped"]["reason"]) if "skipped" in self.record else None

    @property
    def problem(self) -> str:
        """The error, with the article's id."""
        return f"{self.id or 'one without id'}: {self.error}"

    def __repr__(self) -> str:
        if self.error is not None:
            return f"<Article {self.id!r}: error: {self.error}>"
        if self.skipped is not None:
            return f"<Article {self.id!r}: skipped: {self.skipped}>"
        counts = f"{len(self.sentences)} sentences, {len(self.attributions)} attributions, {len(self.sources)} sources"
        return f"<Article {self.id!r}: {counts}>"

    def _repr_html_(self) -> str:
        return _html.article(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Article) and (self.json, self.text) == (other.json, other.text)

    __hash__ = None  # type: ignore[assignment]


class ArticleError(_saidso.SaidsoError):
    """An article could not be labelled."""

    def __init__(self, article: Article) -> None:
        super().__init__(article.problem)
        #: The article.
        self.article = article

    def __reduce__(self) -> Any:
        return (ArticleError, (self.article,))


class Corpus(Sequence[Article]):
    """Labelled articles, in the order of the input: a sequence, and tables of what is in them.

    A table has a row for each article, sentence, attribution, claim or source, with the columns of
    ``saidso extract --rows``: those of the record, the title, and the metadata as ``meta_NAME``. Articles that failed
    or were skipped have rows in the table of articles only.
    """

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self._articles = list(articles)

    @classmethod
    def from_jsonl(cls, path: Union[str, "os.PathLike[str]"]) -> "Corpus":
        """The articles of a file of JSON Lines, as :meth:`to_jsonl` and ``saidso extract`` write it."""
        with open(path, encoding="utf-8") as lines:
            return cls(Article(line.rstrip("\n")) for line in lines if line.strip())

    def to_jsonl(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the records as JSON Lines, which all commands of ``saidso`` read."""
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{article.json}\n" for article in self)

    def to_parquet(self, path: Union[str, "os.PathLike[str]"], table: Table = "articles") -> None:
        """Writes a table as Parquet, which needs no other package."""
        with open(path, "wb") as file:
            file.write(self._table(table, parquet=True))

    def rows(self, table: Table = "sentences") -> List[Dict[str, Any]]:
        """A table as a list of dictionaries without absent values; needs no other package."""
        return [json.loads(line) for line in self._table(table, parquet=False).splitlines()]

    def to_pandas(self, table: Table = "sentences") -> "pandas.DataFrame":
        """A table as a DataFrame of pandas."""
        _needed("pandas", "pandas")
        _needed("pyarrow", "pandas")
        return self.to_arrow(table).to_pandas()

    def to_polars(self, table: Table = "sentences") -> "polars.DataFrame":
        """A table as a DataFrame of polars."""
        module = _needed("polars", "polars")
        frame: "polars.DataFrame" = module.read_parquet(io.BytesIO(self._table(table, parquet=True)))
        return frame

    def to_arrow(self, table: Table = "sentences") -> "pyarrow.Table":
        """A table as one of pyarrow."""
        parquet = _needed("pyarrow.parquet", "arrow")
        return parquet.read_table(io.BytesIO(self._table(table, parquet=True)))

    @property
    def failed(self) -> "Corpus":
        """The articles that could not be labelled."""
        return Corpus(article for article in self if article.error is not None)

    @property
    def skipped(self) -> "Corpus":
        """The articles that were skipped."""
        return Corpus(article for article in self if article.skipped is not None)

    def _table(self, table: str, parquet: bool) -> bytes:
        return _saidso.table([article.json for article in self], table, parquet)

    def __len__(self) -> int:
        return len(self._articles)

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> "Corpus": ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Article, "Corpus"]:
        if isinstance(index, slice):
            return Corpus(self._articles[index])
        return self._articles[index]

    def __iter__(self) -> Iterator[Article]:
        return iter(self._articles)

    def __repr__(self) -> str:
        failed, skipped = len(self.failed), len(self.skipped)
        beside = f", {failed} failed" * bool(failed) + f", {skipped} skipped" * bool(skipped)
        return f"<Corpus: {len(self)} article{'s' * (len(self) != 1)}{beside}>"

    def _repr_html_(self) -> str:
        return _html.corpus(self)


def _needed(module: str, extra: str) -> Any:
    """An optional package."""
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError:
        raise ImportError(f"this table needs {module.split('.')[0]}: pip install 'saidso[{extra}]'") from None
