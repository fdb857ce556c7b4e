//! What the tests of the coder share.

use bayhaqi_coder::Coder;
use bayhaqi_nlp::Pipeline;
use std::sync::OnceLock;

/// The English pipeline and the coder, loaded once.
pub fn tools() -> &'static (Pipeline, Coder) {
    static TOOLS: OnceLock<(Pipeline, Coder)> = OnceLock::new();
    TOOLS.get_or_init(|| {
        let english = Pipeline::english().expect("the model loads");
        (english, Coder::new().expect("the lexicon compiles"))
    })
}
