"""Slovnet's name tagger and Navec's word vectors to a model file of the program.

usage: python3 xtask/train/convert_ru.py packs/ru/model/names.bin [--words N] [--oracle TEXTS.jsonl ORACLE.json]

Needs what requirements.txt beside it pins; the weights (MIT) come with the package natasha. With --words only
the N most frequent words keep their vectors. With --oracle, what Slovnet itself finds in {"doc", "text"} lines
is written down for the test that the program finds the same.
"""
import argparse
import json
import struct
from pathlib import Path

import natasha
import numpy as np
from navec import Navec
from slovnet import NER

KINDS = {"PER": "person", "LOC": "place", "ORG": "organisation"}
ALPHABETS = {"RU": "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "EN": "abcdefghijklmnopqrstuvwxyz"}
OUTLINES = ["X", "x", "XX", "xx", "Xx", "Xx-Xx", "OTHER"]


def fnv(word):
    value = 0xCBF29CE484222325
    for byte in word.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    value ^= value >> 33
    value = (value * 0xFF51AFD7ED558CCD) & 0xFFFFFFFFFFFFFFFF
    return value ^ (value >> 33)


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


def side_by_side(weight):
    """(outputs, inputs, places) to (inputs, places * outputs)."""
    return weight.transpose(1, 2, 0).reshape(weight.shape[1], -1)


def write(navec, ner, words):
    out = Writer(b"RTAG\x01\0\0\0")
    out.number(1)
    out.text("ru/names@1")
    labels = ner.infer.decoder.tags_vocab.items
    out.texts([label[:2] + KINDS[label[2:]] if label[1:2] == "-" else label for label in labels])

    shapes = ner.infer.encoder.shapes_vocab
    out.texts(list(ALPHABETS.values()))
    for name in ALPHABETS:
        numbers = [shapes.encode(f"{name}_{outline}") for outline in OUTLINES]
        assert numbers == list(range(numbers[0], numbers[0] + len(OUTLINES)))
        out.number(numbers[0])
    marks = [item[6:] for item in shapes.items if item.startswith("PUNCT_") and len(item) == 7]
    out.text("".join(marks))
    for name in [f"PUNCT_{mark}" for mark in marks] + ["PUNCT_OTHER", "NUM", "OTHER"]:
        out.number(shapes.encode(name))

    emb, encoder, head = ner.infer.model.emb, ner.infer.model.encoder, ner.infer.model.head
    shape = emb.shape.weight.array
    out.number(shape.shape[0])
    out.number(shape.shape[1])
    out.floats(shape)

    vocab, pq = navec.vocab, navec.pq
    assert ner.infer.encoder.words_vocab.items == vocab.words
    pieces, choices, piece = pq.codes.shape
    assert choices == 256
    frequent = sorted(range(len(vocab.words)), key=lambda at: -vocab.counts[at])
    kept = [at for at in frequent if vocab.words[at] not in ("<unk>", "<pad>")][:words]
    rows = sorted((fnv(vocab.words[at]), at) for at in kept)
    assert len({value for value, _ in rows}) == len(rows), "two words have one hash"
    out.number(pieces)
    out.number(piece)
    out.number(len(rows))
    out.floats(pq.codes)
    out.extend(np.array([value for value, _ in rows], dtype="<u8").tobytes())
    out.extend(np.ascontiguousarray(pq.indexes[[at for _, at in rows] + [vocab.unk_id]], dtype=np.uint8).tobytes())

    out.number(len(encoder.layers))
    for layer in encoder.layers:
        out.number(layer.conv.weight.array.shape[0])
    width = pieces * piece
    for number, layer in enumerate(encoder.layers):
        weight, norm = layer.conv.weight.array, layer.norm
        if number == 0:
            out.floats(side_by_side(weight[:, :width]))
        else:
            for place in range(weight.shape[2]):
                out.floats(weight[:, :, place].T)
        scale = norm.weight.array / norm.std.array
        out.floats(layer.conv.bias.array)
        out.floats(scale)
        out.floats(norm.bias.array - norm.mean.array * scale)
        if number == 0:
            out.floats(side_by_side(weight[:, width:]))
    out.floats(head.proj.weight.array)
    out.floats(head.proj.bias.array)
    out.floats(head.crf.transitions.array)
    return bytes(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("--words", type=int, default=250_000)
    parser.add_argument("--oracle", nargs=2, type=Path)
    given = parser.parse_args()
    data = Path(natasha.__file__).parent / "data"
    navec = Navec.load(data / "emb/navec_news_v1_1B_250K_300d_100q.tar")
    ner = NER.load(data / "model/slovnet_ner_news_v1.tar")
    ner.navec(navec)
    given.model.write_bytes(write(navec, ner, given.words))
    if given.oracle:
        found = []
        for line in given.oracle[0].read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            spans = [[span.start, span.stop, KINDS[span.type]] for span in ner(text).spans]
            found.append({"text": text, "spans": spans})
        lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in found)
        given.oracle[1].write_text(f"[\n{lines}\n]\n", encoding="utf-8")


main()
