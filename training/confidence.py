#!/usr/bin/env python3
"""Learns how sure an event is: the weights of knowledge/confidence.tsv.

    pip install scikit-learn
    cargo build --release -p bayhaqi-coder --example event_signs
    python training/confidence.py --gsr FILE          # the reliability by cross-validation
    python training/confidence.py --gsr FILE --write  # and the weights into the table

An event is right if its type and both actors are those of a known event of its sentence. Known events come
from the reports of evals/ and from PLOVER's gold standard (not part of the project; its records name one
event of a sentence, so some of the others that count as wrong here are not).
"""
import argparse, glob, json, os, re, subprocess
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

here = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(here, "../knowledge/confidence.tsv")
COMMON = ("the", "and", "president", "minister", "government", "officials", "forces")


def events(rows, binary, *options):
    lines = "".join(json.dumps({k: r.get(k) for k in ("id", "text", "published")}) + "\n" for r in rows)
    out = subprocess.run([binary, *options], input=lines, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def fold(text):
    return " ".join((text or "").lower().split())


def words(text):
    found = {w for w in re.findall(r"[a-z]{3,}", (text or "").lower()) if w not in COMMON}
    return found or set(re.findall(r"\w+", (text or "").lower()))


def shares(gold, got):
    """Whether an actor of the gold standard is among those found."""
    return not gold or any(
        words(g["text"]) & words(f'{h.get("text")} {h.get("name")}')
        or (g.get("code") and (h.get("code") or "").startswith(g["code"][:3])) for g in gold for h in got)


def fits(actors, want):
    """Whether one of the actors is what a row of evals/ asks for."""
    def one(x):
        code = x.get("code") or ""
        names = fold(f'{x.get("name")} {x.get("text")}')
        sectors = set(x.get("sectors") or []) | {code[i:i + 3] for i in (0, 3, 6, 9)}
        return ((not want.get("country") or x.get("country") == want["country"] or code.startswith(want["country"]))
                and (not want.get("name") or fold(want["name"]) in names)
                and (not want.get("sector") or set(want["sector"]) & sectors))
    return not want or any(map(one, actors))


def examples(a, *options):
    """Signs, whether it is right, and the group (the document) of each event."""
    signs, right, group = [], [], []
    def add(record, is_right, where):
        signs.append(record["signs"]); right.append(is_right); group.append(where)
    gsr = [json.loads(line) for line in open(a.gsr, encoding="utf8")]
    gold = {r["id"]: r["events"] for r in gsr}
    for record in events(gsr, a.binary, *options):
        e = record["event"]
        add(record, any(g["event"] == e["event"] and shares(g["sources"], e["sources"]) and shares(g["targets"], e["targets"])
                        for g in gold[e["document"]["id"]]), e["document"]["id"])
    for path in sorted(glob.glob(os.path.join(here, "../evals/reports/*.json"))):
        report = json.load(open(path, encoding="utf8"))
        text = open(path[:-5] + ".txt", encoding="utf8").read()
        for record in events([{"id": path, "text": text, "published": report["published"]}], a.binary, *options):
            e = record["event"]
            def is_told(g):
                sides = [(e["sources"], e["targets"])] + ([(e["targets"], e["sources"])] if g.get("symmetric") else [])
                return (fold(g["anchor"]) in fold(e["sentence"]["text"]) and e["event"] in g["event"]
                        and any(fits(s, g.get("src")) and fits(t, g.get("tgt")) for s, t in sides))
            add(record, any(map(is_told, report["events"])), path)
    return np.array(signs), np.array(right), np.array(group)


def model(strength):
    return LogisticRegression(C=strength, fit_intercept=False, max_iter=1000)


def reliability(p, right):
    print("confidence   events   mean   right")
    for low in np.arange(0, 1, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        if inside.any():
            print(f"{low:.1f} to {low + 0.1:.1f}  {inside.sum():7}  {p[inside].mean():.2f}   {right[inside].mean():.2f}")
    print(f"expected calibration error {sum(abs(p[i].mean() - right[i].mean()) * i.mean() for i in ((p >= l) & (p < l + 0.1) for l in np.arange(0, 1, 0.1)) if i.any()):.3f}, "
          f"Brier score {np.mean((p - right) ** 2):.3f}, {right.mean():.2f} of {len(right)} right", flush=True)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--gsr", default=os.path.join(here, "../../shared/bench/events/plover_gsr_dev.jsonl"))
    ap.add_argument("--binary", default=os.path.join(here, "../target/release/examples/event_signs"))
    ap.add_argument("--strength", type=float, default=1.0)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    weights = {}
    for name, options in (("lexicon", ["lexicon"]), ("trained", [])):
        signs, right, group = examples(a, *options)
        p = np.zeros(len(right))
        for train, test in GroupKFold(10).split(signs, right, group):
            p[test] = model(a.strength).fit(signs[train], right[train]).predict_proba(signs[test])[:, 1]
        print(f"{name}:")
        reliability(p, right)
        weights[name] = model(a.strength).fit(signs, right).coef_[0]
    if a.write:
        lines = open(TABLE, encoding="utf8").read().splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith("sign\t"))
        rows = [line.split("\t")[0] for line in lines[start + 1:]]
        table = [f"{sign}\t{weights['lexicon'][i]:.3f}\t{weights['trained'][i]:.3f}" for i, sign in enumerate(rows)]
        open(TABLE, "w", encoding="utf8").write("\n".join(lines[:start + 1] + table) + "\n")


if __name__ == "__main__":
    main()
