"""Says, sentence by sentence, what a news article reports as fact, quotes or gives as opinion, and who said it.

    import saidso

    extractor = saidso.Extractor()
    corpus = extractor.extract(["“We had no choice,” said Anna Larsen. It rained."])
    corpus.to_pandas("attributions")[["source_name", "content", "confidence"]]
"""

from importlib.metadata import version

from ._corpus import Article, ArticleError, Corpus, Table
from ._extractor import Extractor
from ._models import find_model
from ._saidso import SaidsoError
from ._types import (
    Attribution,
    Claim,
    Record,
    Sentence,
    Source,
    SourceSpan,
    Span,
)

__version__ = version("saidso")

__all__ = [
    "Article",
    "ArticleError",
    "Attribution",
    "Claim",
    "Corpus",
    "Extractor",
    "Record",
    "SaidsoError",
    "Sentence",
    "Source",
    "SourceSpan",
    "Span",
    "Table",
    "find_model",
]
