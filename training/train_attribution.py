#!/usr/bin/env python3
"""Trains the labeller of attributions: which tokens are source, cue and content, and on which side their cue stands.

    pip install numpy numba safetensors
    cargo build --release -p bayhaqi-coder --example attribution_features
    python training/train_attribution.py TRAIN.jsonl --out models/attribution.safetensors
    python training/train_attribution.py TRAIN.jsonl --held-out DEV.jsonl     # F1 of the labels, nothing is written

The data are JSON lines {"id", "text", "attributions": [{source, cue, content}]} (PolNeAR's training half; not part of
the project). The model is a linear-chain conditional random field (Lafferty et al. 2001), trained with AdaGrad (Duchi et
al. 2011) on one document after the other. Features come from the program itself. The seed is fixed.
"""
import argparse, json, os, subprocess, sys, tempfile
import numpy as np
from numba import njit
from safetensors.numpy import save_file

here = os.path.dirname(os.path.abspath(__file__))
BUCKETS = 1 << 18
# "source >": the cue of this source stands to its right. In the order of the program.
LABELS = ["outside", "source >", "source <", "cue", "content >", "content <"]
K = len(LABELS)
# After the labels: a stretch of a label begins at the token, one has ended before it.
BEGINS, ENDS, C = K, K + 1, K + 2


def features(rows, binary):
    """For each row its tokens' spans and features."""
    with tempfile.TemporaryFile() as lines, tempfile.TemporaryFile() as out:
        lines.write("".join(json.dumps({"text": r["text"]}) + "\n" for r in rows).encode())
        lines.seek(0)
        subprocess.run([binary], stdin=lines, stdout=out, check=True)
        out.seek(0)
        numbers = np.fromfile(out, dtype="<u4")
    at, found = 0, []
    for _ in rows:
        n, each = int(numbers[at]), int(numbers[at + 1])
        spans = numbers[at + 2:at + 2 + 2 * n].reshape(n, 2).astype(np.int64)
        at += 2 + 2 * n
        found.append((spans, numbers[at:at + n * each].reshape(n, each).astype(np.int32) % BUCKETS))
        at += n * each
    return found


def labels(row, spans):
    y = np.zeros(len(spans), dtype=np.int8)
    def mark(role, label):
        for start, end in role:
            inside = (spans[:, 0] < end) & (spans[:, 1] > start) & (spans[:, 1] > spans[:, 0])
            y[inside & (y == 0)] = label
    for a in row["attributions"]:
        if a["cue"]:
            cue = a["cue"][0][0]
            mark(a["cue"], 3)
            for role, first in (("source", 1), ("content", 4)):
                for span in a[role]:
                    mark([span], first if span[0] < cue else first + 1)
    return y


@njit(cache=True)
def scores(x, w, out):
    for t in range(x.shape[0]):
        for k in range(C):
            out[t, k] = 0.0
        for f in x[t]:
            for k in range(C):
                out[t, k] += w[f, k]


@njit(cache=True)
def logsum(v):
    m = v[0]
    for k in range(1, K):
        m = max(m, v[k])
    s = 0.0
    for k in range(K):
        s += np.exp(v[k] - m)
    return m + np.log(s)


@njit(cache=True)
def edge(tr, s, j, k):
    """From label j to label k at a token with the scores s."""
    e = tr[j, k]
    if j != k:
        if k != 0:
            e += s[BEGINS]
        if j != 0:
            e += s[ENDS]
    return e


@njit(cache=True)
def step(x, y, w, gw, tr, gtr, rate, l2):
    """One document: a step along the gradient of the log-likelihood."""
    n = x.shape[0]
    s = np.zeros((n, C)); scores(x, w, s)
    a = np.zeros((n, K)); b = np.zeros((n, K)); v = np.zeros(K)
    a[0] = s[0, :K]
    for t in range(1, n):
        for k in range(K):
            for j in range(K):
                v[j] = a[t - 1, j] + edge(tr, s[t], j, k)
            a[t, k] = s[t, k] + logsum(v)
    for t in range(n - 2, -1, -1):
        for j in range(K):
            for k in range(K):
                v[k] = edge(tr, s[t + 1], j, k) + s[t + 1, k] + b[t + 1, k]
            b[t, j] = logsum(v)
    z = logsum(a[n - 1])
    g = np.zeros((K, K)); h = np.zeros((n, C))
    for t in range(1, n):
        for j in range(K):
            for k in range(K):
                p = np.exp(a[t - 1, j] + edge(tr, s[t], j, k) + s[t, k] + b[t, k] - z)
                if y[t - 1] == j and y[t] == k:
                    p -= 1.0
                g[j, k] -= p
                if j != k:
                    if k != 0:
                        h[t, BEGINS] -= p
                    if j != 0:
                        h[t, ENDS] -= p
    for t in range(n):
        for k in range(K):
            h[t, k] = (1.0 if y[t] == k else 0.0) - np.exp(a[t, k] + b[t, k] - z)
        for k in range(C):
            d = h[t, k]
            if abs(d) < 1e-4:
                continue
            for f in x[t]:
                e = d - l2 * w[f, k]
                gw[f, k] += e * e
                w[f, k] += rate * e / np.sqrt(gw[f, k])
    for j in range(K):
        for k in range(K):
            gtr[j, k] += g[j, k] * g[j, k]
            tr[j, k] += rate * g[j, k] / np.sqrt(gtr[j, k])
    return z


