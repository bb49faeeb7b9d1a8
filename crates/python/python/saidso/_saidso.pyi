import os
from typing import Iterator, Optional, Sequence, Tuple

Given = Tuple[bytes, Optional[bytes], Optional[bytes], bytes]

class SaidsoError(RuntimeError):
    """The model cannot be loaded, or a run was cut short."""

class Records(Iterator[str]):
    def __iter__(self) -> "Records": ...
    def __next__(self) -> str: ...

class Model:
    def __new__(
        cls,
        folder: "str | os.PathLike[str]",
        precision: str,
        threads: Optional[int],
        any_language: bool,
        duplicates: str,
    ) -> "Model": ...
    def label(self, article: Given) -> str: ...
    def label_all(self, articles: Iterator[Given]) -> Records: ...
    def label_files(self, paths: "Sequence[os.PathLike[str]]", text: str, id: str, title: str) -> Records: ...

def table(records: Sequence[str], rows: str, parquet: bool) -> bytes: ...
