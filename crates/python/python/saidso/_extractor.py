"""A model, loaded once and kept."""

from __future__ import annotations

import os
import sys
import warnings
from collections import deque
from typing import Any, Deque, Dict, Iterable, Iterator, List, Literal, Mapping, Optional, Tuple, Union, overload

from . import _articles
from ._articles import ID, TEXT, TITLE, Columns
from ._corpus import Article, ArticleError, Corpus
from ._models import DEFAULT, find_model
from ._saidso import Model

Path = Union[str, "os.PathLike[str]"]


class Extractor:
    """Labels articles with a model that is loaded once.

    It can be used by several threads at a time, and does not hold Python's lock while it works.

    Parameters
    ----------
    model:
        A model's name, or its folder. ``"fast"`` is the smaller model, where it is installed.
    precision:
        ``"fp32"`` calculates in single precision, ``"int8"`` with 8-bit integers in linear layers, ``"auto"`` with what
        is faster on this processor.
    threads:
        How many threads label several articles; by default, one for each processor. Results do not depend on it.
    any_language:
        Label articles in other languages than English too. Otherwise they are skipped, which their record says.
    duplicates:
        What to do with a text that occurred before in the same call: ``"keep"`` labels it like any other, ``"mark"``
        also names the first in ``duplicate_of``, ``"skip"`` skips it.
    """

    def __init__(
        self,
        model: Path = DEFAULT,
        *,
        precision: Literal["auto", "fp32", "int8"] = "auto",
        threads: Optional[int] = None,
        any_language: bool = False,
        duplicates: Literal["keep", "mark", "skip"] = "keep",
    ) -> None:
        if threads is not None and threads < 1:
            raise ValueError(f"threads must be at least 1, not {threads}")
        #: The model's folder.
        self.model = find_model(model)
        self._options = (precision, threads, any_language, duplicates)
        self._model = Model(self.model, *self._options)

    @overload
    def extract(
        self,
        data: Union[str, Mapping[str, Any]],
        *,
        text: str = ...,
        id: str = ...,
        title: str = ...,
        progress: Optional[bool] = ...,
        errors: Literal["record", "raise"] = ...,
    ) -> Article: ...
    @overload
    def extract(
        self,
        data: Any,
        *,
        text: str = ...,
        id: str = ...,
        title: str = ...,
        progress: Optional[bool] = ...,
        errors: Literal["record", "raise"] = ...,
    ) -> Corpus: ...

    def extract(
        self,
        data: Any,
        *,
        text: str = TEXT,
        id: str = ID,
        title: str = TITLE,
        progress: Optional[bool] = None,
        errors: Literal["record", "raise"] = "record",
    ) -> Union[Article, Corpus]:
        """Labels one article or many.

        Returns an :class:`Article` for a text or a mapping, which is one article. For anything else, returns a
        :class:`Corpus` with an article for each article of the input, in its order.

        Parameters
        ----------
        data:
            A text; a mapping with a text; a list or another iterable of these; a DataFrame of pandas or polars, or a
            table of pyarrow; or a path (``pathlib.Path``) of a file or folder of any kind that the command line reads.
        text, id, title:
            Names of the columns or fields that hold them. All others become ``metadata``. Articles without id get their
            position, or their label in the index of a pandas DataFrame.
        progress:
            Show a progress bar with ``tqdm``; by default, in terminals and notebooks, if ``tqdm`` is installed.
        errors:
            ``"record"`` keeps an article that cannot be labelled in its place, with ``error``, and warns at the end;
            ``"raise"`` raises :class:`ArticleError`.
        """
        columns = Columns(text, id, title)
        if isinstance(data, str) and _articles.looks_like_a_path(data):
            raise ValueError(f"{data!r} is the name of a file: pass pathlib.Path({data!r}) to read it")
        if isinstance(data, (str, Mapping)):
            if isinstance(data, Mapping):
                columns.check(map(str, data), "the article")
            given = _articles.one(data, 0, columns)
            article = Article(self._model.label(given.encoded()), given.text)
            labelled: Union[Article, Corpus] = article
            articles = [article]
        else:
            paths = [data] if isinstance(data, os.PathLike) else data
            if isinstance(paths, list) and paths and all(isinstance(path, os.PathLike) for path in paths):
                stream, total = self._files(paths, columns), None
            else:
                stream, total = self._stream(_articles.many(data, columns)), _articles.size(data)
            articles = list(_shown(stream, total, progress))
            labelled = Corpus(articles)
        failed = [article for article in articles if article.error is not None]
        if failed and errors == "raise":
            raise ArticleError(failed[0])
        if failed:
            message = f"{len(failed)} of {len(articles)} articles could not be labelled, such as {failed[0].problem}"
            warnings.warn(message, stacklevel=2)
        return labelled

    def stream(
        self, articles: Iterable[Any], *, text: str = TEXT, id: str = ID, title: str = TITLE
    ) -> Iterator[Article]:
        """Labels articles one after the other, each as soon as it is ready, in order.

        Takes what :meth:`extract` takes, except single texts and paths; the input may be endless, and is read a few
        dozen articles ahead. An article that cannot be labelled has an ``error``.
        """
        return self._stream(_articles.many(articles, Columns(text, id, title)))

    def _stream(self, articles: Iterator[_articles.Given]) -> Iterator[Article]:
        texts: Deque[Optional[str]] = deque()

        def encoded() -> Iterator[Tuple[bytes, Optional[bytes], Optional[bytes], bytes]]:
            for article in articles:
                texts.append(article.text)
                yield article.encoded()

        for record in self._model.label_all(encoded()):
            yield Article(record, texts.popleft())

    def _files(self, paths: List["os.PathLike[str]"], columns: Columns) -> Iterator[Article]:
        for path in paths:
            if not os.path.exists(path):
                raise FileNotFoundError(f"there is no file or folder {os.fspath(path)}")
        return (Article(record) for record in self._model.label_files(paths, *columns))

    def __reduce__(self) -> Tuple[Any, ...]:
        """Lets other processes load the model again."""
        return (_load, (os.fspath(self.model), self._options))

    def __repr__(self) -> str:
        return f"Extractor({os.fspath(self.model)!r})"


def _load(model: str, options: Tuple[Any, ...]) -> Extractor:
    names = ("precision", "threads", "any_language", "duplicates")
    arguments: Dict[str, Any] = dict(zip(names, options))
    return Extractor(model, **arguments)


def _shown(articles: Iterator[Article], total: Optional[int], progress: Optional[bool]) -> Iterator[Article]:
    """The same articles, with a progress bar if somebody can see it."""
    if progress is None:
        progress = "ipykernel" in sys.modules or sys.stderr.isatty()
        optional = True
    else:
        optional = False
    if not progress:
        return articles
    try:
        from tqdm.auto import tqdm
    except ImportError:
        if optional:
            return articles
        raise ImportError("a progress bar needs tqdm: pip install tqdm") from None
    return iter(tqdm(articles, total=total, unit="article"))
