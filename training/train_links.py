#!/usr/bin/env python3
"""Trains the model of links: whether something links two actors of a sentence that no frame links, and of
which PLOVER type it is.

    pip install scikit-learn safetensors
    cargo build --release -p bayhaqi-coder --example link_features
    python training/train_links.py cv                                  # grouped cross-validation
    python training/train_links.py train --out models/links.safetensors

Data: the sentences of this folder and PLV_train (not part of the project). A sentence's marked pair is a link of
its type; its other pairs are none, but for those that a frame links: these may well be events that nobody has
marked. What both sides of a pair do alike is no counter-example when it is exchanged.
"""
import argparse, json, os, subprocess
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from data import PLV, TYPES, here, own, plv
from train_relations import BUCKETS, folds_of, save, weighted

NONE = "NONE"
MUTUAL = ("CONSULT", "COOPERATE", "SUPPORT", "AGREE")


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


class Pair:
    """Two actors of a row, with the type that links them (`None`: nobody knows)."""

    def __init__(self, row, found, cells, kind_of):
        self.row, (self.source, self.target, self.framed, self.taken, self.features, self.alone) = row, cells
        straight = overlap(self.source, row["source"]) and overlap(self.target, row["target"])
        turned = overlap(self.source, row["target"]) and overlap(self.target, row["source"])
        self.straight = straight
        if straight:
            self.kind = kind_of(row)
        elif turned:
            self.kind = None if row["type"] in MUTUAL else NONE
        else:
            self.kind = None if self.framed else NONE
        self.eventful = bool(found["events"])


