-- Views are made anew whenever a store is made or migrated. They use SQL alone, so that every program
-- that reads SQLite reads them.

-- Words that are NULL are those that the event's sentence shows at their span. The sentence is looked up where
-- they are wanted, and not joined: SQLite follows every join of a view when it counts.
CREATE VIEW events AS
SELECT
  e.id, d.id AS document_id, k.event, k.mode, k.contexts, k.cameo,
  CASE k.quad WHEN 1 THEN 'verbal-cooperation' WHEN 2 THEN 'material-cooperation'
    WHEN 3 THEN 'verbal-conflict' WHEN 4 THEN 'material-conflict' ELSE '' END AS quad, k.goldstein,
  (SELECT json_group_array(json_object('text',
     coalesce(a.text, (SELECT substr(s.text, a."start" - s."start" + 1, a."end" - a."start") FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence)),
     'span', json_array(a."start", a."end"), 'name', p.name, 'code', p.code, 'country', p.country,
     'sectors', json(p.sectors), 'role', p.role,
     'entity', CASE typeof(a.entity) WHEN 'integer' THEN 'e' || a.entity ELSE a.entity END))
   FROM actor_rows a JOIN parties p ON p.key = a.party WHERE a.event = e.key AND a.side = 0) AS sources,
  (SELECT json_group_array(json_object('text',
     coalesce(a.text, (SELECT substr(s.text, a."start" - s."start" + 1, a."end" - a."start") FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence)),
     'span', json_array(a."start", a."end"), 'name', p.name, 'code', p.code, 'country', p.country,
     'sectors', json(p.sectors), 'role', p.role,
     'entity', CASE typeof(a.entity) WHEN 'integer' THEN 'e' || a.entity ELSE a.entity END))
   FROM actor_rows a JOIN parties p ON p.key = a.party WHERE a.event = e.key AND a.side = 1) AS targets,
  json_object('text',
    coalesce(e.trigger_text, (SELECT substr(s.text, e.trigger_start - s."start" + 1, e.trigger_end - e.trigger_start) FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence)),
    'span', json_array(e.trigger_start, e.trigger_end)) AS "trigger",
  (SELECT json_object('index', s.number, 'span', json_array(s."start", s."end"), 'text', s.text)
   FROM sentences s WHERE s.document = e.document AND s.number = e.sentence) AS sentence,
  CASE WHEN e.when_timex IS NOT NULL THEN
    json_object('text',
      coalesce(e.when_text, (SELECT substr(s.text, e.when_start - s."start" + 1, e.when_end - e.when_start) FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence)),
      'span', json_array(e.when_start, e.when_end), 'timex', e.when_timex, 'from', e.when_from,
      'to', e.when_to, 'granularity', e.when_granularity) END AS "when",
  CASE WHEN e.spot IS NOT NULL THEN
    json_object('text', w.text, 'span', json_array(e.where_start, e.where_end),
      'name', w.name, 'country', w.country, 'admin1', w.admin1, 'lat', w.lat, 'lon', w.lon,
      'geonames', w.geonames, 'granularity', w.granularity) END AS "where",
  CASE e.status WHEN 0 THEN 'actual' WHEN 1 THEN 'ongoing' WHEN 2 THEN 'planned'
    WHEN 3 THEN 'possible' WHEN 4 THEN 'requested' WHEN 5 THEN 'negated' ELSE '' END AS status,
  (SELECT json_group_array(json_object(
     'speaker', json_object('text',
       coalesce(c.text, (SELECT substr(s.text, c."start" - s."start" + 1, c."end" - c."start") FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence)),
       'span', json_array(c."start", c."end"), 'name', p.name, 'code', p.code, 'country', p.country,
       'sectors', json(p.sectors), 'role', p.role,
       'entity', CASE typeof(c.entity) WHEN 'integer' THEN 'e' || c.entity ELSE c.entity END),
     'cue', json_object('text',
       coalesce(c.cue_text, (SELECT substr(s.text, c.cue_start - s."start" + 1, c.cue_end - c.cue_start) FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence)),
       'span', json_array(c.cue_start, c.cue_end)),
     'content', json(CASE c.content WHEN '' THEN '[]' ELSE '[[' || replace(c.content, ';', '],[') || ']]' END),
     'quote', c.quote, 'stance', c.stance))
   FROM claim_rows c JOIN parties p ON p.key = c.party WHERE c.event = e.key) AS claims,
  json_object('killed', e.killed, 'injured', e.injured, 'arrested', e.arrested,
    'participants', e.participants) AS counts,
  CASE typeof(e.confidence) WHEN 'integer' THEN e.confidence / 100.0 ELSE e.confidence END AS confidence,
  (SELECT json_object('name', x.name, 'version', x.version, 'model', x.model, 'lexicon', x.lexicon)
   FROM coders x WHERE x.key = d.coder) AS coder,
  e.key, e.document, e.day,
  (SELECT coalesce(p.code, p.name, a.text,
     (SELECT substr(s.text, a."start" - s."start" + 1, a."end" - a."start") FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence))
   FROM actor_rows a JOIN parties p ON p.key = a.party
   WHERE a.event = e.key AND a.side = 0 AND a.number = 0) AS source,
  (SELECT coalesce(p.code, p.name, a.text,
     (SELECT substr(s.text, a."start" - s."start" + 1, a."end" - a."start") FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence))
   FROM actor_rows a JOIN parties p ON p.key = a.party
   WHERE a.event = e.key AND a.side = 1 AND a.number = 0) AS target,
  e.claimed, e.when_from, e.when_to, w.name AS place, w.country,
  w.lat, w.lon, e.killed, e.injured, e.arrested, e.participants,
  d.published, d.publisher, d.title
