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
from data import PLV, here, own, plv
from train_relations import BUCKETS, fit, folds_of, save, weighted

NONE = "NONE"
MUTUAL = ("CONSULT", "COOPERATE", "SUPPORT", "AGREE")


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


class Pair:
    """Two actors of a row, with the type that links them (`None`: nobody knows)."""

    def __init__(self, row, found, cells, kind_of):
        self.row, (self.source, self.target, self.framed, self.features, self.alone) = row, cells
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


def weights(pairs, a):
    return np.array([(1.0 if p.row["news"] else a.weight) * (a.none if p.kind == NONE else 1.0) for p in pairs])


def chosen(pairs, p, classes, least):
    """The links that are kept, as in `crates/coder/src/links.rs`: pair, type, probability."""
    types = [i for i, c in enumerate(classes) if c != NONE]
    best = p[:, types].argmax(1)
    ranked = sorted(((p[i, types[b]], pair, classes[types[b]]) for i, (pair, b) in enumerate(zip(pairs, best))), key=lambda x: -x[0])
    taken, kept = set(), []
    for score, pair, kind in ranked:
        key = (pair.row["group"], *sorted([tuple(pair.source), tuple(pair.target)]))
        if score >= least[pair.eventful] and key not in taken:
            taken.add(key)
            kept.append((pair, kind, score))
    return kept


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("what", choices=["cv", "train"])
    ap.add_argument("--plv", default=PLV)
    ap.add_argument("--binary", default=os.path.join(here, "../target/release/examples/link_features"))
    ap.add_argument("--strength", type=float, default=10.0)
    ap.add_argument("--weight", type=float, default=1.0, help="of our own sentences beside PLV's")
    ap.add_argument("--none", type=float, default=1.0, help="of pairs that nothing links")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--scores", help="write the cross-validated probabilities to this file (.npz)")
    ap.add_argument("--out")
    a = ap.parse_args()
    mine = [dict(r, news=False) for r in own()]
    news = [dict(r, news=True) for r in plv(a.plv) if r["source"] and r["target"]]
    # PLV's YIELD is one of two types, and no frame tells which.
    kind_of = lambda row: None if row["type"] == "YIELD" else row["type"]
    (pairs, told), (others, _) = read(mine, a.binary, kind_of), read(news, a.binary, kind_of)
    lists, owners = examples(pairs + others)
    keys, idf, (x,) = weighted(matrix(lists))
    y, w = np.array([p.kind for p in owners]), weights(owners, a)
    marked = [p for p in pairs if p.straight]
    reach = {p.row["group"] for p in marked}
    print(f"{len(mine)} sentences of our own: frames tell {np.mean(told):.3f}; of {len(reach)} both actors are known pairs; "
          f"{(y != NONE).sum()} links, {(y == NONE).sum()} pairs without")
    if a.what == "train":
        model = fit(x, y, w, a.strength)
        save(model, keys, idf, a.out)
        print(f"{len(keys)} features")
        return
    folds = folds_of(mine + news, a.folds)
    fold_of = {r["group"]: f for r, f in zip(mine + news, folds)}
    fold = np.array([fold_of[p.row["group"]] for p in owners])
    # Pairs that no frame links, as coding sees them.
    open_ = [p for p in pairs if not p.framed]
    column = {k: i for i, k in enumerate(keys)}
    def vectors(ps):
        m = matrix([p.features for p in ps])[:, keys].multiply(idf).tocsr()
        length = np.sqrt(np.asarray(m.multiply(m).sum(1)).ravel())
        return csr_matrix(m.multiply(1 / np.maximum(length, 1e-9)[:, None]))
    xo, fo = vectors(open_), np.array([fold_of[p.row["group"]] for p in open_])
    classes = sorted(set(y))
    got = np.zeros((len(open_), len(classes)))
    for f in range(a.folds):
        model = fit(x[fold != f], y[fold != f], w[fold != f], a.strength)
        got[np.ix_(fo == f, [classes.index(c) for c in model.classes])] = model.probabilities(xo[fo == f])
    if a.scores:
        np.savez(a.scores, p=got, classes=classes)
    right = {r["group"] for r, t in zip(mine, told) if t}
    for least in [(t, u) for t in (0.3, 0.4, 0.5, 0.6) for u in (t, t + 0.1, t + 0.2, 0.9)]:
        kept = chosen(open_, got, classes, least)
        def fits(p, kind):
            sides = p.straight or kind in MUTUAL and overlap(p.source, p.row["target"]) and overlap(p.target, p.row["source"])
            return sides and kind == p.row["type"]
        good = [(p, k) for p, k, _ in kept if fits(p, k)]
        also = {p.row["group"] for p, _ in good}
        first = [fits(p, k) for p, k, _ in kept if not p.eventful]
        second = [fits(p, k) for p, k, _ in kept if p.eventful]
        print(f"least {least[0]:.1f} {least[1]:.1f}: right {len(right | also) / len(mine):.3f}, {len(kept)} links; right of those where no frame tells anything "
              f"{np.mean(first or [0]):.2f} of {len(first)}, beside events {np.mean(second or [0]):.2f} of {len(second)}")


if __name__ == "__main__":
    main()
