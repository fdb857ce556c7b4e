-- Version 1. docs/store.md says what each column means; a test compares the two.
-- A released version is never changed: a new one is a file of its own that migrates from this one.

CREATE TABLE coders (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  model TEXT NOT NULL,
  lexicon TEXT NOT NULL,
  UNIQUE (name, version, model, lexicon)
) STRICT;

CREATE TABLE documents (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  uri TEXT,
  title TEXT,
  publisher TEXT,
  published TEXT,
  language TEXT,
  origin TEXT NOT NULL,
  characters INTEGER NOT NULL,
  content BLOB NOT NULL,
  likeness INTEGER NOT NULL,
  coder INTEGER NOT NULL REFERENCES coders (key),
  added TEXT NOT NULL
) STRICT;
CREATE INDEX documents_published ON documents (published);

CREATE TABLE codings (
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  coder INTEGER NOT NULL REFERENCES coders (key),
  events INTEGER NOT NULL,
  day TEXT NOT NULL,
  PRIMARY KEY (document, coder)
) STRICT, WITHOUT ROWID;

CREATE TABLE texts (
  document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
  packed BLOB NOT NULL
) STRICT;

-- Options of later versions of SQLite would keep programs with an earlier one from opening the file.
CREATE VIRTUAL TABLE search USING fts5 (
  title, text, content = '', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE sentences (
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT,
  PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE entities (
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  mentions TEXT NOT NULL,
  code TEXT,
  country TEXT,
  PRIMARY KEY (document, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE times (
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  type TEXT NOT NULL,
  value TEXT NOT NULL,
  "from" TEXT,
  "to" TEXT,
  granularity TEXT NOT NULL,
  PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  name TEXT NOT NULL,
  country TEXT,
  admin1 TEXT,
  lat REAL,
  lon REAL,
  geonames INTEGER,
  granularity TEXT NOT NULL,
  PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_rows (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  sentence INTEGER NOT NULL,
  event TEXT NOT NULL,
  mode TEXT,
  contexts TEXT NOT NULL,
  cameo TEXT,
  quad INTEGER NOT NULL,
  goldstein REAL,
  trigger_text TEXT NOT NULL,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  when_text TEXT,
  when_start INTEGER,
  when_end INTEGER,
  when_timex TEXT,
  when_from TEXT,
  when_to TEXT,
  when_granularity TEXT,
  where_text TEXT,
  where_start INTEGER,
  where_end INTEGER,
  where_name TEXT,
  where_country TEXT,
  where_admin1 TEXT,
  lat REAL,
  lon REAL,
  geonames INTEGER,
  where_granularity TEXT,
  status TEXT NOT NULL,
  claimed INTEGER NOT NULL,
  killed INTEGER,
  injured INTEGER,
  arrested INTEGER,
  participants INTEGER,
  confidence REAL NOT NULL
) STRICT;
CREATE INDEX event_rows_document ON event_rows (document);

CREATE TABLE actors (
  event INTEGER NOT NULL REFERENCES event_rows (key) ON DELETE CASCADE,
  side TEXT NOT NULL CHECK (side IN ('source', 'target')),
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  name TEXT,
  code TEXT,
  country TEXT,
  sectors TEXT NOT NULL,
  role TEXT,
  entity TEXT,
  PRIMARY KEY (event, side, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX actors_code ON actors (code);

CREATE TABLE claims (
  event INTEGER NOT NULL REFERENCES event_rows (key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  name TEXT,
  code TEXT,
  country TEXT,
  sectors TEXT NOT NULL,
  role TEXT,
  entity TEXT,
  cue_text TEXT NOT NULL,
  cue_start INTEGER NOT NULL,
  cue_end INTEGER NOT NULL,
  content TEXT NOT NULL,
  quote TEXT NOT NULL,
  stance TEXT NOT NULL,
  PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE dyads (
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  month TEXT NOT NULL,
  quad INTEGER NOT NULL,
  claimed INTEGER NOT NULL,
  event INTEGER NOT NULL REFERENCES event_rows (key) ON DELETE CASCADE,
  goldstein REAL,
  PRIMARY KEY (month, source, target, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX dyads_event ON dyads (event);

CREATE TABLE incidents (
  key INTEGER PRIMARY KEY,
  event TEXT NOT NULL,
  quad INTEGER NOT NULL,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  dated INTEGER NOT NULL,
  place TEXT,
  country TEXT,
  lat REAL,
  lon REAL,
  names BLOB NOT NULL,
  words BLOB NOT NULL,
  first_seen TEXT,
  last_seen TEXT,
  reports INTEGER NOT NULL,
  publishers INTEGER NOT NULL,
  accounts INTEGER NOT NULL,
  asserted INTEGER NOT NULL,
  denied INTEGER NOT NULL
) STRICT;
CREATE INDEX incidents_alike ON incidents (quad, source, target, last_day);
CREATE INDEX incidents_target ON incidents (quad, target, last_day);

CREATE TABLE mentions (
  event INTEGER PRIMARY KEY REFERENCES event_rows (key) ON DELETE CASCADE,
  incident INTEGER NOT NULL REFERENCES incidents (key),
  likeness INTEGER NOT NULL
) STRICT;
CREATE INDEX mentions_incident ON mentions (incident);

CREATE TABLE errors (
  origin TEXT PRIMARY KEY,
  message TEXT NOT NULL,
  day TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feeds (
  address TEXT PRIMARY KEY,
  etag TEXT,
  modified TEXT
) STRICT, WITHOUT ROWID;
