#!/usr/bin/env python3
"""Whether events inherit who says so: on any set with attributions, the share of events inside somebody's content that
carry no claim (a claim told as a fact), and the share of events outside of all contents that carry one.

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
bare = inside = false = outside = 0
for line in filter(str.strip, run.stdout.splitlines()):
    out = json.loads(line)
    said = [s for a in rows[out["document"]["id"]]["attributions"] for s in a["content"]]
    for event in out["events"]:
        at = event["trigger"]["span"][0]
        if any(start <= at < end for start, end in said):
            inside += 1
            bare += not event["claims"]
        else:
            outside += 1
            false += bool(event["claims"])
print(f"events inside contents {inside}, of them without a claim {bare} = {bare / max(1, inside):.3f}")
print(f"events outside of contents {outside}, of them with a claim {false} = {false / max(1, outside):.3f}")
