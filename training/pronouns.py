#!/usr/bin/env python3
"""Learns how much each feature speaks for an antecedent of a pronoun: writes knowledge/pronouns.tsv.

    cargo build --release -p bayhaqi-coder --example pronouns
    python training/pronouns.py --gap gap-development.jsonl [--write]

A log-linear model over all mentions that a pronoun may mean, and over "nobody"; features as in
crates/coder/src/antecedents.rs. GAP (Webster et al. 2018, Apache 2.0, not part of the project) says of one
pronoun a text which of two names it means, or that it means neither. The sum of the probabilities of all
mentions of the right name is made large; of a row with neither, that of both names is made small.
Earlier pronouns of a text are candidates too, understood with the weights as they are: hence the rounds.
Printed: five-fold cross-validation over the texts, as GAP counts it (a decision for each of the two names).
"""
import argparse, collections, json, math, os, random, subprocess

here = os.path.dirname(os.path.abspath(__file__))
table = os.path.join(here, "..", "knowledge", "pronouns.tsv")
root = os.path.join(here, "..")


def over(x, y):
    return x[0] < y[1] and y[0] < x[1]


def read(rows):
    """What the coder sees of each row: (candidates as (features, a, b)), the last one is nobody."""
    stdin = "".join(json.dumps({"id": r["id"], "text": r["text"]}) + "\n" for r in rows)
    tool = os.path.join(root, "target", "release", "examples", "pronouns")
    out = subprocess.run([tool], input=stdin, capture_output=True, text=True, check=True).stdout
    cases = []
    for row, line in zip(rows, out.splitlines()):
        choices = [p for p in json.loads(line)["pronouns"] if p["span"] == row["pronoun"]]
        if not choices:
            cases.append((row, None))
            continue
        names = {}
        candidates = choices[0]["candidates"]
        for k in "ab":
            names[k] = {c["entity"] for c in candidates if over(c["span"], row[k])} - {None}
        mark = lambda c, k: over(c["span"], row[k]) or c["entity"] in names[k]
        items = [(c["features"], mark(c, "a"), mark(c, "b")) for c in candidates]
        cases.append((row, items + [(choices[0]["none"], False, False)]))
    return cases


def softmax(weights, items):
    sums = [sum(weights.get(f, 0.0) for f in fs) for fs, _, _ in items]
    top = max(sums)
    exps = [math.exp(s - top) for s in sums]
    total = sum(exps)
    return [e / total for e in exps]


def learn(cases, epochs, decay, seed=1):
    """AdaGrad on the log-likelihood, with the weights pulled to zero."""
    weights, squares = {}, collections.defaultdict(lambda: 1e-6)
    order = list(cases)
    chance = random.Random(seed)
    for _ in range(epochs):
        chance.shuffle(order)
        for row, items in order:
            if items is None:
                continue
            right = "a" if row["a_coref"] else "b" if row["b_coref"] else None
            good = [a if right == "a" else b if right == "b" else not (a or b) for _, a, b in items]
            p = softmax(weights, items)
            mass = sum(x for x, g in zip(p, good) if g)
            if mass == 0.0 or not any(good):
                continue
            step = collections.defaultdict(float)
            for x, g, (features, _, _) in zip(p, good, items):
                d = x / mass - x if g else -x
                if abs(d) > 1e-5:
                    for f in features:
                        step[f] += d
            for f, d in step.items():
                d -= decay * weights.get(f, 0.0)
                squares[f] += d * d
                weights[f] = weights.get(f, 0.0) + 0.3 * d / math.sqrt(squares[f])
    return weights


def count(weights, cases):
    tp = fp = fn = 0
    for row, items in cases:
        best = max(zip(softmax(weights, items), items), key=lambda x: x[0])[1] if items else (0, False, False)
        for k, hit in (("a", best[1]), ("b", best[2])):
            gold = row[k + "_coref"]
            tp, fp, fn = tp + (hit and gold), fp + (hit and not gold), fn + (gold and not hit)
    return tp, fp, fn


def f1(tp, fp, fn):
    p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return f"precision {p:.3f} recall {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}"


def write(weights):
    lines = [l for l in open(table, encoding="utf8") if l.startswith("#")]
    lines.append("feature\tvalue\tother\tweight\n")
    lines += [f"{f}\t{w:.2f}\n" for f, w in sorted(weights.items()) if abs(w) >= 0.005]
    with open(table, "w", encoding="utf8") as out:
        out.writelines(lines)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--gap", required=True)
    ap.add_argument("--epochs", type=int, default=6)
    ap.add_argument("--decay", type=float, default=0.005)
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    rows = [json.loads(line) for line in open(a.gap, encoding="utf8")]
    cases = read(rows)
    reach = sum(any(x[1] for x in i or []) and r["a_coref"] or any(x[2] for x in i or []) and r["b_coref"] for r, i in cases)
    gold = sum(r["a_coref"] or r["b_coref"] for r in rows)
    print(f"the right name is among the candidates of {reach} of {gold} pronouns")
    folds, total = 5, [0, 0, 0]
    for fold in range(folds):
        weights = learn([c for i, c in enumerate(cases) if i % folds != fold], a.epochs, a.decay)
        got = count(weights, cases[fold::folds])
        total = [x + y for x, y in zip(total, got)]
    print("cross-validated:", f1(*total))
    if a.write:
        weights = learn(cases, a.epochs, a.decay)
        print("on its own training texts:", f1(*count(weights, cases)))
        write(weights)


main()
