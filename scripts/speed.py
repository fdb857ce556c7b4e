#!/usr/bin/env python3
"""Compares the speed of `bayhaqi-nlp` with spaCy's, side by side, on the same texts.

    cargo build --release -p bayhaqi-nlp --example speed
    python scripts/speed.py target/release/examples/speed
    python scripts/speed.py BINARY [--sets FILE…] [--rounds N] [--batch N] [--json FILE]

Both sides take turns, so that other work on the machine slows both down alike. Each turn is two
rounds over all texts: the first warms up (spaCy keeps what it knows of a word, and so do we) and
is printed but not counted, the second is. spaCy stays loaded between its turns; the program is
started anew, so its first round is a cold one every time.

spaCy runs `nlp.pipe` with the default components of the package (those that the program has
too), in a process of its own that is held to one thread. Variables that pin OpenBLAS to another
processor's kernels are taken out of its environment, since they can slow numpy down; the last line
says which were there. The program runs with one thread, and once more with two.

The program must print one JSON object a round, `{"tokens", "seconds", "threads"}`, and at the
end one with `{"load_ms", "first_parse_ms", "rss_mb"}`. A round's rate counts the tokens that the
side itself finds, whitespace tokens included.

Needs spaCy and the package: see `golden.py`, beside this file. The sets are those of `parity.py`.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import golden
import parity

ONE_THREAD = [
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
]
SLOWING = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]


def resident_mb():
    """Resident memory of this process now, where the system tells."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return None
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


def spacy_worker(package, file, batch):
    """Loads spaCy, says so, then runs one round for each line on standard input."""
    nlp = golden.load(package)
    say({"components": nlp.pipe_names})
    texts = [json.loads(line)["text"] for line in golden.read_lines(file)]
    started = time.perf_counter()
    nlp(texts[0])
    say({"first_parse_ms": 1e3 * (time.perf_counter() - started)})
    for _ in sys.stdin:
        started = time.perf_counter()
        tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=batch))
        seconds = time.perf_counter() - started
        say({"tokens": tokens, "seconds": seconds, "threads": 1, "rss_mb": resident_mb()})


def say(answer):
    print(json.dumps(answer), flush=True)


