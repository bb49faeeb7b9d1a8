"""Reads the output of `saidso convert` with the tools it was written for; see scripts/check_exports.

Each check reads the spans back from the format and compares them with those of the labelled articles.
"""

import gzip
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

LABELS = {"reported_fact", "quote", "opinion"}


def listed(spans):
    return [] if spans is None else spans if isinstance(spans, list) else [spans]


def articles(files):
    """The labelled articles, by id."""
    found = {}
    for file in files:
        opened = gzip.open if file.endswith(".gz") else open
        with opened(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                article = json.loads(line)
                if "error" not in article:
                    found[article["id"]] = article
    return found


def parts(article, part):
    """The texts of a part of all attributions, ignoring white space."""
    return Counter(plain(span["text"]) for one in article["attributions"] for span in listed(one[part]))


def wholes(article, part):
    """The same with the fragments of each attribution joined: a format may join those separated only by white space."""
    texts = (plain(" ".join(span["text"] for span in listed(one[part]))) for one in article["attributions"])
    return Counter(text for text in texts if text)


def plain(text):
    return " ".join(text.split())


def labels(article):
    return [(plain(one["text"]), one["label"]) for one in article["sentences"]]


def check(what, found, expected):
    if found != expected:
        sys.exit(f"{what} differs:\n  found    {found}\n  expected {expected}")


def check_brat(folder, golds):
    from pybrat.parser import BratParser

    rows = [json.loads(line) for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    names = {row["name"]: golds[row["id"]] for row in rows}
    # brat allows two annotations on the same words, as for a sentence that is all content; only this parser does not.
    BratParser._check_entities = lambda self, entities: None
    parsed = BratParser(error="raise").parse(folder)
    check("brat: articles", len(parsed), len(golds))
    kinds = {"Fact_sentence": "reported_fact", "Quote_sentence": "quote", "Opinion_sentence": "opinion", "Boilerplate_sentence": None}
    for example in parsed:
        name = os.path.relpath(example.id, folder) if os.path.isabs(example.id) else example.id
        gold = names[name]
        entities = [(one.type, one.spans[0].start) for one in example.entities]
        found = sorted(((start, kinds[kind]) for kind, start in entities if kind in kinds), key=lambda one: one[0])
        check(f"brat {name}: labels", [label for _, label in found], [label for _, label in labels(gold)])
        events = [event for event in example.events]
        check(f"brat {name}: events", len(events), len(gold["attributions"]))
        for event in events:
            assert any(argument.type == "Content" for argument in event.arguments), event
        cues = Counter(plain(event.trigger.mention) for event in events if event.type == "Cue")
        check(f"brat {name}: cues", cues, parts(gold, "cue"))
        sources = Counter(plain(one.mention) for event in events for one in event.arguments if one.type == "Source")
        check(f"brat {name}: sources", sources, parts(gold, "source"))
    configuration = (folder / "annotation.conf").read_text()
    for line in "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.ann")).splitlines():
        kind = re.split(r"[\t :]", line)[1]
        assert kind == "AnnotatorNotes" or re.search(rf"^{kind}\b", configuration, re.M), line


def check_xmi(folder, golds):
    from cassis import load_cas_from_xmi, load_typesystem

    with open(folder / "TypeSystem.xml", "rb") as file:
        types = load_typesystem(file)
    core = "de.tudarmstadt.ukp.dkpro.core.api"
    seen = set()
    for path in folder.rglob("*.xmi"):
        with open(path, "rb") as file:
            cas = load_cas_from_xmi(file, typesystem=types)
        gold = golds[cas.select(f"{core}.metadata.type.DocumentMetaData")[0].documentId]
        seen.add(gold["id"])
        if "text" in gold:
            check(f"xmi {path.name}: text", cas.sofa_string, gold["text"])
        found = [(plain(one.get_covered_text()), one.label) for one in cas.select("webanno.custom.SaidsoLabel")]
        check(f"xmi {path.name}: labels", found, [(text, label or "boilerplate") for text, label in labels(gold)])
        check(f"xmi {path.name}: sentences", len(cas.select(f"{core}.segmentation.type.Sentence")), len(gold["sentences"]))
        attributions = cas.select("webanno.custom.SaidsoAttribution")
        check(f"xmi {path.name}: cues", Counter(plain(one.get_covered_text()) for one in attributions), parts(gold, "cue"))
        for part in ("source", "content"):
            links = [one[part].elements if one[part] else [] for one in attributions]
            texts = (plain(" ".join(link.target.get_covered_text() for link in of_one)) for of_one in links)
            check(f"xmi {path.name}: {part}", Counter(text for text in texts if text), wholes(gold, part))
        tokens = "".join(one.get_covered_text() for one in cas.select(f"{core}.segmentation.type.Token"))
        check(f"xmi {path.name}: tokens", tokens, "".join(cas.sofa_string.split()))
    check("xmi: articles", seen, set(golds))


