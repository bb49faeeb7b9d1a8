"""saidso as a component of spaCy: ``nlp.add_pipe("saidso")``.

Spans go to ``doc.spans["saidso"]``, labelled ``SOURCE``, ``CUE`` and ``CONTENT``, with the attribution's id as
``span.id_``. The label of a sentence is ``sent._.saidso_label``, the record of a document ``doc._.saidso``.
"""

from __future__ import annotations

from typing import Any, Iterable, Iterator, List, Optional, Tuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from ._corpus import Article
from ._extractor import Extractor

#: The key of the spans, and of the record that a document keeps.
KEY = "saidso"


@Language.factory(KEY, default_config={"model": "saidso-en", "precision": "auto", "threads": None})
def create(nlp: Language, name: str, model: str, precision: Any, threads: Optional[int]) -> "Component":
    """Makes the component. ``model``, ``precision`` and ``threads`` are those of :class:`saidso.Extractor`."""
    return Component(Extractor(model, precision=precision, threads=threads, any_language=True))


class Component:
    """Labels documents."""

    def __init__(self, extractor: Extractor) -> None:
        self.extractor = extractor
        if not Span.has_extension("saidso_label"):
            Span.set_extension("saidso_label", getter=_label)
            Doc.set_extension("saidso", getter=_record)

    def __call__(self, doc: Doc) -> Doc:
        return _mark(doc, self.extractor.extract(doc.text))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 0) -> Iterator[Doc]:
        """Labels documents with several threads."""
        taken: List[Doc] = []

        def texts() -> Iterator[str]:
            for doc in docs:
                taken.append(doc)
                yield doc.text

        for article in self.extractor.stream(texts()):
            yield _mark(taken.pop(0), article)


def _mark(doc: Doc, article: Article) -> Doc:
    doc.user_data[KEY] = article.record
    spans = []
    for attribution in article.attributions:
        parts = [("CUE", attribution["cue"]), *(("CONTENT", content) for content in attribution["content"])]
        if attribution["source"] is not None:
            parts.insert(0, ("SOURCE", attribution["source"]))
        for label, part in parts:
            found = doc.char_span(
                part["start"], part["end"], label=label, span_id=attribution["id"], alignment_mode="expand"
            )
            if found is not None:
                spans.append(found)
    doc.spans[KEY] = spans
    return doc


def _record(doc: Doc) -> Any:
    """The document's record, if it has been labelled."""
    return doc.user_data.get(KEY)


def _label(span: Span) -> Optional[str]:
    """The label of the record's sentence that shares most characters with the span."""

    def shared(sentence: Any) -> Tuple[int, int]:
        overlap = min(sentence["end"], span.end_char) - max(sentence["start"], span.start_char)
        return overlap, -sentence["start"]

    sentences = (span.doc.user_data.get(KEY) or {}).get("sentences", [])
    best = max(sentences, key=shared, default=None)
    return best["label"] if best is not None and shared(best)[0] > 0 else None
