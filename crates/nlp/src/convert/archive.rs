//! The files of a pipeline within its wheel, and the settings in `config.cfg`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use rmpv::Value;
use zip::ZipArchive;

use super::{ConvertError, data};

/// A file inside a wheel may be this big (the largest tables of a `…_lg` pipeline are near 1 GB).
const LIMIT: u64 = 2 << 30;

pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    folder: String,
}

impl Archive {
    pub(super) fn open(path: &Path) -> Result<Archive, ConvertError> {
        let file = File::open(path)?;
        let zip = ZipArchive::new(BufReader::new(file))
            .map_err(|e| ConvertError::NotAModel(format!("not a wheel ({e})")))?;
        let folder = zip
            .file_names()
            .filter_map(|name| name.strip_suffix("config.cfg"))
            .min_by_key(|name| name.len())
            .map(str::to_owned)
            .ok_or_else(|| ConvertError::NotAModel("it holds no config.cfg".into()))?;
        Ok(Archive { zip, folder })
    }

    pub(super) fn bytes(&mut self, file: &str) -> Result<Vec<u8>, ConvertError> {
        let name = format!("{}{file}", self.folder);
        let entry = self.zip.by_name(&name).map_err(|e| data(file, e))?;
        if entry.size() > LIMIT {
            return Err(data(file, "too big"));
        }
        let mut bytes = Vec::new();
        entry.take(LIMIT).read_to_end(&mut bytes).map_err(|e| data(file, e))?;
        Ok(bytes)
    }

    pub(super) fn text(&mut self, file: &str) -> Result<String, ConvertError> {
        String::from_utf8(self.bytes(file)?).map_err(|e| data(file, e))
    }

    pub(super) fn json(&mut self, file: &str) -> Result<serde_json::Value, ConvertError> {
        serde_json::from_slice(&self.bytes(file)?).map_err(|e| data(file, e))
    }

    pub(super) fn msgpack(&mut self, file: &str) -> Result<Value, ConvertError> {
        let bytes = self.bytes(file)?;
        rmpv::decode::read_value(&mut &bytes[..]).map_err(|e| data(file, e))
    }
}

/// The sections of `config.cfg`; values are JSON. References (`${…}`) are not needed.
pub(super) struct Settings(BTreeMap<String, BTreeMap<String, String>>);

impl Settings {
    pub(super) fn parse(text: &str) -> Settings {
        let mut sections: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let mut section = String::new();
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = name.to_owned();
            } else if let Some((key, value)) = line.split_once('=') {
                let section = sections.entry(section.clone()).or_default();
                section.insert(key.trim().to_owned(), value.trim().to_owned());
            }
        }
        Settings(sections)
    }

    fn value(&self, section: &str, key: &str) -> Option<serde_json::Value> {
        serde_json::from_str(self.0.get(section)?.get(key)?).ok()
    }

    pub(super) fn string(&self, section: &str, key: &str) -> Option<String> {
        Some(self.value(section, key)?.as_str()?.to_owned())
    }

    pub(super) fn list(&self, section: &str, key: &str) -> Vec<String> {
        self.value(section, key).map(|v| super::strings(&v)).unwrap_or_default()
    }
}
