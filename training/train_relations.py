#!/usr/bin/env python3
"""Trains the linear relation model: which PLOVER type links a marked source and target.

    pip install scikit-learn safetensors
    cargo build --release -p bayhaqi-coder --example pair_features
    python training/train_relations.py cv                                    # grouped cross-validation
    python training/train_relations.py steps                                 # the gain of our own sentences
    python training/train_relations.py train --out models/relations.safetensors

Features come from the program itself. Data: the sentences of this folder and PLV_train (not part of the
project). PLV's YIELD is CONCEDE or RETREAT, whichever a model of our own sentences alone finds likelier.
"""
import argparse, json, os, subprocess
import numpy as np
from scipy.sparse import csr_matrix, diags, vstack
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from data import PLV, TYPES, here, own, plv, report

BUCKETS = 1 << 18


def features(rows, binary):
    lines = "".join(json.dumps({k: r[k] for k in ("text", "source", "target")}) + "\n" for r in rows)
    out = subprocess.run([binary], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    ids = [np.fromstring(line, dtype=np.int64, sep=" ") for line in out]
    starts = np.cumsum([0] + [len(i) for i in ids])
    return csr_matrix((np.ones(starts[-1]), np.concatenate(ids), starts), shape=(len(rows), BUCKETS))


class OneAgainstRest:
    """One logistic regression for each type; their probabilities are made to sum to one."""

    def __init__(self, x, y, weight, strength):
        self.classes = sorted(set(y))
        rows = []
        for kind in self.classes:
            one = LogisticRegression(C=strength, solver="liblinear").fit(x, y == kind, sample_weight=weight)
            rows.append(np.concatenate([one.coef_[0], one.intercept_]))
        rows = np.array(rows)
        self.weights, self.bias = rows[:, :-1], rows[:, -1]

    def probabilities(self, x):
        p = 1 / (1 + np.exp(-(x @ self.weights.T + self.bias)))
        return p / p.sum(1, keepdims=True)


def fit(x, y, weight, strength):
    return OneAgainstRest(x, np.asarray(y), weight, strength)


def weighted(*parts):
    """Only the features that at least two sentences have, the rarer the heavier (idf), each row of length one."""
    count = np.asarray(sum(p.sum(0) for p in parts)).ravel()
    keys = np.where(count >= 2)[0]
    idf = np.log(sum(p.shape[0] for p in parts) / count[keys])
    def one(x):
        x = x[:, keys] @ diags(idf)
        length = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())
        return (diags(1 / np.maximum(length, 1e-9)) @ x).tocsr()
    return keys, idf, [one(p) for p in parts]


def save(model, keys, idf, path):
    """Writes what `bayhaqi_coder` reads: for each feature a weight for each type in 8 bits."""
    scale = np.maximum(np.abs(model.weights).max(1), 1e-12) / 127
    steps = np.ascontiguousarray(np.round(model.weights.T / scale).astype(np.int8))
    save_file({"keys": keys.astype(np.uint32), "idf": idf.astype(np.float32), "weights": steps,
               "scale": scale.astype(np.float32), "bias": model.bias.astype(np.float32)}, path, {"labels": "\n".join(model.classes)})


def merged(p, classes):
    """The likeliest of PLV's 15 types."""
    p, c, r = p.copy(), classes.index("CONCEDE"), classes.index("RETREAT")
    p[:, c] += p[:, r]
    p[:, r] = 0
    return ["YIELD" if classes[i] == "CONCEDE" else classes[i] for i in p.argmax(1)]


def folds_of(rows, folds):
    """The fold of each row; a sentence is in one fold only."""
    groups = sorted({r["group"] for r in rows})
    np.random.default_rng(1).shuffle(groups)
    fold_of = {g: i % folds for i, g in enumerate(groups)}
    return np.array([fold_of[r["group"]] for r in rows])


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("what", choices=["cv", "steps", "train"])
    ap.add_argument("--plv", default=PLV)
    ap.add_argument("--binary", default=os.path.join(here, "../target/release/examples/pair_features"))
    ap.add_argument("--strength", type=float, default=60.0)
    ap.add_argument("--weight", type=float, default=0.5, help="of our own sentences beside PLV's")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--scores", help="write the cross-validated probabilities to this file (.npy)")
    ap.add_argument("--out")
    a = ap.parse_args()
    news, mine = plv(a.plv), own()
    keys, idf, (xn, xm) = weighted(features(news, a.binary), features(mine, a.binary))
    ym = np.array([r["type"] for r in mine])
    two = np.isin(ym, ["CONCEDE", "RETREAT"])
    split = fit(xm[two], ym[two], None, a.strength)
    guess = [split.classes[i] for i in split.probabilities(xn).argmax(1)]
    yn = np.array([g if r["type"] == "YIELD" else r["type"] for r, g in zip(news, guess)])
    gold = [r["type"] for r in news]
    print(f"{len(news)} news sentences, {len(mine)} of our own")
    if a.what == "train":
        y = np.concatenate([yn, ym])
        model = fit(vstack([xn, xm]).tocsr(), y, np.concatenate([np.ones(len(yn)), np.full(len(ym), a.weight)]), a.strength)
        save(model, keys, idf, a.out)
        print(f"{len(keys)} features")
        return
    folds = folds_of(news, a.folds)
    order = np.random.default_rng(2).permutation(len(mine))
    for share in ([1.0] if a.what == "cv" else [0.0, 0.25, 0.5, 1.0]):
        part = order[:int(share * len(mine))]
        got = np.zeros((len(news), len(TYPES)))
        for fold in range(a.folds):
            train, test = np.where(folds != fold)[0], np.where(folds == fold)[0]
            y = np.concatenate([yn[train], ym[part]])
            w = np.concatenate([np.ones(len(train)), np.full(len(part), a.weight)])
            model = fit(vstack([xn[train], xm[part]]).tocsr(), y, w, a.strength)
            got[np.ix_(test, [TYPES.index(c) for c in model.classes])] = model.probabilities(xn[test])
        print(f"with {len(part)} of our own:")
        report(gold, merged(got, TYPES))
        if a.scores:
            np.save(a.scores, got)


if __name__ == "__main__":
    main()
