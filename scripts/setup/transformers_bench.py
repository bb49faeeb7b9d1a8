"""Times Hugging Face transformers on the encoder of a saidso model, for scripts/bench: prints word pieces per
CPU-second, one thread, the best of some runs, as the minimum of many is what the work itself costs.

    transformers_bench.py MODEL ROWS PIECES TEXT…

The batch holds runs of PIECES word pieces of the texts, ROWS of them.
"""

import itertools
import sys
import time
import warnings

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, logging

SECONDS = 10


def main():
    model, rows, pieces, *texts = sys.argv[1:]
    rows, pieces = int(rows), int(pieces)
    logging.set_verbosity_error()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(f"{model}/tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    ids = itertools.chain.from_iterable(tokenizer.encode(open(text, encoding="utf-8").read()).ids for text in texts)
    batch = torch.tensor(list(itertools.islice(itertools.cycle(ids), rows * pieces))).reshape(rows, pieces)
    bert = BertModel(BertConfig.from_pretrained(model), add_pooling_layer=False).eval()
    weights = load_file(f"{model}/model.safetensors").items()
    bert.load_state_dict({name[len("bert.") :]: tensor.float() for name, tensor in weights if name.startswith("bert.")})
    mask = torch.ones_like(batch)
    best = float("inf")
    with torch.inference_mode():
        bert(batch, attention_mask=mask)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            start = time.process_time()
            bert(batch, attention_mask=mask)
            best = min(best, time.process_time() - start)
    print(f"{rows * pieces / best:.0f}")


if __name__ == "__main__":
    main()