def check_datasets(folder, golds):
    os.environ["HF_DATASETS_OFFLINE"] = os.environ["HF_HUB_OFFLINE"] = "1"
    from datasets import disable_progress_bars, load_dataset

    disable_progress_bars()
    rows = load_dataset(str(folder), split="train", cache_dir=str(folder / ".cache"))
    check("datasets: rows", len(rows), len(golds))
    for row in rows:
        gold = golds[row["id"]]
        check(f"datasets {row['id']}: labels", [(plain(one["text"]), one["label"]) for one in row["sentences"]], labels(gold))
        check(f"datasets {row['id']}: metadata", json.loads(row["metadata"]).items() >= gold.get("metadata", {}).items(), True)
        for part in ("source", "cue", "content"):
            spans = [span for one in row["attributions"] for span in one[part]]
            assert all(row["text"][span["start"] : span["end"]] == span["text"] for span in spans), row["id"]
            check(f"datasets {row['id']}: {part}", Counter(plain(span["text"]) for span in spans), parts(gold, part))


def check_conll(file, golds):
    import conllu
    from seqeval.metrics.sequence_labeling import get_entities

    text = file.read_text(encoding="utf-8")
    fields = text.split("\n")[0].removeprefix("# global.columns = ").lower().split()
    sentences = conllu.parse(text, fields=fields)
    golden = [one for gold in golds.values() for one in gold["sentences"]]
    check("conll: sentences", len(sentences), len(golden))
    for sentence, gold in zip(sentences, golden):
        check("conll: text", sentence.metadata["text"], plain(gold["text"]))
        check("conll: label", sentence.metadata.get("label"), gold["label"])
        check("conll: tokens", "".join(token["form"] for token in sentence), "".join(gold["text"].split()))
        for part in ("source", "cue", "content"):
            tags = [token[f"saidso:{part}"] for token in sentence]
            before = "O"
            for tag in tags:
                assert tag == "O" or tag[2:] == part and (tag[0] == "B" or before != "O"), tags
                before = tag
            get_entities(tags)
    links = Counter()
    for sentence in sentences:
        for token in sentence:
            links.update(link.split(":")[1] for link in (token["saidso:links"] or "_").split("|") if ":" in link)
    for part in ("source", "cue", "content"):
        expected = sum(len(re.findall(r"\w+|[^\w\s]", span)) * n for gold in golds.values() for span, n in parts(gold, part).items())
        assert abs(links[part] - expected) <= expected / 50, (part, links[part], expected)


# The terms of http://www.w3.org/ns/anno.jsonld that saidso uses: a test must not fetch the context itself.
ANNO = {
    "oa": "http://www.w3.org/ns/oa#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": {"@type": "@id", "@id": "@id"},
    "type": {"@type": "@id", "@id": "@type"},
    **{name: f"oa:{name}" for name in ("Annotation", "SpecificResource", "TextualBody", "TextPositionSelector", "TextQuoteSelector", "classifying", "linking", "tagging", "identifying", "highlighting")},
    "AnnotationPage": "as:OrderedCollectionPage",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
    "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "value": "rdf:value",
}


def check_json_ld(document, context):
    """Checks that every term is defined, and every identifier absolute."""
    from pyld import jsonld

    (expanded,) = jsonld.expand({**document, "@context": context})

    def count(value):
        if isinstance(value, list):
            return sum(map(count, value))
        if not isinstance(value, dict):
            return 0
        for key in value:
            assert key.startswith("@") or re.match(r"https?://", key), key
        for name in ([value["@id"]] if "@id" in value else []) + listed(value.get("@type")):
            assert re.match(r"[a-z]+:", name), name
        return sum(not key.startswith("@") for key in value) + sum(map(count, value.values()))

    def terms(value):
        if isinstance(value, list):
            return sum(map(terms, value))
        if not isinstance(value, dict):
            return 0
        return sum(key not in ("id", "type") and not key.startswith("@") for key in value) + sum(map(terms, value.values()))

    check("terms that JSON-LD keeps", count(expanded), terms(document))


