//! Expressions and references of the emitted Terraform.
//!
//! A plain string stays a plain string: the renderer escapes `${` and `%{`, so text from a
//! blueprint can never become an interpolation. Interpolation is always an explicit [`template`].

use hcl::expr::{
    Conditional, FuncCall, Object, ObjectKey, Operation, TemplateExpr, Traversal,
    TraversalOperator, UnaryOp, UnaryOperator, Variable,
};

/// An expression, as hcl-rs models it.
pub type Expr = hcl::Expression;

/// The address of something declared elsewhere in the same module or root.
///
/// Made only by the block that declares it (see [`super::Block::address`]) and by the two iteration
/// objects `each` and `self`, so nobody spells an address by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Ref {
    root: String,
    operators: Vec<TraversalOperator>,
}

impl Ref {
    pub(in crate::ir) fn new(root: &str) -> Self {
        Self { root: root.to_owned(), operators: Vec::new() }
    }

    /// `each.key` of the block's `for_each`.
    pub fn each_key() -> Self {
        Self::new("each").attr("key")
    }

    /// `each.value` of the block's `for_each`.
    pub fn each_value() -> Self {
        Self::new("each").attr("value")
    }

    /// `path.module`: the folder of the module or root.
    pub fn folder() -> Self {
        Self::new("path").attr("module")
    }

    /// An iteration variable of an enclosing `for` expression.
    pub fn iteration(name: &str) -> Self {
        Self::new(name)
    }

    /// `self.name`
    pub fn attr(mut self, name: &str) -> Self {
        self.operators.push(TraversalOperator::GetAttr(hcl::Identifier::sanitized(name)));
        self
    }

    /// `self[index]`
    pub fn index(mut self, index: impl Into<Expr>) -> Self {
        self.operators.push(TraversalOperator::Index(index.into()));
        self
    }

    /// `self[*]`
    pub fn splat(mut self) -> Self {
        self.operators.push(TraversalOperator::FullSplat);
        self
    }
}

impl From<Ref> for Expr {
    fn from(value: Ref) -> Self {
        let root = Expr::Variable(Variable::sanitized(value.root));
        if value.operators.is_empty() {
            return root;
        }
        Expr::Traversal(Box::new(Traversal::new(root, value.operators)))
    }
}

/// A call of a Terraform function.
pub fn call(name: &str, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    let call = arguments.into_iter().fold(FuncCall::builder(name), hcl::expr::FuncCallBuilder::arg);
    Expr::FuncCall(Box::new(call.build()))
}

/// `CONDITION ? YES : NO`
pub fn choice(condition: impl Into<Expr>, yes: impl Into<Expr>, no: impl Into<Expr>) -> Expr {
    Expr::Conditional(Box::new(Conditional::new(condition, yes, no)))
}

/// `!CONDITION`
pub fn not(condition: impl Into<Expr>) -> Expr {
    Expr::Operation(Box::new(Operation::Unary(UnaryOp::new(UnaryOperator::Not, condition))))
}

/// A list.
pub fn list<T: Into<Expr>>(items: impl IntoIterator<Item = T>) -> Expr {
    Expr::Array(items.into_iter().map(Into::into).collect())
}

/// An object; keys that are no identifiers are quoted.
pub fn object<K: AsRef<str>, V: Into<Expr>>(items: impl IntoIterator<Item = (K, V)>) -> Expr {
    let mut object = Object::new();
    for (key, value) in items {
        let key = key.as_ref();
        let key = match hcl::Identifier::new(key) {
            Ok(identifier) => ObjectKey::Identifier(identifier),
            Err(_) => ObjectKey::Expression(Expr::String(key.to_owned())),
        };
        object.insert(key, value.into());
    }
    Expr::Object(object)
}

/// A piece of a [`template`].
pub enum Piece {
    /// Text, taken literally.
    Text(String),
    /// A value, interpolated.
    Value(Expr),
}

impl From<&str> for Piece {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Piece {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Ref> for Piece {
    fn from(value: Ref) -> Self {
        Self::Value(value.into())
    }
}

/// A quoted template of literal texts and interpolated values.
///
/// Literal text is escaped twice: `${` and `%{` for the template language, quotes and control
/// characters for the string.
///
/// # Panics
///
/// Never: every expression prints.
pub fn template(pieces: impl IntoIterator<Item = Piece>) -> Expr {
    let mut raw = String::new();
    // Texts in a row are one: a `$` that ends one and a `{` that begins the next meet.
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(more) => text.push_str(&more),
            Piece::Value(value) => {
                raw.push_str(&before_value(&std::mem::take(&mut text)));
                raw.push_str(&format_interpolation(&value));
            }
        }
    }
    raw.push_str(&escape(&text));
    Expr::TemplateExpr(Box::new(TemplateExpr::QuotedString(raw)))
}

/// Text that an interpolation follows: `$${` would read as an escape, so the signs that end the
/// text are interpolated themselves.
fn before_value(text: &str) -> String {
    let start = text.trim_end_matches(['$', '%']);
    let signs = &text[start.len()..];
    if signs.is_empty() {
        return escape(text);
    }
    escape(start) + &format_interpolation(&Expr::from(signs))
}

fn format_interpolation(value: &Expr) -> String {
    // Printing fails only if the writer does, and a string never does.
    let value = hcl::format::to_string(value).unwrap_or_default();
    format!("${{{value}}}")
}

/// Text as it stands between the quotes of a template.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' | '\\' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '$' | '%' if characters.peek() == Some(&'{') => escaped.extend([character, character]),
            _ if character.is_control() => {
                let code = format!("\\u{:04x}", u32::from(character));
                escaped.push_str(&code);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// `[for NAME in COLLECTION : VALUE]`
pub fn for_list(name: &str, collection: impl Into<Expr>, value: impl Into<Expr>) -> Expr {
    let name = hcl::Identifier::sanitized(name);
    Expr::ForExpr(Box::new(hcl::expr::ForExpr::new(name, collection, value)))
}

/// `{ for KEY, NAME in COLLECTION : RESULT_KEY => VALUE }`
pub fn for_object(
    names: (&str, &str),
    collection: impl Into<Expr>,
    key: impl Into<Expr>,
    value: impl Into<Expr>,
) -> Expr {
    let expr = hcl::expr::ForExpr::new(hcl::Identifier::sanitized(names.1), collection, value)
        .with_key_var(hcl::Identifier::sanitized(names.0))
        .with_key_expr(key.into());
    Expr::ForExpr(Box::new(expr))
}

/// `[for KEY, NAME in COLLECTION : VALUE]`
pub fn for_pairs(names: (&str, &str), collection: impl Into<Expr>, value: impl Into<Expr>) -> Expr {
    let expr = hcl::expr::ForExpr::new(hcl::Identifier::sanitized(names.1), collection, value)
        .with_key_var(hcl::Identifier::sanitized(names.0));
    Expr::ForExpr(Box::new(expr))
}
