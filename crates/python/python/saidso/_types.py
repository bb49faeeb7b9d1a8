"""The records, as types. ``saidso schema`` defines them."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, Optional, TypedDict, Union

Label = Literal["reported_fact", "quote", "opinion"]
Kind = Literal["person", "organization", "document", "group", "unnamed"]
Assertion = Literal["asserted", "denied", "unsaid", "asked", "wanted", "hypothetical"]


class _Span(TypedDict):
    start: int
    end: int
    text: str


class Span(_Span, total=False):
    #: What the offsets are of; the article's text where it is absent.
    of: Literal["title"]


class _Sentence(Span):
    role: Literal["headline", "body", "caption", "boilerplate"]
    label: Optional[Label]
    confidence: Optional[float]
    scores: Optional[Dict[str, float]]
    source: Optional[str]
    attributions: List[str]


class Sentence(_Sentence, total=False):
    attributed_by: str


class _SourceSpan(Span):
    resolved: str


class SourceSpan(_SourceSpan, total=False):
    confidence: float


class _Attribution(TypedDict):
    id: str
    speech: Literal["direct", "indirect", "mixed"]
    confidence: float
    source: Optional[SourceSpan]
    cue: Span
    content: List[Span]


class Attribution(_Attribution, total=False):
    within: str
    assertion: Assertion
    propositional: bool


class _Source(TypedDict):
    id: str
    name: str
    mentions: List[Span]


class Source(_Source, total=False):
    kind: Kind
    titles_or_role: str
    person: Dict[str, Any]
    unresolved: bool
    speaks_for: str
    anonymity_reason: Span
    claims: Dict[str, int]


class Replacement(Span):
    by: str
    confidence: float


class _Claim(TypedDict):
    text: str
    label: Label
    source: Optional[str]
    attribution: Optional[str]
    sentences: List[int]
    confidence: float
    standalone: Optional[str]


class Claim(_Claim, total=False):
    sources: List[str]
    assertion: Assertion
    propositional: bool
    check_worthy: float
    not_standalone: str
    replacements: List[Replacement]


class _LabelledArticle(TypedDict):
    schema_version: int
    id: str
    offset_unit: Literal["unicode_code_point"]
    sentences: List[Sentence]
    attributions: List[Attribution]
    sources: List[Source]
    claims: List[Claim]


class LabelledArticle(_LabelledArticle, total=False):
    title: str
    metadata: Dict[str, Any]
    duplicate_of: str


class ErrorRecord(TypedDict):
    """An article that could not be labelled; ``error["reason"]`` says why."""

    schema_version: int
    id: str
    error: Dict[str, Any]


class SkippedRecord(TypedDict):
    """An article that was skipped, for its language or as a repeat."""

    schema_version: int
    id: str
    skipped: Dict[str, Any]


Record = Union[LabelledArticle, ErrorRecord, SkippedRecord]
