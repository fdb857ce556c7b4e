#!/usr/bin/env python3
"""Scores how well a store puts tellings of one happening together.

usage: evals/incidents/score.py STORE [even|odd] [--verbose] [--min-f1 F1]

STORE is made by `bayhaqi ingest evals/incidents/tellings.jsonl --store STORE`. Two tellings are linked
if an event of one and an event of the other are mentions of one incident. Printed are precision, recall
and F1 over pairs of tellings; `even` and `odd` are the halves of the set (by the
kind of the happening, so that near misses stay together), the first of which was looked at.
"""

import collections
import itertools
import json
import pathlib
import sqlite3
import sys


def main():
    store = sqlite3.connect(sys.argv[1])
    half = {"even": 0, "odd": 1}.get(next((a for a in sys.argv[2:] if a in ("even", "odd")), None))
    gold = {}
    texts = {}
    for line in (pathlib.Path(__file__).parent / "tellings.jsonl").open(encoding="utf-8"):
        telling = json.loads(line)
        if half is None or telling["incident"] // 4 % 2 == half:
            gold[telling["id"]] = telling["incident"]
            texts[telling["id"]] = telling["text"]
    told = collections.defaultdict(set)
    for incident, document in store.execute(
        "SELECT m.incident, d.id FROM mentions m JOIN event_rows e ON e.key = m.event "
        "JOIN documents d ON d.key = e.document"
    ):
        told[incident].add(document)
    linked = {
        pair
        for documents in told.values()
        for pair in itertools.combinations(sorted(d for d in documents if d in gold), 2)
    }
    wanted = {p for p in itertools.combinations(sorted(gold), 2) if gold[p[0]] == gold[p[1]]}
    right = len(linked & wanted)
    precision = right / max(1, len(linked))
    recall = right / max(1, len(wanted))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{len(gold)} tellings, {len(wanted)} pairs: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
    if "--min-f1" in sys.argv and f1 < float(sys.argv[sys.argv.index("--min-f1") + 1]):
        sys.exit("that is too low")
    if "--verbose" in sys.argv:
        for pair in sorted(linked - wanted):
            print("wrongly linked", *pair)
        for incident in sorted(set(gold.values())):
            for id in (i for i in sorted(gold) if gold[i] == incident):
                events = store.execute(
                    "SELECT e.event, e.status, e.claimed, e.source, e.target, e.day, e.place, m.incident "
                    "FROM events e LEFT JOIN mentions m ON m.event = e.key WHERE document_id = ?", (id,)
                ).fetchall()
                print(id, texts[id][:110])
                for event in events:
                    print("      ", *event)


main()
