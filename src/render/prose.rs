//! Prose and near-constant text through Tera. The structs decide, the templates print.

use serde::Serialize;
use std::sync::LazyLock;
use tera::{Context, Tera};

/// Parsed once; a template that does not parse is a bug that every test run finds.
static TEMPLATES: LazyLock<Tera> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.autoescape_on(Vec::<&str>::new());
    tera.add_raw_templates([
        ("certificates.md", include_str!("templates/certificates.md.tera")),
        ("environment.md", include_str!("templates/environment.md.tera")),
        ("infrastructure.md", include_str!("templates/infrastructure.md.tera")),
        ("module.md", include_str!("templates/module.md.tera")),
        ("security.md", include_str!("templates/security.md.tera")),
        ("deployment.md", include_str!("templates/deployment.md.tera")),
        ("environment.mk", include_str!("templates/environment.mk.tera")),
    ])
    .expect("the embedded templates parse");
    tera
});

/// Prints `view` through a template; the text ends in one line end.
///
/// # Panics
///
/// If the template wants what the view lacks: a bug in `gen`.
pub(crate) fn prose(template: &str, view: &impl Serialize) -> String {
    let context = Context::from_serialize(view).expect("a view is an object");
    let text = TEMPLATES.render(template, &context).expect("a view has what its template wants");
    format!("{}\n", text.trim_end())
}
