//! What the tests of the program share.

#![allow(clippy::unwrap_used, dead_code)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder of a test's own, gone after it. Commands run in it, with no models but the built-in.
pub struct Place(pub PathBuf);

impl Place {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bayhaqi-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Place(path)
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bayhaqi"));
        command.args(args).current_dir(&self.0).env("BAYHAQI_HOME", self.0.join("home"));
        command.stdin(Stdio::null()).env_remove("CLICOLOR_FORCE");
        command
    }

    /// Exit status, standard output and standard error of a command.
    pub fn output(&self, args: &[&str]) -> (i32, String, String) {
        texts(self.command(args).output().unwrap())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Exit status, standard output and standard error.
pub fn texts(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}
