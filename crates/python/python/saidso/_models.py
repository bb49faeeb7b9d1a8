"""Where models are found."""

from __future__ import annotations

import os
from pathlib import Path
from typing import List, Union

from ._saidso import SaidsoError

#: The model that is used unless another is named.
DEFAULT = "saidso-en"


def find_model(model: Union[str, "os.PathLike[str]"] = DEFAULT) -> Path:
    """The folder of a model that is given as a folder or by name.

    A name is looked for in the folder of the environment variable ``SAIDSO_MODELS``, in this package, and in the user's
    data folder, where ``saidso model get`` puts models. ``"fast"`` is short for ``"saidso-en-fast"``.
    """
    folder = Path(model)
    if folder.is_dir():
        return folder
    if len(folder.parts) > 1:
        raise SaidsoError(f"there is no model folder {folder}")
    places = [place / name for place in _folders() for name in (folder.name, f"{DEFAULT}-{folder.name}")]
    for place in places:
        if place.is_dir():
            return place
    looked = "".join(f"\n  {place}" for place in places)
    raise SaidsoError(f"there is no model {folder.name!r}; looked for{looked}")


def _folders() -> List[Path]:
    named = os.environ.get("SAIDSO_MODELS")
    data = os.environ.get("XDG_DATA_HOME", "")
    data_folder = Path(data) if os.path.isabs(data) else Path.home() / ".local" / "share"
    return [*([Path(named)] if named else []), Path(__file__).parent / "models", data_folder / "saidso" / "models"]