def check_web_annotation(file, golds):
    from iiif_prezi3.skeleton import TextPositionSelector, TextQuoteSelector

    for line in file.read_text(encoding="utf-8").split("\n")[:-1]:
        page = json.loads(line)
        check("web annotation: context", page["@context"], "http://www.w3.org/ns/anno.jsonld")
        check_json_ld(page, ANNO)
        gold = next(gold for gold in golds.values() if page["id"].endswith(":" + __import__("urllib.parse").parse.quote(gold["id"])))
        ids = [one["id"] for one in page["items"]]
        assert len(set(ids)) == len(ids)
        places = []
        for one in page["items"]:
            # The properties that the model requires of an annotation.
            assert one["type"] == "Annotation" and one["target"] and one["id"]
            targets = listed(one["target"])
            for place in targets + [body for body in one["body"] if body["type"] == "SpecificResource"]:
                position, quote = place["selector"]
                TextPositionSelector.model_validate(position)
                TextQuoteSelector.model_validate(quote)
                check("web annotation: length", position["end"] - position["start"], len(quote["exact"]))
                if "text" in gold:
                    text = gold["text"]
                    check("web annotation: exact", text[position["start"] : position["end"]], quote["exact"])
                    assert text[: position["start"]].endswith(quote["prefix"]) and text[position["end"] :].startswith(quote["suffix"])
            if one["motivation"] == "linking":
                places += [plain(place["selector"][1]["exact"]) for place in targets]
        check("web annotation: contents", Counter(places), parts(gold, "content"))


def check_spacy(file, golds):
    import spacy
    from spacy import displacy
    from spacy.tokens import Doc

    nlp = spacy.blank("en")
    for line in file.read_text(encoding="utf-8").split("\n")[:-1]:
        row = json.loads(line)
        gold = golds[row["title"]]
        doc = Doc(nlp.vocab).from_json(row, validate=True)
        check(f"spacy {row['title']}: text", doc.text, gold.get("text", row["text"]))
        found = [(plain(entity.text), entity.label_.lower()) for entity in doc.ents]
        check(f"spacy {row['title']}: labels", found, [one for one in labels(gold) if one[1]])
        check(f"spacy {row['title']}: sentences", [plain(one.text) for one in doc.sents], [text for text, _ in labels(gold)])
        for part in ("source", "cue", "content"):
            check(f"spacy {row['title']}: {part}", Counter(plain(one.text) for one in doc.spans[part]), parts(gold, part))
        page = displacy.render(row, style="ent", manual=True, page=True, jupyter=False)
        assert page.count("<mark") == len(found)
        displacy.render(doc, style="span", options={"spans_key": "source"}, jupyter=False)


def check_schema_org(file, golds):
    import schema_org

    def check_thing(thing):
        """Checks values against the ranges of the vocabulary's properties."""
        model = getattr(schema_org, thing["@type"])
        fields = {}
        for name, value in thing.items():
            if not name.startswith("@"):
                nested = [check_thing(one) if isinstance(one, dict) else one for one in listed(value)]
                fields[name] = nested if isinstance(value, list) else nested[0]
        if "datePublished" in fields:
            from datetime import date

            fields["datePublished"] = date.fromisoformat(fields["datePublished"][:10])
        return model.model_validate(fields)

    for line in file.read_text(encoding="utf-8").split("\n")[:-1]:
        article = json.loads(line)
        check("schema.org: context", article["@context"], "https://schema.org")
        check_thing(article)
        check_json_ld(article, {"@vocab": "https://schema.org/"})
        gold = golds[article["identifier"]]
        said = [one for one in article["hasPart"] if "genre" not in one]
        check("schema.org: claims", len(said), len(gold["attributions"]))
        quotations = sum(one["@type"] == "Quotation" for one in said)
        check("schema.org: quotations", quotations, sum(one["speech"] != "indirect" for one in gold["attributions"]))


def main():
    folder, golds = Path(sys.argv[1]), articles(sys.argv[2:])
    for name, run in [
        ("brat", check_brat),
        ("xmi", check_xmi),
        ("datasets", check_datasets),
        ("conll.txt", check_conll),
        ("web-annotation.txt", check_web_annotation),
        ("spacy.txt", check_spacy),
        ("schema-org.txt", check_schema_org),
    ]:
        run(folder / name, golds)
        print(f"{name.removesuffix('.txt')}: {len(golds)} articles read and compared")


if __name__ == "__main__":
    main()
