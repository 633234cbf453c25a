//! The functions of the blueprint language, with Terraform's meaning.

use super::template::join;
use super::{Evaluated, Evaluator, Failed};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::nearest::nearest;
use crate::blueprint::source::{FileId, Span};
use crate::blueprint::value::{Node, Piece, Value};
use hcl::edit::expr::FuncCall;
use ipnet::Ipv4Net;
use std::collections::BTreeMap;

/// Name, and the fewest and the most arguments.
const FUNCTIONS: [(&str, usize, usize); 13] = [
    ("cidrsubnet", 3, 3),
    ("concat", 0, usize::MAX),
    ("contains", 2, 2),
    ("format", 1, usize::MAX),
    ("join", 2, usize::MAX),
    ("keys", 1, 1),
    ("length", 1, 1),
    ("lower", 1, 1),
    ("merge", 0, usize::MAX),
    ("replace", 3, 3),
    ("split", 2, 2),
    ("upper", 1, 1),
    ("values", 1, 1),
];

impl Evaluator<'_> {
    pub(super) fn call(&mut self, file: FileId, call: &FuncCall, place: Span) -> Evaluated {
        let name = call.name.name.as_str();
        let known = FUNCTIONS.iter().find(|(known, ..)| *known == name);
        let Some(&(name, fewest, most)) = known.filter(|_| !call.name.is_namespaced()) else {
            let diagnostic =
                Diagnostic::error("GEN060", place, format!("there is no function `{name}`"));
            let names = || FUNCTIONS.iter().map(|(name, ..)| *name);
            return self.fail(match nearest(name, names()) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => {
                    let all: Vec<&str> = names().collect();
                    diagnostic.help(format!("there are: {}", all.join(", ")))
                }
            });
        };
        let mut arguments = Vec::new();
        for argument in &call.args {
            arguments.push(self.node(file, argument)?);
        }
        if call.args.expand_final() {
            let last = arguments.pop().ok_or(Failed)?;
            let elements = self.elements(last)?;
            arguments.extend(elements.into_iter().map(|(_, node)| node));
        }
        if arguments.len() < fewest || arguments.len() > most {
            let wanted =
                if fewest == most { fewest.to_string() } else { format!("{fewest} or more") };
            let message = format!("`{name}` takes {wanted} arguments, not {}", arguments.len());
            return self.fail(Diagnostic::error("GEN061", place, message));
        }
        if arguments.iter().any(|argument| argument.value == Value::Invalid) {
            return Err(Failed);
        }
        self.apply(name, arguments, place)
    }

    fn apply(&mut self, name: &str, arguments: Vec<Node>, place: Span) -> Evaluated {
        match name {
            "lower" => Ok(Value::String(self.string(&arguments[0])?.to_lowercase())),
            "upper" => Ok(Value::String(self.string(&arguments[0])?.to_uppercase())),
            "replace" => self.replace(&arguments),
            "split" => self.split(&arguments),
            "join" => self.join(arguments),
            "format" => self.format(&arguments),
            "concat" => self.concat(arguments),
            "merge" => self.merge(arguments),
            "length" => self.length(&arguments[0]),
            "contains" => self.contains(&arguments),
            "keys" => {
                let span = arguments[0].span;
                let keys = self.map_of(arguments)?.into_keys();
                Ok(Value::List(keys.map(|k| Node { value: Value::String(k), span }).collect()))
            }
            "values" => Ok(Value::List(self.map_of(arguments)?.into_values().collect())),
            _ => self.cidrsubnet(&arguments, place),
        }
    }

    fn mismatch<T>(&mut self, node: &Node, wanted: &str) -> Evaluated<T> {
        if matches!(node.value, Value::Reference(_) | Value::Template(_)) {
            return self.unknown_yet(node.span);
        }
        let message = format!("this argument is {}, not {wanted}", node.value.kind());
        self.fail(Diagnostic::error("GEN062", node.span, message))
    }

    fn string(&mut self, node: &Node) -> Evaluated<String> {
        match &node.value {
            Value::String(text) => Ok(text.clone()),
            _ => self.mismatch(node, "a string"),
        }
    }

    fn whole(&mut self, node: &Node) -> Evaluated<u64> {
        match &node.value {
            Value::Number(number) if number.as_u64().is_some() => Ok(number.as_u64().unwrap_or(0)),
            _ => self.mismatch(node, "a whole number"),
        }
    }

    fn map_of(&mut self, mut arguments: Vec<Node>) -> Evaluated<BTreeMap<String, Node>> {
        let node = arguments.remove(0);
        match node.value {
            Value::Map(map) => Ok(map),
            _ => self.mismatch(&node, "a map"),
        }
    }

    fn replace(&mut self, arguments: &[Node]) -> Evaluated {
        let text = self.string(&arguments[0])?;
        let from = self.string(&arguments[1])?;
        let to = self.string(&arguments[2])?;
        if from.len() > 1 && from.starts_with('/') && from.ends_with('/') {
            let message = "`replace` takes plain text here, no regular expression";
            let help = "leave out the slashes, or write the result itself";
            let diagnostic = Diagnostic::error("GEN063", arguments[1].span, message);
            return self.fail(diagnostic.help(help));
        }
        Ok(Value::String(text.replace(&from, &to)))
    }

    fn split(&mut self, arguments: &[Node]) -> Evaluated {
        let (separator, text) = (self.string(&arguments[0])?, self.string(&arguments[1])?);
        let span = arguments[1].span;
        let node = |part: &str| Node { value: Value::String(part.to_owned()), span };
        Ok(Value::List(if separator.is_empty() {
            text.chars().map(|c| node(c.encode_utf8(&mut [0; 4]))).collect()
        } else {
            text.split(&separator).map(node).collect()
        }))
    }

    fn join(&mut self, mut arguments: Vec<Node>) -> Evaluated {
        let separator = self.string(&arguments.remove(0))?;
        let mut pieces = Vec::new();
        let mut first = true;
        for list in arguments {
            let Value::List(items) = list.value else { return self.mismatch(&list, "a list") };
            for item in items {
                if !first {
                    pieces.push(Piece::Literal(separator.clone()));
                }
                first = false;
                pieces.extend(self.text_of(&item)?);
            }
        }
        Ok(join(pieces))
    }

    /// `%s` and `%v` take anything that has a text, `%d` whole numbers, `%q` quotes, `%%` is `%`.
    fn format(&mut self, arguments: &[Node]) -> Evaluated {
        let pattern = self.string(&arguments[0])?;
        let place = arguments[0].span;
        let mut rest = arguments[1..].iter();
        let mut pieces = Vec::new();
        let mut characters = pattern.chars();
        while let Some(character) = characters.next() {
            if character != '%' {
                pieces.push(Piece::Literal(character.to_string()));
                continue;
            }
            let verb = characters.next();
            if verb == Some('%') {
                pieces.push(Piece::Literal("%".to_owned()));
                continue;
            }
            let (Some(verb), Some(argument)) = (verb, rest.next()) else {
                return self.bad_format("there are fewer arguments than verbs", place);
            };
            match verb {
                's' | 'v' => pieces.extend(self.text_of(argument)?),
                'd' => match &argument.value {
                    Value::Number(number) if number.is_i64() || number.is_u64() => {
                        pieces.push(Piece::Literal(number.to_string()));
                    }
                    _ => return self.mismatch(argument, "a whole number"),
                },
                'q' => {
                    let text = self.string(argument)?;
                    pieces.push(Piece::Literal(serde_json::Value::String(text).to_string()));
                }
                other => return self.bad_format(&format!("there is no verb `%{other}`"), place),
            }
        }
        if rest.next().is_some() {
            return self.bad_format("there are more arguments than verbs", place);
        }
        Ok(join(pieces))
    }

    fn bad_format(&mut self, message: &str, place: Span) -> Evaluated {
        let help = "the verbs are %s, %v, %d, %q and %%; each takes the next argument";
        self.fail(Diagnostic::error("GEN064", place, message).help(help))
    }

    fn concat(&mut self, arguments: Vec<Node>) -> Evaluated {
        let mut all = Vec::new();
        for argument in arguments {
            match argument.value {
                Value::List(items) => all.extend(items),
                _ => return self.mismatch(&argument, "a list"),
            }
        }
        Ok(Value::List(all))
    }

    fn merge(&mut self, arguments: Vec<Node>) -> Evaluated {
        let mut all = BTreeMap::new();
        for argument in arguments {
            match argument.value {
                Value::Map(map) => all.extend(map),
                Value::Null => (),
                _ => return self.mismatch(&argument, "a map"),
            }
        }
        Ok(Value::Map(all))
    }

    fn length(&mut self, node: &Node) -> Evaluated {
        let length = match &node.value {
            Value::String(text) => text.chars().count(),
            Value::List(items) => items.len(),
            Value::Map(map) => map.len(),
            _ => return self.mismatch(node, "a string, list or map"),
        };
        Ok(Value::Number(length.into()))
    }

    fn contains(&mut self, arguments: &[Node]) -> Evaluated {
        let Value::List(items) = &arguments[0].value else {
            return self.mismatch(&arguments[0], "a list");
        };
        let wanted = &arguments[1].value;
        Ok(Value::Bool(items.iter().any(|item| item.value == *wanted)))
    }

    fn cidrsubnet(&mut self, arguments: &[Node], place: Span) -> Evaluated {
        let text = self.string(&arguments[0])?;
        let (bits, index) = (self.whole(&arguments[1])?, self.whole(&arguments[2])?);
        let Ok(net) = text.parse::<Ipv4Net>() else {
            let message = format!("`{text}` is no IPv4 network");
            let diagnostic = Diagnostic::error("GEN065", arguments[0].span, message);
            return self.fail(diagnostic.help("write it like `10.0.0.0/16`"));
        };
        let length = u64::from(net.prefix_len()) + bits;
        if length > 32 || index >= 1u64.checked_shl(bits.min(63) as u32).unwrap_or(u64::MAX) {
            let message = format!("`{net}` has no subnet {index} that is {bits} bits longer");
            return self.fail(Diagnostic::error("GEN065", place, message));
        }
        let offset = index << (32 - length);
        let address = u64::from(u32::from(net.network())) + offset;
        let address = u32::try_from(address).unwrap_or(u32::MAX);
        Ok(Value::String(format!("{}/{length}", std::net::Ipv4Addr::from(address))))
    }
}
