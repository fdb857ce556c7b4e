-- Version 2, from version 1: what many rows share stands in a table of its own (kinds, parties, names,
-- spots), words that the event's sentence shows are cut from it, and days of incidents are numbers. The
-- former tables are views of the same names (views.sql). docs/store.md says what each column means.
-- A released version is never changed. `fingerprint` is the program's own (shared.rs): it gives shared rows
-- their keys. Two with the same one are rare; the second gets another key.

ALTER TABLE documents ADD COLUMN author TEXT;
ALTER TABLE documents ADD COLUMN events INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN coded TEXT;
UPDATE documents SET (events, coded) = (
  SELECT coalesce(max(c.events), 0), nullif(max(c.day), documents.added) FROM codings c
  WHERE c.document = documents.key AND c.coder = documents.coder
);
DELETE FROM codings WHERE (document, coder) IN (SELECT key, coder FROM documents);
ALTER TABLE codings RENAME TO earlier;

ALTER TABLE event_rows RENAME TO old_events;
ALTER TABLE actors RENAME TO old_actors;
ALTER TABLE claims RENAME TO old_claims;
ALTER TABLE entities RENAME TO old_entities;
ALTER TABLE places RENAME TO old_places;
ALTER TABLE dyads RENAME TO old_dyads;
ALTER TABLE incidents RENAME TO old_incidents;
ALTER TABLE mentions RENAME TO old_mentions;
DROP INDEX event_rows_document;
DROP INDEX incidents_alike;
DROP INDEX incidents_target;

CREATE TABLE kinds (
  key INTEGER PRIMARY KEY,
  event TEXT NOT NULL,
  mode TEXT,
  contexts TEXT NOT NULL,
  cameo TEXT,
  quad INTEGER NOT NULL,
  goldstein REAL
) STRICT;
CREATE INDEX migrating_kinds ON kinds (cameo, mode, contexts);
CREATE TEMP TABLE all_kinds AS SELECT DISTINCT event, mode, contexts, cameo, quad, goldstein FROM old_events;
INSERT OR IGNORE INTO kinds SELECT fingerprint(event, mode, contexts, cameo, quad, goldstein), * FROM all_kinds;
INSERT INTO kinds (event, mode, contexts, cameo, quad, goldstein) SELECT * FROM all_kinds EXCEPT SELECT event, mode, contexts, cameo, quad, goldstein FROM kinds;
DROP TABLE all_kinds;

CREATE TABLE parties (
  key INTEGER PRIMARY KEY,
  name TEXT,
  code TEXT,
  country TEXT,
  sectors TEXT NOT NULL,
  role TEXT
) STRICT;
CREATE INDEX migrating_parties ON parties (code, name, role);
CREATE TEMP TABLE all_parties AS SELECT name, code, country, sectors, role FROM old_actors
UNION SELECT name, code, country, sectors, role FROM old_claims;
INSERT OR IGNORE INTO parties SELECT fingerprint(name, code, country, sectors, role), * FROM all_parties;
INSERT INTO parties (name, code, country, sectors, role) SELECT * FROM all_parties EXCEPT SELECT name, code, country, sectors, role FROM parties;
DROP TABLE all_parties;

CREATE TABLE names (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT,
  country TEXT
) STRICT;
CREATE INDEX migrating_names ON names (name, code);
CREATE TEMP TABLE all_names AS SELECT DISTINCT name, kind, code, country FROM old_entities;
INSERT OR IGNORE INTO names SELECT fingerprint(name, kind, code, country), * FROM all_names;
INSERT INTO names (name, kind, code, country) SELECT * FROM all_names EXCEPT SELECT name, kind, code, country FROM names;
DROP TABLE all_names;

CREATE TABLE spots (
  key INTEGER PRIMARY KEY,
  text TEXT NOT NULL,
  name TEXT NOT NULL,
  country TEXT,
  admin1 TEXT,
  lat REAL,
  lon REAL,
  geonames INTEGER,
  granularity TEXT NOT NULL
) STRICT;
CREATE INDEX migrating_spots ON spots (text, name);
CREATE TEMP TABLE all_spots AS 
SELECT text, name, country, admin1, lat, lon, geonames, granularity FROM old_places
UNION SELECT where_text, where_name, where_country, where_admin1, lat, lon, geonames, where_granularity
FROM old_events WHERE where_name IS NOT NULL;
INSERT OR IGNORE INTO spots SELECT fingerprint(text, name, country, admin1, lat, lon, geonames, granularity), * FROM all_spots;
INSERT INTO spots (text, name, country, admin1, lat, lon, geonames, granularity) SELECT * FROM all_spots EXCEPT SELECT text, name, country, admin1, lat, lon, geonames, granularity FROM spots;
DROP TABLE all_spots;