@njit(cache=True)
def viterbi(x, w, tr):
    n = x.shape[0]
    s = np.zeros((n, C)); scores(x, w, s)
    back = np.zeros((n, K), dtype=np.int8)
    for t in range(1, n):
        for k in range(K):
            best = 0
            for j in range(1, K):
                if s[t - 1, j] + edge(tr, s[t], j, k) > s[t - 1, best] + edge(tr, s[t], best, k):
                    best = j
            back[t, k] = best
            s[t, k] += s[t - 1, best] + edge(tr, s[t], best, k)
    y = np.zeros(n, dtype=np.int8)
    y[n - 1] = s[n - 1, :K].argmax()
    for t in range(n - 1, 0, -1):
        y[t - 1] = back[t, y[t]]
    return y


def train(data, epochs, rate, l2):
    rng = np.random.default_rng(1)
    w = np.zeros((BUCKETS, C), dtype=np.float32); gw = np.full((BUCKETS, C), 1.0, dtype=np.float32)
    tr = np.zeros((K, K)); gtr = np.ones((K, K))
    mean, mean_tr = np.zeros_like(w), np.zeros_like(tr)
    for epoch in range(epochs):
        for i in rng.permutation(len(data)):
            x, y = data[i]
            if len(y):
                step(x, y, w, gw, tr, gtr, rate, l2)
        if epoch >= epochs // 2:  # the mean of the later epochs generalises better than the last step
            mean += w; mean_tr += tr
        print(f"epoch {epoch + 1} of {epochs}", file=sys.stderr)
    n = epochs - epochs // 2
    return mean / n, mean_tr / n


def save(w, tr, path):
    """Writes what the program reads: a row of weights in 8 bits for each bucket."""
    limit = np.quantile(np.abs(w[w != 0]), 0.9995)
    scale = np.float32(limit / 127)
    steps = np.clip(np.round(w / scale), -127, 127).astype(np.int8)
    save_file({"weights": steps, "scale": np.array([scale], dtype=np.float32),
               "transitions": tr.astype(np.float32)}, path, {"labels": "\n".join(LABELS)})


def report(data, w, tr):
    got = np.concatenate([viterbi(x, w, tr) for x, _ in data])
    gold = np.concatenate([y for _, y in data])
    for name, ks in (("source", (1, 2)), ("cue", (3,)), ("content", (4, 5))):
        a, b = np.isin(gold, ks), np.isin(got, ks)
        tp = (a & b).sum()
        print(f"{name:8} P {tp / b.sum():.3f} R {tp / a.sum():.3f} F1 {2 * tp / (a.sum() + b.sum()):.3f}"
              f"   with side {2 * ((gold == got) & a).sum() / (a.sum() + b.sum()):.3f}")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("train")
    ap.add_argument("--out")
    ap.add_argument("--held-out")
    ap.add_argument("--binary", default=os.path.join(here, "../target/release/examples/attribution_features"))
    ap.add_argument("--epochs", type=int, default=8)
    ap.add_argument("--rate", type=float, default=0.02)
    ap.add_argument("--l2", type=float, default=0.01)
    a = ap.parse_args()
    def read(path):
        rows = [json.loads(l) for l in open(path, encoding="utf8")]
        return [(x, labels(r, spans)) for r, (spans, x) in zip(rows, features(rows, a.binary))]
    data = read(a.train)
    print(f"{len(data)} texts, {sum(len(y) for _, y in data)} tokens, {data[0][0].shape[1]} features a token")
    w, tr = train(data, a.epochs, a.rate, a.l2)
    if a.held_out:
        report(read(a.held_out), w, tr)
    if a.out:
        save(w, tr, a.out)


if __name__ == "__main__":
    main()
