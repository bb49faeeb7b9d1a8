"""Records as data frames."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, Iterable, Literal, Optional, Union

from ._process import SaidsoError, find_binary
from ._types import Record

if TYPE_CHECKING:
    import pandas

Rows = Literal["sentences", "attributions", "claims", "sources"]


def to_pandas(
    records: Iterable[Record],
    rows: Rows = "sentences",
    *,
    binary: Optional[Union[str, "os.PathLike[str]"]] = None,
) -> "pandas.DataFrame":
    """A row for each sentence, attribution, claim or source, with the columns of ``saidso extract --rows``.

    Each row has the ``article`` that it is of, its ``title`` and metadata (``meta_NAME``). Articles that failed or were
    skipped have no rows.
    """
    import pandas

    command = [find_binary(binary), "convert", "-", "--rows", rows, "--quiet"]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=False)
    if done.returncode != 0:
        raise SaidsoError(done.stderr.decode(errors="replace").strip())
    return pandas.DataFrame([json.loads(line) for line in done.stdout.decode().splitlines()])
