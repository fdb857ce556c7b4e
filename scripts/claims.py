#!/usr/bin/env python3
"""Whether events inherit who says so: on any set with attributions, the share of events inside somebody's content that
carry no claim (a claim told as a fact), and the share of events outside of all contents that carry one. An accusation or
threat by the one who speaks is told by the words of the speech, and is the reporter's: it is counted apart.

    python scripts/claims.py target/release/bayhaqi FILE.jsonl      # {"id", "text", "attributions": [{source, cue, content}]}
"""
import json, subprocess, sys

binary, path = sys.argv[1:3]
rows = {}
for line in open(path, encoding="utf8"):
    row = json.loads(line)
    rows.setdefault(row["id"], row)
given = "".join(json.dumps({"id": r["id"], "text": r["text"]}) + "\n" for r in rows.values())
run = subprocess.run([binary, "annotate", "-", "--format", "jsonl"], input=given, capture_output=True, text=True, check=True)
bare = inside = false = outside = acts = 0
overlap = lambda a, b: a[0] < b[1] and b[0] < a[1]
for line in filter(str.strip, run.stdout.splitlines()):
    out = json.loads(line)
    attributions = rows[out["document"]["id"]]["attributions"]
    for event in out["events"]:
        at = event["trigger"]["span"][0]
        around = [a for a in attributions if any(start <= at < end for start, end in a["content"])]
        speaks = any(overlap(actor["span"], s) for actor in event["sources"] for a in around for s in a["source"])
        if around and speaks and not event["claims"]:
            acts += 1
        elif around:
            inside += 1
            bare += not event["claims"]
        else:
            outside += 1
            false += bool(event["claims"])
print(f"events inside contents {inside}, of them without a claim {bare} = {bare / max(1, inside):.3f}")
print(f"events outside of contents {outside}, of them with a claim {false} = {false / max(1, outside):.3f}")
print(f"acts of the speaker that the speech tells {acts}")
