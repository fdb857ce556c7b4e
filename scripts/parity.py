#!/usr/bin/env python3
"""Measures how far `bayhaqi` agrees with spaCy on real news, which is not part of the project.

    python scripts/parity.py target/release/bayhaqi
    python scripts/parity.py BINARY --sets FILE… [--json FILE] [--differences N] [--cache FOLDER]

The sets are JSONL files with a `text` in each line. A text that occurs twice is used once. Both
programs get the same texts; spaCy's answers are kept in the cache folder, so that only the first
run waits for spaCy. What is compared:

    tokens      spans found by both, in % of the spans found by either
    tags, pos, morph, lemmas
                in % of spaCy's tokens; a token that the other did not find counts as wrong
    heads       the same for the head's span together with the label (labelled attachment)
    entities    F1 of (span, type)
    sentences   F1 of the first code points of sentences

Exit status: 0 all thresholds are met, 1 one is missed, 2 nothing could be measured.
Needs spaCy and the package: see `golden.py`, beside this file.
"""

import argparse
import hashlib
import importlib.metadata
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import golden

BENCH = Path(__file__).resolve().parent.parent.parent / "shared" / "bench"
THRESHOLDS = {
    "tokens": 99.95,
    "tags": 99.9,
    "heads": 99.8,
    "entities": 99.8,
    "lemmas": 99.8,
    "sentences": 99.8,
}
# The columns of a golden row; `span` replaces `idx` and `text` when rows are compared.
TAG, POS, MORPH, LEMMA, HEAD, DEP, START, ENT = range(2, 10)
LAYERS = {"tags": TAG, "pos": POS, "morph": MORPH, "lemmas": LEMMA}


def default_sets():
    sets = sorted((BENCH / "relations").glob("*.jsonl"))
    return sets + [BENCH / "attribution" / "polnear_dev.jsonl"]


def read_texts(sets):
    """The distinct texts of the sets, in order, each with a name to find it again."""
    texts = {}
    for path in sets:
        for number, line in enumerate(golden.read_lines(path), 1):
            if line.strip():
                texts.setdefault(json.loads(line)["text"], f"{path.stem}:{number}")
    return [(name, text) for text, name in texts.items()]


def spacy_rows(package, texts, cache):
    """spaCy's golden rows of each text, from the cache if they are there."""
    key = [package, importlib.metadata.version("spacy"), [text for _, text in texts]]
    if Path(package).is_dir():
        key.append((Path(package) / "meta.json").read_text(encoding="utf-8"))
    else:
        key.append(importlib.metadata.version(package))
    digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
    path = cache / f"spacy-{digest}.jsonl"
    if path.exists():
        return [json.loads(line) for line in golden.read_lines(path)]
    nlp = golden.load(package)
    started = time.perf_counter()
    rows = [golden.rows(doc) for doc in nlp.pipe((text for _, text in texts), batch_size=64)]
    print(f"spaCy took {time.perf_counter() - started:.0f} s", file=sys.stderr)
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with open(unfinished, "w", encoding="utf-8", newline="\n") as file:
        for doc in rows:
            file.write(json.dumps(doc, ensure_ascii=False, separators=(",", ":")) + "\n")
    unfinished.replace(path)
    return rows


