"""The sentences that the relation models are trained on.

`own()` are those of this folder: one line a sentence, its source in <s>…</s>, its target in <t>…</t>.
`plv(path)` is PLV_train, which is not part of the project; its YIELD stands for CONCEDE and RETREAT.
"""
import glob, json, os, re, sys

TYPES = ("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST "
         "SANCTION MOBILIZE COERCE ASSAULT").split()
QUAD = dict(AGREE=0, CONSULT=0, SUPPORT=0, COOPERATE=1, AID=1, CONCEDE=1, RETREAT=1, YIELD=1, REQUEST=2, ACCUSE=2,
            REJECT=2, THREATEN=2, PROTEST=3, SANCTION=3, MOBILIZE=3, COERCE=3, ASSAULT=3)
MARKS = ("<s>", "</s>", "<t>", "</t>")
here = os.path.dirname(os.path.abspath(__file__))
PLV = os.path.join(here, "../../shared/bench/relations/plv_train.jsonl")


def unmark(marked):
    """Plain text with the spans of source and target."""
    text, at = "", {}
    for part in re.split(r"(</?[st]>)", marked):
        if part in MARKS:
            at[part] = len(text)
        else:
            text += part
    return text, [at["<s>"], at["</s>"]], [at["<t>"], at["</t>"]]


def mark(text, source, target):
    """Puts the marks around two spans, either of which may be missing."""
    places = []
    for span, opening, closing in ((source, "<s>", "</s>"), (target, "<t>", "</t>")):
        if span:
            # At one place a closing mark comes before an opening one.
            places += [(span[0], 1, opening), (span[1], 0, closing)]
    for at, _, tag in sorted(places, reverse=True):
        text = text[:at] + tag + text[at:]
    return text


def own():
    """Rows {text, source, target, type, group, mode, cameo} of this folder."""
    rows = []
    for path in sorted(glob.glob(os.path.join(here, "*.tsv"))):
        name = os.path.basename(path)[:-4]
        for number, line in enumerate(open(path, encoding="utf8"), 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            cells = line.split("\t")
            kind = cells.pop(0) if name.startswith(("borders", "more")) else name.upper()
            if len(cells) != 3 or kind not in TYPES or any(cells[2].count(m) != 1 for m in MARKS):
                sys.exit(f"{path}:{number}: not mode, code and a sentence with one source and one target")
            text, source, target = unmark(cells[2])
            rows.append({"text": text, "source": source, "target": target, "type": kind,
                         "group": f"{name}:{number}", "mode": cells[0], "cameo": cells[1]})
    return rows


def plv(path=PLV):
    """The same of PLV_train; the group is the sentence."""
    return [{"text": r["text"], "source": r["source"], "target": r["target"], "type": r["gold"], "group": r["sentence"]}
            for r in map(json.loads, open(path, encoding="utf8"))]


def f1(gold, got):
    each = {}
    for c in sorted(set(gold)):
        tp = sum(g == h == c for g, h in zip(gold, got))
        each[c] = 2 * tp / (sum(g == c for g in gold) + sum(h == c for h in got))
    return sum(each.values()) / len(each), each


def report(gold, got):
    import numpy as np
    macro, each = f1(gold, got)
    quad, _ = f1([QUAD[g] for g in gold], [QUAD[h] for h in got])
    right = np.mean([g == h for g, h in zip(gold, got)])
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(gold), len(gold)) for _ in range(500)]
    low, high = np.percentile([f1([gold[i] for i in d], [got[i] for i in d])[0] for d in draws], [2.5, 97.5])
    print("  ".join(f"{c} {v:.2f}" for c, v in each.items()))
    print(f"accuracy {right:.3f}, macro-F1 {macro:.3f} ({low:.3f} to {high:.3f}), quad macro-F1 {quad:.3f}", flush=True)
