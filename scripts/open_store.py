#!/usr/bin/env python3
"""Opens a store and its exports with other programs, and compares what they count.

usage: scripts/open_store.py BAYHAQI STORE

Needs what scripts/open_store.txt lists from PyPI; whatever is missing is said to be skipped. Whatever counts
otherwise than SQLite itself ends the script with an error.
"""

import importlib.util
import io
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import types
import zipfile


def counts(store):
    """Events of each type, as Python's own SQLite counts them through the view."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    return dict(connection.execute("SELECT event, count(*) FROM events GROUP BY event"))


def by_pandas(events):
    import pandas

    return pandas.read_parquet(events).groupby("event").size().to_dict()


def by_duckdb(events):
    import duckdb

    sql = f"SELECT event, count(*) FROM read_parquet('{events}/**/*.parquet', hive_partitioning = true) GROUP BY 1"
    return dict(duckdb.sql(sql).fetchall())


def by_polars(events):
    import polars

    table = polars.read_parquet(f"{events}/**/*.parquet", hive_partitioning=True)
    return dict(table.group_by("event").len().iter_rows())


def export(program, store, layout, folder):
    path = folder / layout
    subprocess.run([program, "export", "--store", store, "--format", layout, "--output", path], check=True)
    return path


def by_datasette(store):
    """The view as Datasette serves it, and a page of another one with JSON in its cells."""
    import datasette  # noqa: F401

    database = pathlib.Path(store).stem

    def get(address):
        command = [sys.executable, "-m", "datasette", store, "--get", f"/{database}{address}"]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    sql = "select+event,count(*)+from+events+group+by+event"
    assert get("/events.json?_shape=array&_size=1&_nocount=1")
    return dict(get(f".json?sql={sql}&_shape=arrays")["rows"])


def gdelt_by_pandas(program, store, folder):
    """GDELT's columns by pandas, as scripts for GDELT read them."""
    import pandas

    rows = {}
    for layout, columns in [("gdelt", 61), ("gdelt-mentions", 16)]:
        path = export(program, store, layout, folder)
        table = pandas.read_csv(path, sep="\t", header=None, quoting=3, dtype={0: "int64"}, keep_default_na=False)
        assert table.shape[1] == columns, table.shape
        rows[layout] = set(table[0])
    assert rows["gdelt"] == rows["gdelt-mentions"]
    return f"{len(rows['gdelt'])} events"


def gdelt_by_gdelt(program, store, folder):
    """The same by the client `gdelt`, with its own columns and codes: it gets our files as its downloads."""
    # Its wheel puts its tables beside the place where it looks for them.
    spec = importlib.util.find_spec("gdelt")
    tables = pathlib.Path(sys.prefix) / "data"
    if spec and tables.is_dir():
        place = pathlib.Path(spec.origin).parents[1] / "data"
        place.exists() or place.symlink_to(tables)
    import gdelt
    import gdelt.parallel as download

    client = gdelt.gdelt(version=2)
    counts = []
    for layout, table in [("gdelt", "events"), ("gdelt-mentions", "mentions")]:
        path = export(program, store, layout, folder)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.write(path, "20240101000000.csv")
        answer = types.SimpleNamespace(status_code=200, content=packed.getvalue(), url="")
        download.requests = types.SimpleNamespace(get=lambda *_, **__: answer)
        found = client.Search("2024 Jan 01", table=table, coverage=False)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(found) == len(lines), (table, len(found), len(lines))
        counts.append(len(found))
        if table == "mentions":
            assert set(found["EventTimeDate"] // 10**10) <= set(range(1990, 2100)), found["EventTimeDate"]
            continue
        for column, at in [("GLOBALEVENTID", 0), ("SQLDATE", 1), ("QuadClass", 29), ("SOURCEURL", 60)]:
            assert [str(x) for x in found[column]] == [line.split("\t")[at] for line in lines], column
        # It looks our CAMEO codes up in its own table.
        assert found["CAMEOCodeDescription"].notna().all()
        assert found["GoldsteinScale"].between(-10, 10).all()
    return f"{counts[0]} events, {counts[1]} mentions"


def icews_by_pandas(program, store, folder):
    """ICEWS's columns with the types that its codebook gives them."""
    import pandas

    path = export(program, store, "icews", folder)
    codes = {"Event ID": "int64", "CAMEO Code": "str", "Intensity": "float64", "Story ID": "str"}
    table = pandas.read_csv(path, sep="\t", quoting=3, dtype=codes, parse_dates=["Event Date"])
    assert table.shape[1] == 20 and table["Event ID"].is_unique
    assert table["CAMEO Code"].str.fullmatch(r"[0-9]{2,4}").all() and table["Event Date"].notna().all()
    return f"{len(table)} events"


def main():
    program, store = sys.argv[1:3]
    wanted = counts(store)
    print("SQLite by Python:", sum(wanted.values()), "events")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        out = folder / "parquet"
        subprocess.run([program, "export", "--store", store, "--format", "parquet", "--output", out], check=True)
        for reader, what in [
            (by_datasette, store),
            (by_pandas, out / "events"),
            (by_duckdb, out / "events"),
            (by_polars, out / "events"),
        ]:
            try:
                found = reader(what)
            except ImportError as missing:
                print(f"{reader.__name__} skipped: {missing}")
                continue
            assert found == wanted, (reader.__name__, found, wanted)
            print(f"{reader.__name__}: the same")
        for reader in (gdelt_by_pandas, gdelt_by_gdelt, icews_by_pandas):
            try:
                print(f"{reader.__name__}: {reader(program, store, folder)}")
            except ImportError as missing:
                print(f"{reader.__name__} skipped: {missing}")


main()
