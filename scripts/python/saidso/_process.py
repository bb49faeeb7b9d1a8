"""The program, running beside Python: articles in, records out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
from typing import Any, Dict, Iterable, Iterator, List, Literal, Optional, Sequence, Union

from ._types import Article, Record

Path = Union[str, "os.PathLike[str]"]


class SaidsoError(RuntimeError):
    """The program is missing, cannot start, or ended before it had answered every article."""


class ArticleError(SaidsoError):
    """An article could not be labelled; ``record`` says why."""

    def __init__(self, record: Dict[str, Any]) -> None:
        super().__init__(f"{record['id']}: {record['error']['reason']}")
        self.record = record


def extract(
    articles: Iterable[Article],
    *,
    binary: Optional[Path] = None,
    model: Optional[str] = None,
    threads: Optional[int] = None,
    precision: Literal["auto", "fp32", "int8"] = "auto",
    errors: Literal["record", "raise"] = "record",
    arguments: Sequence[str] = (),
) -> Iterator[Record]:
    """Yields a record for each article, in order, as soon as it is ready.

    ``articles`` may be endless. ``arguments`` are options of ``saidso extract`` as they stand on the command line.
    """
    with Saidso(binary=binary, model=model, threads=threads, precision=precision, arguments=arguments) as process:
        for record in process.extract(articles):
            if errors == "raise" and "error" in record:
                raise ArticleError(record)  # type: ignore[arg-type]
            yield record


class Saidso:
    """A running program; to be used once, in a ``with`` statement."""

    def __init__(
        self,
        *,
        binary: Optional[Path] = None,
        model: Optional[str] = None,
        threads: Optional[int] = None,
        precision: str = "auto",
        arguments: Sequence[str] = (),
    ) -> None:
        command: List[str] = [find_binary(binary), "extract", "-", "--flush", "each", "--quiet", "--precision", precision]
        # A stream may have no end, and which texts came before must not matter.
        command += ["--duplicates", "keep"]
        # Offsets must refer to the texts as they are given, whatever is in them.
        command += ["--field-format", "text"]
        if model is not None:
            command += ["--model", model]
        if threads is not None:
            command += ["--threads", str(threads)]
        self._messages = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                [*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._messages
            )
        except OSError as error:
            raise SaidsoError(f"cannot start {command[0]}: {error}") from error
        self._trouble: Optional[BaseException] = None
        self._sent = 0
        self._all_sent = False

    @property
    def pid(self) -> int:
        """The program's process id."""
        return self._process.pid

    def extract(self, articles: Iterable[Article]) -> Iterator[Record]:
        """Yields a record for each article, in order. Articles are taken in a thread of their own, a few ahead."""
        feeder = threading.Thread(target=self._feed, args=(iter(articles),), daemon=True)
        feeder.start()
        received = 0
        assert self._process.stdout is not None
        for line in self._process.stdout:
            received += 1
            yield json.loads(line)
        status = self._process.wait()
        # A feeder that waits for its next article would keep a program that is gone from being told of.
        if self._trouble is not None:
            raise self._trouble
        if not self._all_sent or received != self._sent or status not in (0, 1):
            raise SaidsoError(f"saidso ended with status {status} after {received} of {self._sent} articles: {self._said()}")

    def _feed(self, articles: Iterator[Article]) -> None:
        assert self._process.stdin is not None
        try:
            for article in articles:
                row = {"text": article} if isinstance(article, str) else dict(article)
                self._sent += 1
                self._process.stdin.write(json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "replace") + b"\n")
                self._process.stdin.flush()
            self._all_sent = True
        except BrokenPipeError:
            pass  # The program has ended; its status and messages say why.
        except BaseException as error:  # What the caller's iterator raises is raised where records are taken.
            self._trouble = error
        finally:
            try:
                self._process.stdin.close()
            except BrokenPipeError:
                pass

    def _said(self) -> str:
        self._messages.seek(0)
        return self._messages.read().decode("utf-8", "replace").strip()[-2000:] or "it said nothing"

    def __enter__(self) -> "Saidso":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._messages.close()


def find_binary(binary: Optional[Path]) -> str:
    """The program: as named, in ``SAIDSO_BINARY``, or on the ``PATH``."""
    named = os.fspath(binary) if binary is not None else os.environ.get("SAIDSO_BINARY") or "saidso"
    found = shutil.which(named)
    if found is None:
        raise SaidsoError(f"there is no program {named}: name it with binary= or the environment variable SAIDSO_BINARY")
    return found
