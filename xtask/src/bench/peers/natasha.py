"""What natasha does for the same job in Russian: sentences, tags, syntax, names and dates.

Usage: natasha.py FILE.jsonl. Loads everything first, then prints the seconds that reading alone took
and the most memory held, in kilobytes.
"""
import json
import resource
import sys
import time

from natasha import Doc, MorphVocab, NamesExtractor, NewsEmbedding, NewsMorphTagger, NewsNERTagger, NewsSyntaxParser, Segmenter
from natasha import DatesExtractor

segmenter, vocab, embedding = Segmenter(), MorphVocab(), NewsEmbedding()
morph, syntax, names = NewsMorphTagger(embedding), NewsSyntaxParser(embedding), NewsNERTagger(embedding)
dates, persons = DatesExtractor(vocab), NamesExtractor(vocab)
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]

start = time.perf_counter()
for text in texts:
    doc = Doc(text)
    doc.segment(segmenter)
    doc.tag_morph(morph)
    doc.parse_syntax(syntax)
    doc.tag_ner(names)
    for span in doc.spans:
        span.normalize(vocab)
        if span.type == "PER":
            span.extract_fact(persons)
    list(dates(text))
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