FROM event_rows e LEFT JOIN kinds k ON k.key = e.kind LEFT JOIN spots w ON w.key = e.spot
LEFT JOIN documents d ON d.key = e.document;

CREATE VIEW actors AS
SELECT
  a.event, CASE a.side WHEN 0 THEN 'source' ELSE 'target' END AS side, a.number,
  coalesce(a.text, (SELECT substr(s.text, a."start" - s."start" + 1, a."end" - a."start") FROM event_rows e JOIN sentences s
     ON s.document = e.document AND s.number = e.sentence WHERE e.key = a.event)) AS text,
  a."start", a."end", p.name, p.code, p.country, p.sectors, p.role,
  CASE typeof(a.entity) WHEN 'integer' THEN 'e' || a.entity ELSE a.entity END AS entity
FROM actor_rows a LEFT JOIN parties p ON p.key = a.party;

CREATE VIEW claims AS
SELECT
  c.event, c.number,
  coalesce(c.text, (SELECT substr(s.text, c."start" - s."start" + 1, c."end" - c."start") FROM event_rows e JOIN sentences s
     ON s.document = e.document AND s.number = e.sentence WHERE e.key = c.event)) AS text,
  c."start", c."end", p.name, p.code, p.country, p.sectors, p.role,
  CASE typeof(c.entity) WHEN 'integer' THEN 'e' || c.entity ELSE c.entity END AS entity,
  coalesce(c.cue_text, (SELECT substr(s.text, c.cue_start - s."start" + 1, c.cue_end - c.cue_start) FROM event_rows e JOIN sentences s
     ON s.document = e.document AND s.number = e.sentence WHERE e.key = c.event)) AS cue_text,
  c.cue_start, c.cue_end, CASE c.content WHEN '' THEN '[]' ELSE '[[' || replace(c.content, ';', '],[') || ']]' END AS content, c.quote, c.stance
FROM claim_rows c LEFT JOIN parties p ON p.key = c.party;

CREATE VIEW entities AS
SELECT
  r.document, CASE typeof(r.id) WHEN 'integer' THEN 'e' || r.id ELSE r.id END AS id, n.name, n.kind,
  CASE r.mentions WHEN '' THEN '[]' ELSE '[[' || replace(r.mentions, ';', '],[') || ']]' END AS mentions, n.code, n.country
FROM entity_rows r LEFT JOIN names n ON n.key = r.name;

CREATE VIEW places AS
SELECT
  r.document, r.number, w.text, r."start", r."end", w.name, w.country, w.admin1, w.lat, w.lon, w.geonames,
  w.granularity
FROM place_rows r LEFT JOIN spots w ON w.key = r.spot;

CREATE VIEW incidents AS
SELECT
  key, event, quad, source, target, date(first_day * 86400, 'unixepoch') AS first_day,
  date(last_day * 86400, 'unixepoch') AS last_day, dated, place, country, lat, lon, names, words,
  date(first_seen * 86400, 'unixepoch') AS first_seen, date(last_seen * 86400, 'unixepoch') AS last_seen,
  reports, publishers, accounts, asserted, denied
FROM incident_rows;