CREATE TABLE entity_rows (
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  id ANY NOT NULL,
  name INTEGER NOT NULL REFERENCES names (key),
  mentions TEXT NOT NULL,
  PRIMARY KEY (document, id)
) STRICT, WITHOUT ROWID;
INSERT INTO entity_rows
SELECT o.document,
  CASE WHEN o.id = 'e' || CAST(substr(o.id, 2) AS INTEGER) THEN CAST(substr(o.id, 2) AS INTEGER) ELSE o.id END,
  n.key, replace(trim(o.mentions, '[]'), '],[', ';')
FROM old_entities o JOIN names n
  ON n.name = o.name AND n.code IS o.code AND n.kind = o.kind AND n.country IS o.country;

CREATE TABLE place_rows (
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  spot INTEGER NOT NULL REFERENCES spots (key),
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;
INSERT INTO place_rows
SELECT o.document, o.number, p.key, o."start", o."end"
FROM old_places o JOIN spots p
  ON p.text = o.text AND p.name = o.name AND p.country IS o.country AND p.admin1 IS o.admin1
  AND p.lat IS o.lat AND p.lon IS o.lon AND p.geonames IS o.geonames AND p.granularity = o.granularity;

CREATE TABLE incident_rows (
  key INTEGER PRIMARY KEY,
  event TEXT NOT NULL,
  quad INTEGER NOT NULL,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL,
  dated INTEGER NOT NULL,
  place TEXT,
  country TEXT,
  lat REAL,
  lon REAL,
  names BLOB NOT NULL,
  words BLOB NOT NULL,
  first_seen INTEGER,
  last_seen INTEGER,
  reports INTEGER NOT NULL,
  publishers INTEGER NOT NULL,
  accounts INTEGER NOT NULL,
  asserted INTEGER NOT NULL,
  denied INTEGER NOT NULL
) STRICT;
INSERT INTO incident_rows
SELECT key, event, quad, source, target, unixepoch(first_day) / 86400, unixepoch(last_day) / 86400, dated,
  place, country, lat, lon, names, words, unixepoch(first_seen) / 86400, unixepoch(last_seen) / 86400,
  reports, publishers, accounts, asserted, denied
FROM old_incidents;
CREATE INDEX incidents_alike ON incident_rows (quad, source, target, last_day);
CREATE INDEX incidents_target ON incident_rows (quad, target, last_day);

-- The sentences that words are cut from (cut.rs).
CREATE TEMP VIEW shown AS
SELECT document, number, "start", text FROM main.sentences
WHERE octet_length(text) <= 4096 AND instr(text, char(0)) = 0;

CREATE TABLE event_rows (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
  sentence INTEGER NOT NULL,
  kind INTEGER NOT NULL REFERENCES kinds (key),
  status INTEGER NOT NULL,
  day TEXT,
  trigger_text TEXT,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  when_text TEXT,
  when_start INTEGER,
  when_end INTEGER,
  when_timex TEXT,
  when_from TEXT,
  when_to TEXT,
  when_granularity TEXT,
  spot INTEGER REFERENCES spots (key),
  where_start INTEGER,
  where_end INTEGER,
  claimed INTEGER NOT NULL,
  killed INTEGER,
  injured INTEGER,
  arrested INTEGER,
  participants INTEGER,
  confidence ANY NOT NULL,
  incident INTEGER REFERENCES incident_rows (key)
) STRICT;
INSERT INTO event_rows
SELECT o.key, o.id, o.document, o.sentence, k.key,
  CASE o.status WHEN 'ongoing' THEN 1 WHEN 'planned' THEN 2 WHEN 'possible' THEN 3
    WHEN 'requested' THEN 4 WHEN 'negated' THEN 5 ELSE 0 END,
  coalesce(o.when_from, d.published),
  nullif(o.trigger_text, substr(s.text, o.trigger_start - s."start" + 1, o.trigger_end - o.trigger_start)),
  o.trigger_start, o.trigger_end,
  nullif(o.when_text, substr(s.text, o.when_start - s."start" + 1, o.when_end - o.when_start)),
  o.when_start, o.when_end, o.when_timex, o.when_from, o.when_to, o.when_granularity,
  p.key, o.where_start, o.where_end, o.claimed, o.killed, o.injured, o.arrested, o.participants,
  CASE WHEN round(o.confidence * 100) / 100 = o.confidence THEN CAST(round(o.confidence * 100) AS INTEGER)
    ELSE o.confidence END,
  m.incident
FROM old_events o JOIN documents d ON d.key = o.document
JOIN kinds k ON k.cameo IS o.cameo AND k.mode IS o.mode AND k.contexts = o.contexts AND k.event = o.event
  AND k.quad = o.quad AND k.goldstein IS o.goldstein
LEFT JOIN shown s ON s.document = o.document AND s.number = o.sentence
LEFT JOIN spots p
  ON p.text = o.where_text AND p.name = o.where_name AND p.country IS o.where_country
  AND p.admin1 IS o.where_admin1 AND p.lat IS o.lat AND p.lon IS o.lon AND p.geonames IS o.geonames
  AND p.granularity = o.where_granularity
LEFT JOIN old_mentions m ON m.event = o.key
ORDER BY o.key;
CREATE INDEX event_rows_document ON event_rows (document);
CREATE INDEX event_rows_day ON event_rows (day);
CREATE INDEX event_rows_incident ON event_rows (incident) WHERE incident IS NOT NULL;

CREATE TABLE actor_rows (
  event INTEGER NOT NULL REFERENCES event_rows (key) ON DELETE CASCADE,
  side INTEGER NOT NULL CHECK (side IN (0, 1)),
  number INTEGER NOT NULL,
  party INTEGER NOT NULL REFERENCES parties (key),
  text TEXT,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  entity ANY,
  PRIMARY KEY (event, side, number)
) STRICT, WITHOUT ROWID;
INSERT INTO actor_rows
SELECT o.event, o.side = 'target', o.number, p.key,
  nullif(o.text, substr(s.text, o."start" - s."start" + 1, o."end" - o."start")), o."start", o."end",
  CASE WHEN o.entity = 'e' || CAST(substr(o.entity, 2) AS INTEGER) THEN CAST(substr(o.entity, 2) AS INTEGER)
    ELSE o.entity END
FROM old_actors o JOIN event_rows e ON e.key = o.event
JOIN parties p ON p.code IS o.code AND p.name IS o.name AND p.role IS o.role AND p.country IS o.country
  AND p.sectors = o.sectors
LEFT JOIN shown s ON s.document = e.document AND s.number = e.sentence;
CREATE INDEX actor_rows_party ON actor_rows (party);

CREATE TABLE claim_rows (
  event INTEGER NOT NULL REFERENCES event_rows (key) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  party INTEGER NOT NULL REFERENCES parties (key),
  text TEXT,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  entity ANY,
  cue_text TEXT,
  cue_start INTEGER NOT NULL,
  cue_end INTEGER NOT NULL,
  content TEXT NOT NULL,
  quote TEXT NOT NULL,
  stance TEXT NOT NULL,
  PRIMARY KEY (event, number)
) STRICT, WITHOUT ROWID;
INSERT INTO claim_rows
SELECT o.event, o.number, p.key,
  nullif(o.text, substr(s.text, o."start" - s."start" + 1, o."end" - o."start")), o."start", o."end",
  CASE WHEN o.entity = 'e' || CAST(substr(o.entity, 2) AS INTEGER) THEN CAST(substr(o.entity, 2) AS INTEGER)
    ELSE o.entity END,
  nullif(o.cue_text, substr(s.text, o.cue_start - s."start" + 1, o.cue_end - o.cue_start)),
  o.cue_start, o.cue_end, replace(trim(o.content, '[]'), '],[', ';'), o.quote, o.stance
FROM old_claims o JOIN event_rows e ON e.key = o.event
JOIN parties p ON p.code IS o.code AND p.name IS o.name AND p.role IS o.role AND p.country IS o.country
  AND p.sectors = o.sectors
LEFT JOIN shown s ON s.document = e.document AND s.number = e.sentence;
CREATE INDEX claim_rows_party ON claim_rows (party);

-- What a row belongs to is found by what it says: no index leads from the event to it.
CREATE TABLE dyads (
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  month TEXT NOT NULL,
  quad INTEGER NOT NULL,
  claimed INTEGER NOT NULL,
  event INTEGER NOT NULL,
  goldstein REAL,
  PRIMARY KEY (month, source, target, event)
) STRICT, WITHOUT ROWID;
INSERT INTO dyads SELECT source, target, month, quad, claimed, event, goldstein FROM old_dyads;

DROP VIEW shown;
DROP TABLE old_mentions;
DROP TABLE old_dyads;
DROP TABLE old_claims;
DROP TABLE old_actors;
DROP TABLE old_entities;
DROP TABLE old_places;
DROP TABLE old_events;
DROP TABLE old_incidents;

DROP INDEX migrating_kinds;
DROP INDEX migrating_parties;
DROP INDEX migrating_names;
DROP INDEX migrating_spots;
CREATE INDEX parties_code ON parties (code);
