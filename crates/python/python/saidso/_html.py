"""Labelled articles in notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, List

if TYPE_CHECKING:
    from ._corpus import Article, Corpus
    from ._types import Sentence

#: Light enough for black text, and distinguished by underlines too.
_STYLES = {
    "reported_fact": ("reported fact", "background:#e3eefb;border-bottom:1px solid #4a7ebb"),
    "quote": ("quote", "background:#fdf0d0;border-bottom:2px dashed #b07d12"),
    "opinion": ("opinion", "background:#f8e0ea;border-bottom:2px dotted #b03a6e"),
}
#: Most articles of a corpus that are listed.
_MOST = 20


def article(article: "Article") -> str:
    """The article with its sentences tinted by label, and who says what."""
    if article.error is not None or article.skipped is not None:
        return f"<p>{escape(repr(article))}</p>"
    legend = " ".join(f'<span style="color:#000;{style}">{name}</span>' for name, style in _STYLES.values())
    text = _sentences(article)
    rows = "".join(
        f"<tr><td style='text-align:left'>{escape(_name(article, attribution['source']))}</td>"
        f"<td style='text-align:left'>{escape(attribution['cue']['text'])}</td>"
        f"<td style='text-align:left'>{escape(' … '.join(span['text'] for span in attribution['content']))}</td></tr>"
        for attribution in article.attributions
    )
    table = f"<table><tr><th>who</th><th>cue</th><th>what</th></tr>{rows}</table>" if rows else ""
    return f'<div style="max-width:50em;line-height:1.7"><p>{legend}</p><p>{text}</p>{table}</div>'


def corpus(corpus: "Corpus") -> str:
    """The first articles, by number of sentences, attributions and sources."""
    rows = "".join(
        f"<tr><td style='text-align:left'>{escape(article.id)}</td>"
        f"<td style='text-align:left'>{escape(article.title or article.error or article.skipped or '')}</td>"
        f"<td>{len(article.sentences)}</td><td>{len(article.attributions)}</td><td>{len(article.sources)}</td></tr>"
        for article in corpus[:_MOST]
    )
    more = f"<p>… and {len(corpus) - _MOST} more</p>" if len(corpus) > _MOST else ""
    head = "".join(f"<th>{name}</th>" for name in ("id", "title", "sentences", "attributions", "sources"))
    return f"<p>{escape(repr(corpus))}</p><table><tr>{head}</tr>{rows}</table>{more}"


def _sentences(article: "Article") -> str:
    pieces: List[str] = []
    end = 0
    for sentence in article.sentences:
        is_title = sentence.get("of") == "title"
        if pieces:
            # A paragraph ends where sentences of the text are separated by more than a space.
            pieces.append("<br>" if end and sentence["start"] > end + 1 else " ")
        pieces.append(_sentence(article, sentence))
        if is_title:
            pieces.append("<br>")
        else:
            end = sentence["end"]
    return "".join(pieces)


def _sentence(article: "Article", sentence: "Sentence") -> str:
    words = escape(sentence["text"])
    if sentence["label"] is None or sentence["confidence"] is None:
        return f'<span style="opacity:.6" title="{escape(sentence["role"])}">{words}</span>'
    name, style = _STYLES[sentence["label"]]
    source = article.source(sentence["source"])
    said = f", {source['name']}" if source else ""
    title = escape(f"{name}, {sentence['confidence']:.0%}{said}")
    return f'<span style="color:#000;{style}" title="{title}">{words}</span>'


def _name(article: "Article", span: object) -> str:
    if not isinstance(span, dict):
        return ""
    source = article.source(span.get("resolved"))
    return source["name"] if source else str(span.get("text", ""))
