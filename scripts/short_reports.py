#!/usr/bin/env python3
"""Makes short reports for measurements from the sentences of training/*.tsv.

usage: scripts/short_reports.py COUNT > reports.jsonl

Each report is one to four sentences of our own writing with a day of publication and a publisher. The
same COUNT gives the same reports.
"""

import datetime
import json
import pathlib
import random
import re
import sys


def sentences():
    """The sentences of the training tables without their marks."""
    found = []
    for path in sorted(pathlib.Path(__file__).parents[1].glob("training/*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                found.append(re.sub(r"</?[st]>", "", line.split("\t")[-1]))
    return found


def main():
    count = int(sys.argv[1])
    chance = random.Random(count)
    all_sentences = sentences()
    first = datetime.date(2015, 1, 1)
    for number in range(count):
        text = " ".join(chance.choices(all_sentences, k=chance.randint(1, 4)))
        day = first + datetime.timedelta(days=chance.randrange(3650))
        print(json.dumps({
            "id": f"r{number}",
            "text": text,
            "published": day.isoformat(),
            "publisher": f"Agency {chance.randrange(60)}",
            "language": "en",
        }, ensure_ascii=False))


main()
