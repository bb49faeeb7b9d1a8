"""Times what one would use in place of saidso, for scripts/bench: one thread, loading not counted.

    rivals_bench.py spacy|textacy|transformers CORPUS [MODEL]

CORPUS: JSON Lines with `text`. MODEL: the folder of a saidso model, whose encoder transformers runs. Prints a JSON object:
CPU seconds, articles that failed, quotations found, peak memory in MB, and a note.
"""

import json
import resource
import sys
import time
import warnings


def texts(corpus):
    with open(corpus, encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def spacy_pipeline():
    """spaCy's small English pipeline: tagger, parser, lemmatizer, names. Where it is not installed, one of the same shape
    without training, which takes as long but finds nothing of use."""
    import spacy

    try:
        return spacy.load("en_core_web_sm"), ""
    except OSError:
        return untrained(spacy), "untrained pipeline of the same shape"


def tok2vec(rows):
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"][: len(rows)],
            "rows": rows,
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96, "depth": 4, "window_size": 1, "maxout_pieces": 3,
        },
    }


def untrained(spacy):
    """The components of en_core_web_sm 3.8 with its sizes and numbers of labels."""
    from spacy.training import Example

    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}

    def parser(state, vectors, hidden):
        return {
            "@architectures": "spacy.TransitionBasedParser.v2", "state_type": state, "extra_state_tokens": False,
            "hidden_width": hidden, "maxout_pieces": 2, "use_upper": True, "nO": None, "tok2vec": vectors,
        }

    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": tok2vec([5000, 1000, 2500, 2500, 50, 50])})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "nO": None, "tok2vec": listener}})
    nlp.add_pipe("parser", config={"model": parser("parser", listener, 64)})
    nlp.add_pipe("ner", config={"model": parser("ner", tok2vec([5000, 1000, 2500, 2500]), 64)})
    relations = [f"dep{index}" for index in range(44)]
    words = [f"word{index}" for index in range(50)]
    examples = []
    for shift in range(50):
        doc = nlp.make_doc(" ".join(words))
        deps = ["ROOT", *(relations[(index + shift) % 44] for index in range(49))]
        entities = [f"U-ENT{index % 18}" if index % 2 else "O" for index in range(50)]
        gold = {"heads": [0] * 50, "deps": deps, "tags": [f"T{index}" for index in range(50)], "entities": entities}
        examples.append(Example.from_dict(doc, gold))
    nlp.initialize(lambda: examples)
    return nlp


def spacy_alone(articles, _):
    nlp, note = spacy_pipeline()
    return articles, lambda text: nlp(text) and 0, note


def textacy(articles, _):
    import textacy.extract

    nlp, note = spacy_pipeline()

    def count(text):
        return sum(1 for _ in textacy.extract.direct_quotations(nlp(text)))

    return articles, count, note


def transformers(articles, model):
    """The encoder alone, over runs of 256 word pieces in batches of 16: no sentences, no attributions."""
    import torch
    from safetensors.torch import load_file
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel, logging

    logging.set_verbosity_error()
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(f"{model}/tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    bert = BertModel(BertConfig.from_pretrained(model), add_pooling_layer=False).eval()
    tensors = {name[len("bert.") :]: tensor for name, tensor in load_file(f"{model}/model.safetensors").items() if name.startswith("bert.")}
    scales = {name: tensor for name, tensor in tensors.items() if name.endswith(".scale")}
    weights = {name: tensor.float() for name, tensor in tensors.items() if name not in scales}
    for name, scale in scales.items():
        weights[name.removesuffix(".scale")] *= scale.unsqueeze(1)
    bert.load_state_dict(weights)

    def encode(batch):
        rows = [torch.tensor(ids) for text in batch for ids in torch.tensor(tokenizer.encode(text).ids).split(256)]
        rows.sort(key=len)
        with torch.inference_mode():
            for first in range(0, len(rows), 16):
                own = rows[first : first + 16]
                padded = torch.nn.utils.rnn.pad_sequence(own, batch_first=True)
                mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in own], batch_first=True)
                bert(padded, attention_mask=mask)
        return 0

    return [articles[first : first + 16] for first in range(0, len(articles), 16)], encode, "encoder alone"


def main():
    name, corpus, *model = sys.argv[1:]
    warnings.simplefilter("ignore")
    systems = {"spacy": spacy_alone, "textacy": textacy, "transformers": transformers}
    articles, run, note = systems[name](texts(corpus), *(model or [None]))
    run(articles[0])
    failed = found = 0
    start = time.process_time()
    for article in articles:
        try:
            found += run(article)
        except Exception:  # What a user would see is a traceback; here it is counted.
            failed += 1
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": seconds, "failed": failed, "found": found, "peak": peak, "note": note}))


if __name__ == "__main__":
    main()
