"""Who said what in news articles: streams articles through the ``saidso`` program and yields its records.

    for record in saidso.extract(texts):
        ...
"""

from ._frames import to_pandas
from ._process import ArticleError, Saidso, SaidsoError, extract
from ._types import (
    Article,
    Attribution,
    Claim,
    ErrorRecord,
    LabelledArticle,
    Record,
    Sentence,
    SkippedRecord,
    Source,
    SourceSpan,
    Span,
)

__all__ = [
    "Article",
    "ArticleError",
    "Attribution",
    "Claim",
    "ErrorRecord",
    "LabelledArticle",
    "Record",
    "Saidso",
    "SaidsoError",
    "Sentence",
    "SkippedRecord",
    "Source",
    "SourceSpan",
    "Span",
    "extract",
    "to_pandas",
]