class Spacy:
    """The process in which spaCy runs."""

    def __init__(self, package, file, batch):
        environment = {k: v for k, v in os.environ.items() if k not in SLOWING}
        environment |= dict.fromkeys(ONE_THREAD, "1")
        command = [sys.executable, "-W", "ignore", __file__, "--spacy-worker", str(file)]
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [*command, "--package", package, "--batch", str(batch)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.start = self.read()
        self.start["load_ms"] = 1e3 * (time.perf_counter() - started)
        self.start |= self.read()
        self.start["rss_mb"] = None

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit("spaCy's process ended early")
        return json.loads(line)

    def round(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = self.read()
        self.start["rss_mb"] = answer["rss_mb"]
        return answer

    def turn(self):
        return [self.round(), self.round()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def program_turn(binary, file, threads):
    """Two rounds of the program, and what it says of its start."""
    command = [binary, str(file), "--threads", str(threads), "--rounds", "2"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or len(answers) < 3:
        sys.exit(f"{binary} ended with status {done.returncode} and {len(answers)} answers")
    return answers[:2], answers[-1]


def rate(answer):
    return answer["tokens"] / answer["seconds"]


def median(answers):
    return statistics.median(map(rate, answers))


def show(side, number, turn):
    cold, warm = (f"{rate(answer):>11,.0f}" for answer in turn)
    print(f"{number:>5}  {side:<20}{cold}{warm}", flush=True)


def cores():
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def start_median(starts, key):
    values = [start[key] for start in starts if start.get(key) is not None]
    return statistics.median(values) if values else None


def number(value):
    return "—" if value is None else f"{value:,.0f}"


def measure(args, file):
    """All turns: the counted rounds of each side, and what the sides say of their start."""
    spacy = Spacy(args.package, file, args.batch)
    print(f"spaCy's components: {', '.join(spacy.start['components'])}; batches of {args.batch}")
    print(f"\ntokens a second\n{'turn':>5}  {'':<20}{'warm-up':>11}{'counted':>11}")
    results = {"spacy": [], "bayhaqi": [], "bayhaqi_2": []}
    starts = []
    for turn in range(1, args.rounds + 1):
        rounds = spacy.turn()
        show("spaCy, 1 thread", turn, rounds)
        results["spacy"].append(rounds[1])
        for threads, key in ((1, "bayhaqi"), (2, "bayhaqi_2")):
            rounds, start = program_turn(args.binary, file, threads)
            show(f"bayhaqi, {threads} thread{'s' * (threads > 1)}", turn, rounds)
            results[key].append(rounds[1])
            if threads == 1:
                starts.append(start)
    spacy.close()
    starts = {key: start_median(starts, key) for key in ("load_ms", "first_parse_ms", "rss_mb")}
    return results, {"bayhaqi": starts, "spacy": spacy.start}


def report(results, starts):
    medians = {key: median(answers) for key, answers in results.items()}
    ratio = medians["bayhaqi"] / medians["spacy"]
    factor = medians["bayhaqi_2"] / medians["bayhaqi"]
    print(f"\n{'':<30}{'spaCy':>12}{'bayhaqi':>12}")
    pairs = zip(results["spacy"], results["bayhaqi"])
    by_turn = sorted(rate(ours) / rate(theirs) for theirs, ours in pairs)
    print(f"{'tokens a second, median':<30}{medians['spacy']:>12,.0f}{medians['bayhaqi']:>12,.0f}")
    rows = {"start to loaded, ms": "load_ms", "first text, ms": "first_parse_ms"}
    for title, key in {**rows, "resident, MB": "rss_mb"}.items():
        theirs, ours = number(starts["spacy"][key]), number(starts["bayhaqi"][key])
        print(f"{title:<30}{theirs:>12}{ours:>12}")
    print(f"\nbayhaqi : spaCy, one thread each: {ratio:.1f}", end="")
    print(f" (turn by turn {by_turn[0]:.1f} to {by_turn[-1]:.1f})")
    print(f"bayhaqi, two threads : one thread: {factor:.2f}", end="")
    print(f" ({medians['bayhaqi_2']:,.0f} tokens a second)")
    tokens = {side: answers[0]["tokens"] for side, answers in results.items()}
    if tokens["spacy"] != tokens["bayhaqi"]:
        print(f"the sides count tokens differently: {tokens}")
    return {"medians": medians, "ratio": ratio, "two_threads": factor}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("binary", metavar="BINARY", help="the built example `speed`")
    parser.add_argument("--sets", nargs="+", type=Path, help="default: those of parity.py")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="turns of each side")
    parser.add_argument("--batch", type=int, default=16, metavar="N", help="texts a batch, spaCy")
    parser.add_argument("--package", default=golden.PACKAGE, help="spaCy's package or folder")
    parser.add_argument("--json", type=Path, help="write the measurements there as well")
    parser.add_argument("--spacy-worker", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.spacy_worker:
        return spacy_worker(args.package, args.binary, args.batch)

    import spacy

    texts = parity.read_texts(args.sets or parity.default_sets())
    print(f"{len(texts)} texts; {processor()}, {cores()} cores; spaCy {spacy.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.jsonl"
        with open(file, "w", encoding="utf-8", newline="\n") as out:
            for name, text in texts:
                out.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
        results, starts = measure(args, file)
    summary = report(results, starts)
    unset = [name for name in SLOWING if name in os.environ]
    print(f"taken out of spaCy's environment: {', '.join(unset) or 'nothing'}")
    if args.json:
        everything = {**summary, "starts": starts, "rounds": results}
        args.json.write_text(json.dumps(everything, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