def binary_rows(command, texts):
    """The golden rows of each text as the program gives them, None where it gave no answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            for name, text in texts:
                file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
        started = time.perf_counter()
        layers = ["--layers", "tokens,sentences", "--format", "jsonl"]
        done = subprocess.run([*command, "annotate", str(path), *layers], stdout=subprocess.PIPE)
    print(f"the program took {time.perf_counter() - started:.1f} s", file=sys.stderr)
    if done.returncode not in (0, 1):
        sys.exit(fail(f"{command[0]} ended with status {done.returncode}"))
    answers = {}
    for line in done.stdout.decode("utf-8").split("\n"):
        if line:
            answer = json.loads(line)
            answers[answer["document"]["id"]] = answer
    return [rows_of(answers.get(name), text) for name, text in texts]


def rows_of(answer, text):
    if answer is None or answer["text"] != text:
        return None
    starts = {span[0] for span in answer["sentences"]}
    rows = []
    for token in answer["tokens"]:
        start, end = token["span"]
        rows.append(
            [
                start,
                text[start:end],
                token["tag"],
                token["pos"],
                token.get("morph", ""),
                token["lemma"],
                token["head"],
                token["dep"],
                int(start in starts),
                token["ent"],
            ]
        )
    return rows


def fail(message):
    print(message, file=sys.stderr)
    return 2


def span(row):
    return (row[0], row[0] + len(row[1]))


def head(rows, row):
    """The label and the span of the head."""
    return (row[DEP], span(rows[row[HEAD]]))


def starts(rows):
    return {row[0] for row in rows if row[START]}


def entities(rows):
    """The entities as (start, end, type); an I- tag that continues nothing begins one."""
    found, kind = [], None
    for row in rows:
        iob, _, new = row[ENT].partition("-")
        start, end = span(row)
        if iob == "I" and new == kind:
            found[-1] = (found[-1][0], end, kind)
        elif iob in ("B", "I"):
            found.append((start, end, new))
        kind = new or None
    return set(found)


class Pairs:
    """Counts of what both found, what only spaCy found and what only the program found."""

    def __init__(self):
        self.both = self.spacy = self.ours = 0

    def add(self, spacy, ours):
        both = len(spacy & ours)
        self.both += both
        self.spacy += len(spacy) - both
        self.ours += len(ours) - both

    def f1(self):
        return percent(2 * self.both, 2 * self.both + self.spacy + self.ours)

    def union(self):
        return percent(self.both, self.both + self.spacy + self.ours)


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def compare(texts, theirs, ours):
    """The measures, and the differences in the order of the texts."""
    tokens, ents, sents = Pairs(), Pairs(), Pairs()
    right = Counter()
    differences, unanswered = [], []
    for (name, text), spacy, bayhaqi in zip(texts, theirs, ours):
        if bayhaqi is None:
            unanswered.append(name)
            bayhaqi = []
        found = {span(row): row for row in bayhaqi}
        tokens.add({span(row) for row in spacy}, set(found))
        ents.add(entities(spacy), entities(bayhaqi))
        sents.add(starts(spacy), starts(bayhaqi))
        for row in spacy:
            if other := found.get(span(row)):
                for layer, column in LAYERS.items():
                    right[layer] += row[column] == other[column]
                right["heads"] += head(spacy, row) == head(bayhaqi, other)
        if bayhaqi:
            differences += list_differences(name, text, spacy, bayhaqi)
    all_tokens = sum(map(len, theirs))
    scores = {"tokens": tokens.union()}
    for layer in ("tags", "pos", "morph", "heads", "lemmas"):
        scores[layer] = percent(right[layer], all_tokens)
    scores["entities"] = ents.f1()
    scores["sentences"] = sents.f1()
    counts = {
        "texts": len(texts),
        "unanswered": unanswered,
        "sentences": sents.both + sents.spacy,
        "tokens": all_tokens,
        "entities": ents.both + ents.spacy,
    }
    return counts, scores, differences


def list_differences(name, text, spacy, bayhaqi):
    """Each difference of one text as a record: where, in which layer, spaCy's answer and ours."""
    found = {span(row): row for row in bayhaqi}
    known = {span(row) for row in spacy}

    def difference(layer, where, theirs, ours):
        return {
            "text": name,
            "layer": layer,
            "span": list(where),
            "word": text[slice(*where)],
            "spacy": theirs,
            "bayhaqi": ours,
            "context": context(text, *where),
        }

    def label(answer):
        dep, where = answer
        return f"{dep} ← {text[slice(*where)]!r} at {where[0]}"

    out = []
    for row in spacy:
        where = span(row)
        other = found.get(where)
        if other is None:
            out.append(difference("tokens", where, row[1], None))
            continue
        for layer, column in LAYERS.items():
            if row[column] != other[column]:
                out.append(difference(layer, where, row[column], other[column]))
        mine, yours = head(spacy, row), head(bayhaqi, other)
        if mine != yours:
            out.append(difference("heads", where, label(mine), label(yours)))
        if row[START] != other[START]:
            out.append(difference("sentences", where, row[START], other[START]))
    out += [difference("tokens", w, None, row[1]) for w, row in found.items() if w not in known]
    theirs, ours = entities(spacy), entities(bayhaqi)
    for start, end, kind in theirs - ours:
        out.append(difference("entities", (start, end), kind, None))
    for start, end, kind in ours - theirs:
        out.append(difference("entities", (start, end), None, kind))
    return sorted(out, key=lambda d: (d["span"], d["layer"], d["spacy"] is None))


