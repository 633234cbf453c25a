//! Rules of files, syntax, inheritance and expressions: GEN001 to GEN099.

use super::{Rule, rule};

/// The rules of this part.
#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    rule("GEN001", "a file or folder cannot be read", "What cannot be read cannot be checked, and nothing is generated from half of the blueprints.", "Correct the path, or make the file readable."),
    rule("GEN002", "a file is not UTF-8", "Columns and texts would mean different things to different tools.", "Save the file as UTF-8."),
    rule("GEN003", "a file that was named is no blueprint", "A file without a `platform` block is a base: it is read only through `extends`.", "Name the file that extends it, or add a `platform` block."),
    rule("GEN004", "a folder holds no blueprint", "A run that finds nothing would look like success.", "Name the right folder; `gen init NAME` writes a first blueprint."),
    rule("GEN010", "the syntax is not HCL", "A file that does not parse says nothing.", "Mend the place that the report shows; a syntax error hides the other findings of its file."),
    rule("GEN011", "an attribute stands outside of any block", "Only `extends` stands alone; everything else belongs to a block.", "Move the attribute into its block."),
    rule("GEN012", "`extends` is not a plain path", "The base is read before any expression is evaluated.", "Write a path in quotes, relative to the file: `extends = \"base.hcl\"`."),
    rule("GEN013", "`extends` goes in a circle", "No file of the circle can be the base.", "Remove one `extends` of the circle."),
    rule("GEN014", "a block or local stands twice in its file", "Which of the two should count is a guess; merging happens between files only.", "Put the attributes of both into one block; keep one of two locals."),
    rule("GEN020", "a local does not exist", "Locals are the names that `locals` blocks define in the file and its bases.", "Correct the name, or define it in a `locals` block."),
    rule("GEN021", "a local is defined by itself", "It would never get a value.", "Break the circle."),
    rule("GEN022", "a name has no value", "Only locals, references to blocks and the variables of `for` have values.", "Put text in quotes; share values through `locals`."),
    rule("GEN023", "a reference is malformed", "A reference names a block by type and label.", "Write `TYPE.LABEL` or `TYPE.LABEL.ATTRIBUTE`."),
    rule("GEN024", "a map's key is wrong or stands twice", "Keys are strings, and each stands once; otherwise a value would be lost.", "Correct or remove the key."),
    rule("GEN025", "an element does not exist", "The key, index or splat finds nothing.", "Correct it; lists count from 0."),
    rule("GEN026", "a condition is not a bool", "Nothing is converted.", "Write a comparison."),
    rule("GEN027", "no list or map where elements are needed", "Only lists and maps have elements.", "Write a list or a map."),
    rule("GEN028", "something is computed from a reference", "What a reference names exists only after apply.", "Use the reference whole, or inside of a string."),
    rule("GEN029", "a value has no place in a string", "Only strings, numbers, bools and references become text.", "Use `join` for lists."),
    rule("GEN030", "an operator does not apply", "Nothing is converted.", "Give it operands of its type."),
    rule("GEN031", "a number cannot be computed", "Division by zero and numbers out of range have no result, and a literal with too many digits would become another number.", "Change the operands, or put a long identifier in quotes."),
    rule("GEN060", "a function does not exist", "The language has few functions, so that a blueprint stays data.", "Use one of the functions that the report lists."),
    rule("GEN061", "a function has the wrong number of arguments", "Its meaning would be a guess.", "Give it the arguments that the report names."),
    rule("GEN062", "an argument has the wrong type", "Nothing is converted.", "Give the function a value of that type."),
    rule("GEN063", "`replace` with a regular expression", "The language replaces plain text only.", "Write plain text, or the result itself."),
    rule("GEN064", "a format and its arguments differ", "Each verb takes one argument.", "Give as many arguments as there are verbs: %s, %v, %d, %q, %t, %f, %e, %x, %X, %o, %b, with flags, width and precision as in Terraform."),
    rule("GEN065", "a subnet does not exist", "The network is too small, or it is no network.", "Change the arguments of `cidrsubnet`."),
    rule("GEN066", "an expression is too large", "Strings end at 1 MiB, collections at 100,000 values, values at 64 levels and a blueprint at 1,000,000 steps, so that no blueprint hangs a run.", "Write the values that are needed."),
];
