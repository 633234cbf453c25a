//! The functions of the blueprint language, with Terraform's meaning.

use super::numbers::natural;
use super::operators::equal;
use super::template::join;
use super::{Evaluated, Evaluator, Failed};
use crate::blueprint::diagnostic::Diagnostic;
use crate::blueprint::nearest::nearest;
use crate::blueprint::source::{FileId, Span};
use crate::blueprint::value::{Node, Piece, Value};
use hcl::edit::expr::FuncCall;
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::IpAddr;

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
        let namespace = call.name.namespace.iter().map(|part| format!("{}::", part.as_str()));
        let shown = namespace.chain([name.to_owned()]).collect::<String>();
        let Some(&(name, fewest, most)) = known.filter(|_| shown == name) else {
            let diagnostic =
                Diagnostic::error("GEN060", place, format!("there is no function `{shown}`"));
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
            let plural = if wanted == "1" { "" } else { "s" };
            let message =
                format!("`{name}` takes {wanted} argument{plural}, not {}", arguments.len());
            let help = format!("write `{}`", signature(name));
            return self.fail(Diagnostic::error("GEN061", place, message).help(help));
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
            "replace" => self.replace(&arguments, place),
            "split" => self.split(&arguments),
            "join" => self.join(arguments, place),
            "format" => self.format(&arguments, place),
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

    pub(super) fn mismatch<T>(&mut self, node: &Node, wanted: &str) -> Evaluated<T> {
        if matches!(node.value, Value::Reference(_) | Value::Template(_)) {
            return self.unknown_yet(node.span);
        }
        let message = format!("this argument is {}, not {wanted}", node.value.kind());
        let help = format!("write {wanted}; nothing is converted");
        self.fail(Diagnostic::error("GEN062", node.span, message).help(help))
    }

    pub(super) fn string(&mut self, node: &Node) -> Evaluated<String> {
        match &node.value {
            Value::String(text) => Ok(text.clone()),
            _ => self.mismatch(node, "a string"),
        }
    }

    fn whole(&mut self, node: &Node) -> Evaluated<u64> {
        let whole = match &node.value {
            Value::Number(number) => natural(number),
            _ => None,
        };
        match whole {
            Some(whole) => Ok(whole),
            None => self.mismatch(node, "a whole number from 0"),
        }
    }

    fn map_of(&mut self, mut arguments: Vec<Node>) -> Evaluated<BTreeMap<String, Node>> {
        let node = arguments.remove(0);
        match node.value {
            Value::Map(map) => Ok(map),
            _ => self.mismatch(&node, "a map"),
        }
    }

    fn replace(&mut self, arguments: &[Node], place: Span) -> Evaluated {
        let text = self.string(&arguments[0])?;
        let from = self.string(&arguments[1])?;
        let to = self.string(&arguments[2])?;
        if from.len() > 1 && from.starts_with('/') && from.ends_with('/') {
            let message = "`replace` takes plain text here, no regular expression";
            let help = "leave out the slashes, or write the result itself";
            let diagnostic = Diagnostic::error("GEN063", arguments[1].span, message);
            return self.fail(diagnostic.help(help));
        }
        let matches = text.matches(&from).count();
        self.fits(matches.saturating_mul(to.len()), place)?;
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

    fn join(&mut self, mut arguments: Vec<Node>, place: Span) -> Evaluated {
        let separator = self.string(&arguments.remove(0))?;
        let mut pieces = Vec::new();
        let (mut first, mut length) = (true, 0);
        for list in arguments {
            let Value::List(items) = list.value else { return self.mismatch(&list, "a list") };
            for item in items {
                if !first {
                    length += separator.len();
                    pieces.push(Piece::Literal(separator.clone()));
                }
                first = false;
                let text = self.text_of(&item)?;
                length += text.iter().map(Piece::len).sum::<usize>();
                self.fits(length, place)?;
                pieces.extend(text);
            }
        }
        Ok(join(pieces))
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
        let found = items.iter().any(|item| equal(item, &arguments[1]));
        Ok(Value::Bool(found))
    }

    fn cidrsubnet(&mut self, arguments: &[Node], place: Span) -> Evaluated {
        let text = self.string(&arguments[0])?;
        let (bits, index) = (self.whole(&arguments[1])?, self.whole(&arguments[2])?);
        let Ok(net) = text.parse::<IpNet>() else {
            let message = format!("`{}` is no network", text.escape_debug());
            let diagnostic = Diagnostic::error("GEN065", arguments[0].span, message);
            return self.fail(diagnostic.help("write it like `10.0.0.0/16`"));
        };
        if let Some(subnet) = subnet(net, bits, index) {
            return Ok(Value::String(subnet.to_string()));
        }
        let message = format!("`{net}` has no subnet {index} that is {bits} bits longer");
        let most = u64::from(net.max_prefix_len() - net.prefix_len());
        let help = if bits > most {
            format!("write at most {most} bits")
        } else {
            format!("write a number below {}, or more bits", 1u128 << bits)
        };
        self.fail(Diagnostic::error("GEN065", place, message).help(help))
    }
}

/// The subnet of this number among those that are so many bits longer.
fn subnet(net: IpNet, bits: u64, index: u64) -> Option<IpNet> {
    let bits = u8::try_from(bits).ok()?;
    let length = net.prefix_len().checked_add(bits).filter(|l| *l <= net.max_prefix_len())?;
    let host = u32::from(net.max_prefix_len() - length);
    if bits < 64 && index >> bits != 0 {
        return None;
    }
    // The index is 0 where all bits are the host's, so the shift loses nothing.
    let offset = u128::from(index).checked_shl(host).unwrap_or(0);
    let address = match net.network() {
        IpAddr::V4(network) => {
            let address = u128::from(u32::from(network)) | offset;
            IpAddr::V4(u32::try_from(address).ok()?.into())
        }
        IpAddr::V6(network) => IpAddr::V6((u128::from(network) | offset).into()),
    };
    IpNet::new(address, length).ok()
}

/// How a function is called.
fn signature(name: &str) -> &'static str {
    match name {
        "cidrsubnet" => "cidrsubnet(NETWORK, BITS, NUMBER)",
        "contains" => "contains(LIST, VALUE)",
        "format" => "format(PATTERN, VALUE…)",
        "join" => "join(SEPARATOR, LIST)",
        "keys" => "keys(MAP)",
        "length" => "length(COLLECTION)",
        "lower" => "lower(TEXT)",
        "replace" => "replace(TEXT, OLD, NEW)",
        "split" => "split(SEPARATOR, TEXT)",
        "upper" => "upper(TEXT)",
        _ => "values(MAP)",
    }
}