def context(text, start, end, width=60):
    """The words around a span, the span between brackets, control characters made visible."""
    parts = (text[max(0, start - width) : start], text[start:end], text[end : end + width])
    before, word, after = (json.dumps(part, ensure_ascii=False)[1:-1] for part in parts)
    return f"{before}⟦{word}⟧{after}"


def report(counts, scores, differences, limit):
    print(
        f"{counts['texts']} texts, {counts['sentences']} sentences, {counts['tokens']} tokens, "
        f"{counts['entities']} entities by spaCy"
    )
    if unanswered := counts["unanswered"]:
        print(f"{len(unanswered)} with no answer or another text: {', '.join(unanswered[:10])}")
    print(f"\n{'layer':<12}{'agreement':>10}{'at least':>10}{'differences':>13}")
    by_layer = Counter(difference["layer"] for difference in differences)
    for layer, score in scores.items():
        threshold = THRESHOLDS.get(layer)
        missed = threshold is not None and score < threshold
        print(
            f"{layer:<12}{score:>9.3f}%{f'{threshold}%' if threshold else '':>10}"
            f"{by_layer[layer]:>13}{'  missed' if missed else ''}"
        )
    for layer in LAYERS:
        changes = Counter((d["spacy"], d["bayhaqi"]) for d in differences if d["layer"] == layer)
        if changes:
            most = ", ".join(f"{a!r} → {b!r} {n}×" for (a, b), n in changes.most_common(8))
            print(f"\nmost frequent in {layer} (spaCy → program): {most}")
    if differences and limit:
        print(f"\n{min(limit, len(differences))} of {len(differences)} differences")
    place = None
    for difference in differences[:limit]:
        if place != (difference["text"], difference["context"]):
            place = (difference["text"], difference["context"])
            print(f"\n{place[0]} at {difference['span'][0]}: {place[1]}")
        layer, spacy, ours = (difference[key] for key in ("layer", "spacy", "bayhaqi"))
        print(f"    {layer:<10} spaCy {spacy if spacy is not None else '—'}")
        print(f"    {'':<10} ours  {ours if ours is not None else '—'}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("binary", metavar="BINARY", help="the program to measure")
    parser.add_argument("--sets", nargs="+", type=Path, help="default: ../shared/bench")
    parser.add_argument("--package", default=golden.PACKAGE, help="spaCy's package or folder")
    parser.add_argument("--model", help="the program's model, where it is not the embedded one")
    parser.add_argument("--differences", type=int, default=200, metavar="N", help="list so many")
    parser.add_argument("--json", type=Path, help="write everything there as well")
    cache = Path(tempfile.gettempdir()) / "bayhaqi-parity"
    parser.add_argument("--cache", type=Path, default=cache, help="keeps spaCy's answers")
    args = parser.parse_args()

    sets = args.sets or default_sets()
    missing = [str(path) for path in sets if not path.exists()]
    if missing:
        return fail(f"no such file: {', '.join(missing)}")
    texts = read_texts(sets)
    command = [args.binary] + (["--model", args.model] if args.model else [])
    ours = binary_rows(command, texts)
    theirs = spacy_rows(args.package, texts, args.cache)
    counts, scores, differences = compare(texts, theirs, ours)
    report(counts, scores, differences, args.differences)
    if args.json:
        everything = {"counts": counts, "scores": scores, "thresholds": THRESHOLDS}
        everything["differences"] = differences
        args.json.write_text(json.dumps(everything, ensure_ascii=False, indent=1) + "\n")
    missed = [layer for layer, least in THRESHOLDS.items() if scores[layer] < least]
    return 1 if missed or counts["unanswered"] else 0


if __name__ == "__main__":
    sys.exit(main())
