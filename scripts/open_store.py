#!/usr/bin/env python3
"""Opens a store and its exports with other programs, and compares what they count.

usage: scripts/open_store.py BAYHAQI STORE

Needs pandas with pyarrow, DuckDB and Polars from PyPI; those that are missing are said to be skipped.
Whatever counts otherwise than SQLite itself ends the script with an error.
"""

import pathlib
import sqlite3
import subprocess
import sys
import tempfile


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


def gdelt(program, store, folder):
    """GDELT's columns by pandas, as scripts for GDELT read them."""
    import pandas

    rows = {}
    for layout, columns in [("gdelt", 61), ("gdelt-mentions", 16)]:
        path = folder / layout
        subprocess.run([program, "export", "--store", store, "--format", layout, "--output", path], check=True)
        table = pandas.read_csv(path, sep="\t", header=None, quoting=3, dtype={0: "int64"}, keep_default_na=False)
        assert table.shape[1] == columns, table.shape
        rows[layout] = set(table[0])
    assert rows["gdelt"] == rows["gdelt-mentions"]
    print("GDELT layouts by pandas:", len(rows["gdelt"]), "events")


def main():
    program, store = sys.argv[1:3]
    wanted = counts(store)
    print("SQLite by Python:", sum(wanted.values()), "events")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        out = folder / "parquet"
        subprocess.run([program, "export", "--store", store, "--format", "parquet", "--output", out], check=True)
        for reader in (by_pandas, by_duckdb, by_polars):
            try:
                found = reader(out / "events")
            except ImportError as missing:
                print(f"{reader.__name__} skipped: {missing}")
                continue
            assert found == wanted, (reader.__name__, found, wanted)
            print(f"{reader.__name__}: the same")
        try:
            gdelt(program, store, folder)
        except ImportError as missing:
            print(f"GDELT layouts skipped: {missing}")


main()
