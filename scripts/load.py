#!/usr/bin/env python3
"""Measures the server under load: what each chart of the explorer asks, by many clients at once.

    load.py BAYHAQI STORE [--oha PROGRAM] [--clients 10] [--requests 400] [--crowd 500]

The store is one of made-up events (`cargo run --release -p bayhaqi-store --example million -- STORE`); the clients
are those of `oha` (`cargo install oha`), on the same machine. No two requests of a chart need be the same: actors,
years and types change from one to the next. Prints a table in Markdown: milliseconds to the last byte.
"""
import argparse, itertools, json, os, random, re, subprocess, tempfile, time, urllib.request

COUNTRIES = "USA IRN IRQ RUS UKR CHN TWN IND PAK ISR SYR TUR GRC FRA DEU MLI NER SDN ETH KEN".split()
TYPES = "CONSULT AID ACCUSE ASSAULT".split()
PERIODS = [""] + [f"&from={year}-01-01&to={year + n}-12-31" for year in range(2010, 2020) for n in (0, 3)]
PAIRS = list(itertools.permutations(COUNTRIES, 2))


def pairs(path):
    return [path.format(a=a, b=b) + p for a, b in PAIRS for p in PERIODS]


def each(path):
    return [path.format(a=a) + p for a in COUNTRIES for p in PERIODS]


def typed(path):
    return [path + t + p for t in [""] + [f"&event={t}" for t in TYPES] for p in PERIODS]


CHARTS = {
    "all events by month and class": ["/api/totals?by=month,quad&limit=20000"],
    "events by month and class": typed("/api/totals?by=month,quad&limit=20000"),
    "dyad by week and type": pairs("/api/totals?source={a}&target={b}&by=week,event&limit=20000"),
    "dyad, its incidents": pairs("/api/incidents?source={a}&target={b}"),
    "actor by month and class": each("/api/totals?source={a}&by=month,quad&limit=20000"),
    "actor, its profile": each("/api/actors/{a}?claimed=false"),
    "network": typed("/api/dyads?level=country&limit=500"),
    "map": typed("/api/totals?by=place"),
    "map, by week": typed("/api/totals?by=week,quad&limit=20000"),
    "incidents": typed("/api/incidents?limit=50"),
    "events": typed("/api/events?limit=50"),
    "who says so": typed("/api/totals?by=speaker,stance"),
    "search": [f"/api/search?q={a}%20{b}" for a, b in itertools.permutations("iran iraq talks aid minister killed".split(), 2)],
}


def oha(program, base, paths, clients, *more):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(base + path for path in paths) + "\n")
        file.flush()
        line = [program, "--no-tui", "--output-format", "json", "-c", str(clients), *more, "--urls-from-file", file.name]
        return json.loads(subprocess.run(line, capture_output=True, text=True, check=True).stdout)


def row(name, out):
    percent, summary = out["latencyPercentiles"], out["summary"]
    codes = ", ".join(f"{n} × {code}" for code, n in sorted(out["statusCodeDistribution"].items()))
    # Those that were still under way when the time was over are no errors of the server.
    errors = ", ".join(f"{n} {what}" for what, n in out["errorDistribution"].items() if "deadline" not in what)
    ms = lambda s: f"{1000 * s:.0f}" if s is not None else "-"
    print(f"| {name} | {summary['requestsPerSec']:.0f} | {ms(percent['p50'])} | {ms(percent['p95'])} | {ms(summary['slowest'])} | {codes} {errors} |", flush=True)
    return percent["p95"] or 1e9


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("bayhaqi"); ap.add_argument("store")
    ap.add_argument("--oha", default="oha")
    ap.add_argument("--clients", type=int, default=10)
    ap.add_argument("--requests", type=int, default=400)
    ap.add_argument("--crowd", type=int, default=500)
    a = ap.parse_args()
    random.seed(1)
    started = time.perf_counter()
    server = subprocess.Popen([a.bayhaqi, "serve", "--store", a.store, "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True)
    try:
        line = next(line for line in server.stderr if "http://" in line)
        base = re.search(r"http://[\d.:]+", line).group()
        listening = time.perf_counter() - started
        for path in ["/", "/api/about", "/api/totals?by=month,quad&limit=20000", "/api/dyads?limit=30", "/api/incidents?limit=8"]:
            urllib.request.urlopen(base + path).read()
            print(f"{path} answered {1000 * (time.perf_counter() - started):.0f} ms after the start (listening after {1000 * listening:.0f})")
        print(f"\n{a.clients} clients:\n\n| chart | a second | median ms | 95 % ms | slowest ms | answers |\n|---|---:|---:|---:|---:|---|")
        worst = 0
        for name, paths in CHARTS.items():
            random.shuffle(paths)
            worst = max(worst, row(name, oha(a.oha, base, paths, a.clients, "-n", str(a.requests))))
        print(f"\nthe slowest chart: {1000 * worst:.0f} ms at the 95th percentile")
        print(f"\n{a.crowd} clients:\n\n| chart | a second | median ms | 95 % ms | slowest ms | answers |\n|---|---:|---:|---:|---:|---|")
        row("all of these", oha(a.oha, base, sum(CHARTS.values(), []), a.crowd, "-z", "20s"))
        with urllib.request.urlopen(base + "/api/about") as answer:
            print(f"\nafterwards it answers: {answer.status}; memory {resident(server.pid)} MB")
    finally:
        server.terminate()
        server.wait()


def resident(pid):
    status = open(f"/proc/{pid}/status").read()
    return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) // 1024


if __name__ == "__main__":
    main()