CREATE VIEW mentions AS
SELECT e.key AS event, e.incident, d.likeness
FROM event_rows e LEFT JOIN documents d ON d.key = e.document WHERE e.incident IS NOT NULL;

CREATE VIEW codings AS
SELECT key AS document, coder, events, coalesce(coded, added) AS day FROM documents
UNION ALL SELECT document, coder, events, day FROM earlier;

CREATE VIEW dyads_by_month AS
SELECT
  nullif(month, '') AS month, source, target,
  count(*) AS events, sum(claimed) AS claimed,
  sum(quad = 1) AS verbal_cooperation, sum(quad = 2) AS material_cooperation,
  sum(quad = 3) AS verbal_conflict, sum(quad = 4) AS material_conflict,
  avg(goldstein) AS goldstein
FROM dyads GROUP BY dyads.month, source, target;

CREATE VIEW who_says AS
SELECT
  coalesce(p.name, coalesce(c.text, (SELECT substr(s.text, c."start" - s."start" + 1, c."end" - c."start") FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence))) AS speaker,
  p.code AS speaker_code, p.country AS speaker_country, c.stance, c.quote,
  coalesce(c.cue_text, (SELECT substr(s.text, c.cue_start - s."start" + 1, c.cue_end - c.cue_start) FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence)) AS cue,
  c.number AS depth, k.event, k.mode,
  CASE k.quad WHEN 1 THEN 'verbal-cooperation' WHEN 2 THEN 'material-cooperation'
    WHEN 3 THEN 'verbal-conflict' WHEN 4 THEN 'material-conflict' ELSE '' END AS quad,
  CASE e.status WHEN 0 THEN 'actual' WHEN 1 THEN 'ongoing' WHEN 2 THEN 'planned'
    WHEN 3 THEN 'possible' WHEN 4 THEN 'requested' WHEN 5 THEN 'negated' ELSE '' END AS status,
  (SELECT coalesce(p.code, p.name, a.text,
     (SELECT substr(s.text, a."start" - s."start" + 1, a."end" - a."start") FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence))
   FROM actor_rows a JOIN parties p ON p.key = a.party
   WHERE a.event = e.key AND a.side = 0 AND a.number = 0) AS source,
  (SELECT coalesce(p.code, p.name, a.text,
     (SELECT substr(s.text, a."start" - s."start" + 1, a."end" - a."start") FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence))
   FROM actor_rows a JOIN parties p ON p.key = a.party
   WHERE a.event = e.key AND a.side = 1 AND a.number = 0) AS target,
  e.day, d.published, d.publisher, e.id AS event_id, d.id AS document_id
FROM claim_rows c JOIN event_rows e ON e.key = c.event LEFT JOIN parties p ON p.key = c.party
LEFT JOIN kinds k ON k.key = e.kind
LEFT JOIN documents d ON d.key = e.document;

-- Party by party first: the index gives them in this order.
CREATE VIEW actor_totals AS
SELECT p.code, sum(t.as_source) AS as_source, sum(t.as_target) AS as_target
FROM (
  SELECT party, sum(side = 0) AS as_source, sum(side = 1) AS as_target FROM actor_rows GROUP BY party
) t JOIN parties p ON p.key = t.party
WHERE p.code IS NOT NULL GROUP BY p.code;

CREATE VIEW incident_accounts AS
SELECT
  e.incident, e.id AS event_id, d.id AS document_id, d.publisher, d.published,
  CASE WHEN e.claimed = 0 THEN NULL ELSE
    (SELECT coalesce(p.name, coalesce(c.text, (SELECT substr(s.text, c."start" - s."start" + 1, c."end" - c."start") FROM sentences s
     WHERE s.document = e.document AND s.number = e.sentence)))
     FROM claim_rows c JOIN parties p ON p.key = c.party WHERE c.event = e.key AND c.number = 0) END AS speaker,
  CASE WHEN e.claimed = 0 THEN 'asserts' ELSE
    (SELECT c.stance FROM claim_rows c WHERE c.event = e.key AND c.number = 0) END AS stance,
  CASE e.status WHEN 0 THEN 'actual' WHEN 1 THEN 'ongoing' WHEN 2 THEN 'planned'
    WHEN 3 THEN 'possible' WHEN 4 THEN 'requested' WHEN 5 THEN 'negated' ELSE '' END AS status, e.killed, e.injured
FROM event_rows e
LEFT JOIN documents d ON d.key = e.document WHERE e.incident IS NOT NULL;