def read(rows, binary, kind_of):
    """The pairs of all rows, and for each row whether a frame tells its event."""
    lines = "".join(json.dumps({"text": r["text"]}) + "\n" for r in rows)
    out = subprocess.run([binary], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    pairs, told = [], []
    for row, line in zip(rows, out):
        found = json.loads(line)
        pairs += [Pair(row, found, cells, kind_of) for cells in found["pairs"]]
        told.append(any(kind == row["type"] and any(overlap(s, row["source"]) for s in sources)
                        and any(overlap(t, row["target"]) for t in targets) for kind, sources, targets in found["events"]))
    return pairs, told


def matrix(lists):
    starts = np.cumsum([0] + [len(i) for i in lists])
    return csr_matrix((np.ones(starts[-1]), np.concatenate([np.array(i) for i in lists]), starts), shape=(len(lists), BUCKETS))


def examples(pairs):
    """What is learnt from: every pair without the frames' events, and beside them where there are any."""
    known = [p for p in pairs if p.kind]
    beside = [p for p in known if p.eventful and not p.framed]
    return [p.alone for p in known] + [p.features for p in beside], known + beside


def thinned(lists, owners, share):
    """All links and a share of the pairs that are none."""
    chance = np.random.default_rng(3).random(len(owners))
    kept = [i for i, p in enumerate(owners) if p.kind != NONE or chance[i] < share]
    return [lists[i] for i in kept], [owners[i] for i in kept]


class Links:
    """Whether something links a pair, and which type it is if so: each a logistic regression."""

    def __init__(self, x, y, a):
        linked = y != NONE
        self.classes = sorted(set(y) - {NONE})
        targets = [(x, linked, a.link_strength)] + [(x[linked], y[linked] == kind, a.strength) for kind in self.classes]
        rows = [LogisticRegression(C=c, solver="liblinear", dual=True, tol=1e-2).fit(rows, y) for rows, y, c in targets]
        self.weights = np.array([r.coef_[0] for r in rows])
        self.bias = np.array([r.intercept_[0] for r in rows])

    def probabilities(self, x):
        """Of each type, that something links the pair and that it is of this type."""
        p = 1 / (1 + np.exp(-(x @ self.weights.T + self.bias)))
        return p[:, :1] * p[:, 1:] / p[:, 1:].sum(1, keepdims=True)


def chosen(pairs, p, least):
    """The links that are kept, as in `crates/coder/src/links.rs`: pair and type."""
    best, score = p.argmax(1), p.max(1)
    taken, kept = set(), []
    for i in np.argsort(-score):
        pair = pairs[i]
        key = (pair.row["group"], *sorted([tuple(pair.source), tuple(pair.target)]))
        if score[i] >= least[pair.eventful] and key not in taken:
            taken.add(key)
            kept.append((pair, best[i]))
    return kept


def fits(pair, kind):
    row = pair.row
    turned = overlap(pair.source, row["target"]) and overlap(pair.target, row["source"])
    return kind == row["type"] and (pair.straight or kind in MUTUAL and turned)


def cross_validate(a, mine, news, pairs, told, x, y, owners, keys, idf):
    """How many of our own sentences are coded right, by frames and links, for several thresholds."""
    folds = {r["group"]: f for r, f in zip(mine + news, folds_of(mine + news, a.folds))}
    fold = np.array([folds[p.row["group"]] for p in owners])
    unframed = [p for p in pairs if not p.framed and not p.taken]
    seen = matrix([p.features for p in unframed])[:, keys].multiply(idf).tocsr()
    seen = csr_matrix(seen.multiply(1 / np.maximum(np.sqrt(seen.multiply(seen).sum(1)), 1e-9)))
    of = np.array([folds[p.row["group"]] for p in unframed])
    got = np.zeros((len(unframed), len(TYPES)))
    for f in range(a.folds):
        model = Links(x[fold != f], y[fold != f], a)
        got[np.ix_(of == f, [TYPES.index(c) for c in model.classes])] = model.probabilities(seen[of == f])
    right = {r["group"] for r, t in zip(mine, told) if t}
    for alone in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
        for beside in (alone, alone + 0.1, alone + 0.2, 0.6):
            kept = [(p, fits(p, TYPES[k])) for p, k in chosen(unframed, got, (alone, beside))]
            also = {p.row["group"] for p, good in kept if good}
            first, second = ([good for p, good in kept if p.eventful == e] or [0] for e in (False, True))
            print(f"least {alone:.2f}, beside events {beside:.2f}: right {len(right | also) / len(mine):.3f}; of {len(first)} links {np.mean(first):.2f}, "
                  f"of {len(second)} beside events {np.mean(second):.2f} are the marked one")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("what", choices=["cv", "train"])
    ap.add_argument("--plv", default=PLV)
    ap.add_argument("--binary", default=os.path.join(here, "../target/release/examples/link_features"))
    ap.add_argument("--strength", type=float, default=10.0)
    ap.add_argument("--link-strength", type=float, default=3.0)
    ap.add_argument("--none", type=float, default=0.5, help="share of the pairs that nothing links")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--out")
    a = ap.parse_args()
    mine = own()
    news = [r for r in plv(a.plv) if r["source"] and r["target"]]
    # PLV's YIELD is one of two types, and nobody tells which.
    kind_of = lambda row: None if row["type"] == "YIELD" else row["type"]
    (pairs, told), (others, _) = read(mine, a.binary, kind_of), read(news, a.binary, kind_of)
    lists, owners = thinned(*examples(pairs + others), a.none)
    keys, idf, (x,) = weighted(matrix(lists))
    y = np.array([p.kind for p in owners])
    marked = {p.row["group"] for p in pairs if p.straight}
    print(f"{len(mine)} sentences of our own: frames tell {np.mean(told):.3f}; the marked pair is seen in {len(marked)}; "
          f"{(y != NONE).sum()} links, {(y == NONE).sum()} pairs without")
    if a.what == "cv":
        cross_validate(a, mine, news, pairs, told, x, y, owners, keys, idf)
        return
    model = Links(x, y, a)
    model.classes = ["LINK"] + model.classes
    save(model, keys, idf, a.out)
    print(f"{len(keys)} features")


if __name__ == "__main__":
    main()
