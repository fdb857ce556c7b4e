//! PLOVER JSON: one event an object, with the names that PLOVER's manual uses (date, event, mode,
//! context, source, target, text, location). Several actors stay together, and status and speakers have
//! a place of their own.

use super::{Options, day, name, tellable};
use crate::Stored;
use crate::words;
use bayhaqi_coder::record::Actor;
use serde_json::{Value, json};

/// The event as a line; none for what is only claimed, unless it is asked for.
pub fn json(stored: &Stored, options: Options) -> Option<String> {
    let e = &stored.event;
    if !tellable(e, options) {
        return None;
    }
    let place = e.place.as_ref().map(|p| {
        json!({"text": p.text, "name": p.name, "country": p.country, "admin1": p.admin1,
               "lat": p.lat, "lon": p.lon, "geonames": p.geonames})
    });
    let said: Vec<Value> = e
        .claims
        .iter()
        .map(|c| json!({"speaker": actor(&c.speaker), "stance": words::stance(c.stance)}))
        .collect();
    let object = json!({
        "id": e.id,
        "date": day(e),
        "event": e.event,
        "mode": e.mode,
        "context": e.contexts,
        "source": e.sources.iter().map(actor).collect::<Vec<_>>(),
        "target": e.targets.iter().map(actor).collect::<Vec<_>>(),
        "eventText": e.trigger.text,
        "text": e.sentence.text,
        "location": place,
        "status": words::status(e.status),
        "attribution": said,
        "cameo": e.cameo,
        "goldstein": e.goldstein,
        "publication": {"id": e.document.id, "url": e.document.uri, "title": e.document.title,
                        "publisher": e.document.publisher, "date": e.document.published},
        "language": e.document.language,
        "coder": format!("{} {}", e.coder.name, e.coder.version),
    });
    Some(object.to_string() + "\n")
}

fn actor(actor: &Actor) -> Value {
    json!({"code": actor.code, "country": actor.country, "sector": actor.sectors,
           "name": name(actor), "text": actor.text, "title": actor.role})
}
