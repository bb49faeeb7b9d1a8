#!/usr/bin/env python3
"""Makes a small random gold set with predictions, and their figures as computed by independent libraries.

    pip install scikit-learn==1.9.1 seqeval==1.2.2 krippendorff==0.9.0
    scripts/expected_metrics.py tests/data/metrics

Writes gold.jsonl, pred.jsonl, annotator.jsonl and expected.json. tests/metrics.rs checks `saidso evaluate` against the
last. The texts are meaningless words; only the figures matter.
"""

import json
import random
import sys
from pathlib import Path

import krippendorff
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score, precision_recall_fscore_support

LABELS = ["reported_fact", "quote", "opinion"]
ROLES = ["source", "cue", "content"]
ARTICLES, SENTENCES, WORDS = 40, 12, 9


def tags(rng, length):
    """BIO tags of random spans of random roles."""
    out = []
    while len(out) < length:
        if rng.random() < 0.5:
            out.append("O")
        else:
            role = rng.choice(ROLES)
            out += [f"B-{role}"] + [f"I-{role}"] * rng.randrange(4)
    return out[:length]


def disturbed(rng, gold):
    """The same tags, with some stretches retagged."""
    out = list(gold)
    for _ in range(len(gold) // 20):
        at = rng.randrange(len(gold) - 5)
        out[at : at + 5] = tags(rng, 5)
    for i, tag in enumerate(out):
        if tag.startswith("I-") and (i == 0 or out[i - 1] not in (tag, "B" + tag[1:])):
            out[i] = "B" + tag[1:]
    return out


def spans(bio, tokens, text):
    found, begun = {role: [] for role in ROLES}, None
    for i, tag in enumerate([*bio, "O"]):
        if begun is not None and not tag.startswith("I-"):
            start, end = tokens[begun][0], tokens[i - 1][1]
            found[bio[begun][2:]].append({"start": start, "end": end, "text": text[start:end]})
            begun = None
        if tag.startswith("B-"):
            begun = i
    return found


def main(folder):
    rng = random.Random(20)
    golds, preds, annotators = [], [], []
    labels = {"gold": [], "pred": [], "annotator": []}
    probabilities, bio_gold, bio_pred = [], [], []
    for number in range(ARTICLES):
        words, tokens, sentences, at = [], [], [], 0
        for _ in range(SENTENCES):
            start = at
            for _ in range(WORDS):
                word = "".join(rng.choice("abcdeé") for _ in range(rng.randrange(1, 7)))
                words.append(word)
                tokens.append([at, at + len(word)])
                at += len(word) + 1
            sentences.append((start, at - 1))
        text = " ".join(words)
        gold_sentences, pred_sentences, annotator_sentences = [], [], []
        for start, end in sentences:
            gold = rng.choices(LABELS, [5, 3, 2])[0]
            weights = [rng.random() ** 2 + (1.2 if label == gold else 0) * rng.random() for label in LABELS]
            scores = [round(weight / sum(weights), 4) for weight in weights]
            pred = LABELS[scores.index(max(scores))]
            annotator = gold if rng.random() < 0.8 else rng.choice(LABELS)
            place = {"start": start, "end": end}
            gold_sentences.append({**place, "text": text[start:end], "label": gold})
            pred_sentences.append(
                {**place, "label": pred, "confidence": max(scores), "scores": dict(zip(LABELS, scores))}
            )
            annotator_sentences.append({**place, "label": annotator})
            for name, value in (("gold", gold), ("pred", pred), ("annotator", annotator)):
                labels[name].append(LABELS.index(value))
            probabilities.append(scores)
        gold_tags = tags(rng, len(tokens))
        pred_tags = disturbed(rng, gold_tags)
        bio_gold.append(gold_tags)
        bio_pred.append(pred_tags)
        name = {"id": f"a{number}"}
        golds.append(
            {**name, "text": text, "tokens": tokens, "sentences": gold_sentences, "spans": spans(gold_tags, tokens, text)}
        )
        preds.append({**name, "sentences": pred_sentences, "spans": spans(pred_tags, tokens, text)})
        annotators.append({**name, "sentences": annotator_sentences})

    gold, pred = labels["gold"], labels["pred"]
    precision, recall, f1, _ = precision_recall_fscore_support(gold, pred, labels=range(3))
    brier = sum(
        sum((p - (i == right)) ** 2 for i, p in enumerate(scores)) for scores, right in zip(probabilities, gold)
    ) / len(gold)
    report = classification_report(bio_gold, bio_pred, mode="strict", scheme=IOB2, output_dict=True, digits=9)

    def alpha(*names):
        return krippendorff.alpha(reliability_data=[labels[name] for name in names], level_of_measurement="nominal")

    expected = {
        "labels": {
            "all": {
                "macro_f1": f1_score(gold, pred, average="macro"),
                "accuracy": accuracy_score(gold, pred),
                "cohen_kappa": cohen_kappa_score(gold, pred),
            },
            **{
                label: {"precision": precision[i], "recall": recall[i], "f1": f1[i]} for i, label in enumerate(LABELS)
            },
        },
        "calibration_labels": {"reliability": {"brier": brier}},
        "agreement": {
            "gold_and_system": {"krippendorff_alpha": alpha("gold", "pred")},
            "annotators": {"krippendorff_alpha": alpha("gold", "annotator")},
            "annotators_and_system": {"krippendorff_alpha": alpha("gold", "annotator", "pred")},
        },
        "cofenet": {
            role: {"precision": report[role]["precision"], "recall": report[role]["recall"], "f1": report[role]["f1-score"]}
            for role in ROLES
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    for file, rows in (("gold", golds), ("pred", preds), ("annotator", annotators)):
        with open(folder / f"{file}.jsonl", "w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    (folder / "expected.json").write_text(json.dumps(expected, indent=1, default=float) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
