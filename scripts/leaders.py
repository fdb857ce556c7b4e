#!/usr/bin/env python3
"""How many of the REIGN leader list's heads since 2000 does `bayhaqi lexicon find` know, with their country?

    scripts/leaders.py BAYHAQI reign_leaderlist.csv [--missing] [--jobs N]

Each leader is looked up by the name that the list has, on the day in the middle of the term (of its part since
2000). Right is who is listed with the country's Correlates of War number; first: in the first place.
"""

import argparse
import csv
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import date

SINCE = date(2000, 1, 1)


def terms(path):
    """Name, country number and middle day of each term since 2000. Who has no last day is in office until the list's end."""
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["syear"] or "").isdigit()]
    last = max(date(int(row["eyear"]), int(row["emonth"]), 28) for row in rows if row["eyear"] and row["emonth"])
    for row in rows:
        start = date(int(row["syear"]), int(row["smonth"]), int(row["sdate"]))
        end = date(int(row["eyear"]), int(row["emonth"]), 28) if row["eyear"] and row["emonth"] else last
        if end > SINCE:
            start = max(start, SINCE)
            yield row["leader"], int(row["ccode"]), start + (max(end, start) - start) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bayhaqi")
    parser.add_argument("list")
    parser.add_argument("--missing", action="store_true", help="name those who are not found")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()

    def look_up(term):
        name, _, day = term
        command = [args.bayhaqi, "lexicon", "find", name, "--date", day.isoformat(), "--format", "json"]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    all_terms = list(terms(args.list))
    with ThreadPoolExecutor(args.jobs) as pool:
        answers = list(pool.map(look_up, all_terms))
    found = first = 0
    for (name, cow, day), listed in zip(all_terms, answers):
        right = any(entry["cow"] == cow for entry in listed)
        found += right
        first += bool(listed) and listed[0]["cow"] == cow
        if args.missing and not right:
            print(f"{name}\t{cow}\t{day}\t{[(e['name'], e['cow']) for e in listed][:4]}")
    total = len(all_terms)
    print(f"{found}/{total} = {found / total:.3f} found with the right country, {first / total:.3f} in the first place")


if __name__ == "__main__":
    main()
