-- Views are made anew whenever a store is made or migrated. They use SQL alone, so that every program
-- that reads SQLite reads them.

-- LEFT JOIN: where no column of the document is asked for, SQLite leaves the join out.
CREATE VIEW events AS
SELECT
  e.id, d.id AS document_id, e.event, e.mode, e.contexts, e.cameo,
  CASE e.quad WHEN 1 THEN 'verbal-cooperation' WHEN 2 THEN 'material-cooperation'
    WHEN 3 THEN 'verbal-conflict' WHEN 4 THEN 'material-conflict' ELSE '' END AS quad, e.goldstein,
  (SELECT json_group_array(json_object('text', a.text, 'span', json_array(a."start", a."end"),
     'name', a.name, 'code', a.code, 'country', a.country, 'sectors', json(a.sectors),
     'role', a.role, 'entity', a.entity))
   FROM actors a WHERE a.event = e.key AND a.side = 'source') AS sources,
  (SELECT json_group_array(json_object('text', a.text, 'span', json_array(a."start", a."end"),
     'name', a.name, 'code', a.code, 'country', a.country, 'sectors', json(a.sectors),
     'role', a.role, 'entity', a.entity))
   FROM actors a WHERE a.event = e.key AND a.side = 'target') AS targets,
  json_object('text', e.trigger_text, 'span', json_array(e.trigger_start, e.trigger_end))
    AS "trigger",
  (SELECT json_object('index', s.number, 'span', json_array(s."start", s."end"), 'text', s.text)
   FROM sentences s WHERE s.document = e.document AND s.number = e.sentence) AS sentence,
  CASE WHEN e.when_timex IS NOT NULL THEN
    json_object('text', e.when_text, 'span', json_array(e.when_start, e.when_end),
      'timex', e.when_timex, 'from', e.when_from, 'to', e.when_to,
      'granularity', e.when_granularity) END AS "when",
  CASE WHEN e.where_name IS NOT NULL THEN
    json_object('text', e.where_text, 'span', json_array(e.where_start, e.where_end),
      'name', e.where_name, 'country', e.where_country, 'admin1', e.where_admin1,
      'lat', e.lat, 'lon', e.lon, 'geonames', e.geonames,
      'granularity', e.where_granularity) END AS "where",
  e.status,
  (SELECT json_group_array(json_object(
     'speaker', json_object('text', c.text, 'span', json_array(c."start", c."end"), 'name', c.name,
       'code', c.code, 'country', c.country, 'sectors', json(c.sectors), 'role', c.role,
       'entity', c.entity),
     'cue', json_object('text', c.cue_text, 'span', json_array(c.cue_start, c.cue_end)),
     'content', json(c.content), 'quote', c.quote, 'stance', c.stance))
   FROM claims c WHERE c.event = e.key) AS claims,
  json_object('killed', e.killed, 'injured', e.injured, 'arrested', e.arrested,
    'participants', e.participants) AS counts,
  e.confidence,
  (SELECT json_object('name', k.name, 'version', k.version, 'model', k.model, 'lexicon', k.lexicon)
   FROM coders k WHERE k.key = d.coder) AS coder,
  e.key, e.document, coalesce(e.when_from, d.published) AS day,
  (SELECT coalesce(a.code, a.name, a.text) FROM actors a
   WHERE a.event = e.key AND a.side = 'source' AND a.number = 0) AS source,
  (SELECT coalesce(a.code, a.name, a.text) FROM actors a
   WHERE a.event = e.key AND a.side = 'target' AND a.number = 0) AS target,
  e.claimed, e.when_from, e.when_to, e.where_name AS place, e.where_country AS country,
  e.lat, e.lon, e.killed, e.injured, e.arrested, e.participants,
  d.published, d.publisher, d.title
FROM event_rows e LEFT JOIN documents d ON d.key = e.document;

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
  coalesce(c.name, c.text) AS speaker, c.code AS speaker_code, c.country AS speaker_country,
  c.stance, c.quote, c.cue_text AS cue, c.number AS depth,
  e.event, e.mode,
  CASE e.quad WHEN 1 THEN 'verbal-cooperation' WHEN 2 THEN 'material-cooperation'
    WHEN 3 THEN 'verbal-conflict' WHEN 4 THEN 'material-conflict' ELSE '' END AS quad, e.status,
  (SELECT coalesce(a.code, a.name, a.text) FROM actors a
   WHERE a.event = e.key AND a.side = 'source' AND a.number = 0) AS source,
  (SELECT coalesce(a.code, a.name, a.text) FROM actors a
   WHERE a.event = e.key AND a.side = 'target' AND a.number = 0) AS target,
  coalesce(e.when_from, d.published) AS day, d.published, d.publisher,
  e.id AS event_id, d.id AS document_id
FROM claims c JOIN event_rows e ON e.key = c.event JOIN documents d ON d.key = e.document;

CREATE VIEW actor_totals AS
SELECT
  code, sum(side = 'source') AS as_source, sum(side = 'target') AS as_target
FROM actors WHERE code IS NOT NULL GROUP BY code;

CREATE VIEW incident_accounts AS
SELECT
  m.incident, e.id AS event_id, d.id AS document_id, d.publisher, d.published,
  CASE WHEN e.claimed = 0 THEN NULL ELSE
    (SELECT coalesce(c.name, c.text) FROM claims c WHERE c.event = e.key AND c.number = 0) END
    AS speaker,
  CASE WHEN e.claimed = 0 THEN 'asserts' ELSE
    (SELECT c.stance FROM claims c WHERE c.event = e.key AND c.number = 0) END AS stance,
  e.status, e.killed, e.injured
FROM mentions m JOIN event_rows e ON e.key = m.event JOIN documents d ON d.key = e.document;
