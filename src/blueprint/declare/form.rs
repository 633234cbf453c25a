//! Forms of strings: what a name, an address, a range or a quantity looks like.

use super::grammar::{
    absolute, arn, branch, cidr, cpu, cron, database_name, digits, dns, egress, email, group,
    http_path, iam, image, instance, key, label, label_key, label_value, memory, number, plain,
    relative, repository, slack, tag, tag_character, taint, unicast, variable, word,
};

/// The form of a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::blueprint) enum Form {
    /// A label or a name of that form.
    Label,
    /// The label of an index.
    IndexLabel,
    /// A line of text.
    Line,
    /// Any text.
    Free,
    /// An e-mail address.
    Email,
    /// An e-mail address that can be the value of a tag.
    Owner,
    /// A DNS name of at least two labels.
    Dns,
    /// 12 digits.
    Account,
    /// Digits.
    Digits,
    /// A range of addresses.
    Cidr,
    /// The range of the VPC.
    VpcCidr,
    /// A relative path that stays below its folder.
    Path,
    /// A relative path.
    File,
    /// An absolute path of a container.
    Mount,
    /// A path of a URL.
    HttpPath,
    /// `336h`
    Hours,
    /// A Kubernetes quantity of CPU.
    Cpu,
    /// A Kubernetes quantity of memory.
    Memory,
    /// `key=value:Effect`
    Taint,
    /// A key of a Kubernetes label.
    LabelKey,
    /// A value of a Kubernetes label.
    LabelValue,
    /// A name at GitHub.
    Name,
    /// `name` or `name:S|N|B`
    Key,
    /// The name of a database.
    DatabaseName,
    /// `db.FAMILY.SIZE`
    DatabaseClass,
    /// `cache.FAMILY.SIZE`
    CacheType,
    /// An image without a tag.
    Image,
    /// A tag or a digest.
    Tag,
    /// Five fields of cron.
    Cron,
    /// The name of an environment variable.
    Variable,
    /// `host:port` or `cidr:port`
    Egress,
    /// `owner/name`
    Repository,
    /// A branch.
    Branch,
    /// An ARN of a certificate.
    CertificateArn,
    /// An ARN of an ACM Private CA.
    AuthorityArn,
    /// An ARN of a person or a role.
    PrincipalArn,
    /// The id of an IAM Identity Center group.
    GroupId,
    /// The id of a Slack workspace.
    SlackTeam,
    /// The id of a Slack channel.
    SlackChannel,
    /// The key of a tag.
    TagKey,
    /// The value of a tag.
    TagValue,
}

impl Form {
    /// The form in words, with its article.
    pub(in crate::blueprint) fn describe(self) -> &'static str {
        match self {
            Self::Label => {
                "a name of 1 to 24 lower-case letters, digits and single `-`, a letter first"
            }
            Self::IndexLabel => "3 to 255 letters, digits, `_`, `.` and `-`",
            Self::Line => "a line of text of at most 2048 characters",
            Self::Free => "text",
            Self::Email => "an e-mail address",
            Self::Owner => "an e-mail address of letters, digits and `_.:/=+-@`",
            Self::Dns => "a DNS name such as `shop.example`, in lower case",
            Self::Account => "an account id of 12 digits in quotes",
            Self::Digits => "a numeric id in quotes",
            Self::Cidr => "a CIDR range such as `203.0.113.0/24`",
            Self::VpcCidr => "a CIDR range from /16 to /20",
            Self::Path => "a relative path with `/` and without `..`",
            Self::File => "a relative path with `/`",
            Self::Mount => "an absolute path below `/` without `.`, `..` and a `/` at its end",
            Self::HttpPath => "a path that starts with `/`",
            Self::Hours => "hours such as `336h`",
            Self::Cpu => "a CPU quantity such as `250m`, `2` or `0.5`",
            Self::Memory => "a memory quantity such as `256Mi`, `1.5Gi` or `1G`",
            Self::Taint => {
                "`key=value:Effect` with the effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`"
            }
            Self::LabelKey => "a Kubernetes label key",
            Self::LabelValue => "a Kubernetes label value of at most 63 characters",
            Self::Name => "a name of 1 to 63 letters, digits, `-`, `_` and `.`",
            Self::Key => "a key such as `id`, `id:S`, `id:N` or `id:B`",
            Self::DatabaseName => {
                "a database name of at most 63 letters, digits and `_`, a letter first"
            }
            Self::DatabaseClass => "an instance class such as `db.r8g.large`",
            Self::CacheType => "a node type such as `cache.r7g.large`",
            Self::Image => "an image repository without a tag",
            Self::Tag => "an image tag or `sha256:` with 64 hexadecimal digits",
            Self::Cron => "a cron expression of five fields such as `0 3 * * *`, or `@daily`",
            Self::Variable => "names of letters, digits and `_`, no digit first",
            Self::Egress => "`host:port` or `cidr:port`",
            Self::Repository => "a GitHub repository `owner/name`",
            Self::Branch => "a branch name",
            Self::CertificateArn => "an ARN of an ACM certificate",
            Self::AuthorityArn => "an ARN of an ACM Private CA",
            Self::PrincipalArn => "an ARN of an IAM role or user",
            Self::GroupId => "an id of an IAM Identity Center group",
            Self::SlackTeam => "a Slack workspace id such as `T0123ABCD`",
            Self::SlackChannel => "a Slack channel id such as `C0123ABCD`",
            Self::TagKey => "tag keys of 1 to 128 letters, digits, inner spaces and `_.:/=+-@`",
            Self::TagValue => {
                "a tag value of at most 256 letters, digits, inner spaces and `_.:/=+-@`"
            }
        }
    }

    /// Whether line breaks and tabs make sense in it.
    pub(in crate::blueprint) fn multiline(self) -> bool {
        self == Self::Free
    }

    /// Whether `text` has this form.
    pub(in crate::blueprint) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Label => label(text),
            Self::IndexLabel => {
                (3..=255).contains(&text.len())
                    && text.chars().all(|c| word(c) || "_.-".contains(c))
            }
            Self::Line => !text.trim().is_empty() && text.chars().count() <= 2048,
            Self::Free => true,
            Self::Email => email(text),
            Self::Owner => email(text) && text.len() <= 256 && text.chars().all(tag_character),
            Self::Dns => dns(text),
            Self::Account => text.len() == 12 && digits(text),
            Self::Digits => (1..=20).contains(&text.len()) && digits(text),
            Self::Cidr => cidr(text).is_some(),
            Self::VpcCidr => {
                cidr(text).is_some_and(|net| (16..=20).contains(&net.prefix_len()) && unicast(net))
            }
            Self::Path => relative(text) && plain(text),
            Self::File => relative(text),
            Self::Mount => text.len() > 1 && absolute(text),
            Self::HttpPath => http_path(text),
            Self::Hours => {
                text.strip_suffix('h').is_some_and(|hours| number(hours, 1, 87_600).is_some())
            }
            Self::Cpu => cpu(text).is_ok(),
            Self::Memory => memory(text).is_ok(),
            Self::Taint => taint(text).is_some(),
            Self::LabelKey => label_key(text),
            Self::LabelValue => label_value(text),
            Self::Name => !text.is_empty() && label_value(text),
            Self::Key => key(text).is_some(),
            Self::DatabaseName => database_name(text),
            Self::DatabaseClass => instance(text, "db."),
            Self::CacheType => instance(text, "cache."),
            Self::Image => image(text),
            Self::Tag => tag(text),
            Self::Cron => cron(text).is_ok(),
            Self::Variable => variable(text),
            Self::Egress => egress(text).is_some(),
            Self::Repository => repository(text),
            Self::Branch => branch(text),
            Self::CertificateArn => named(text, "acm", "certificate/"),
            Self::AuthorityArn => named(text, "acm-pca", "certificate-authority/"),
            Self::PrincipalArn => arn(text, "iam").is_some_and(|arn| iam(arn.resource)),
            Self::GroupId => group(text),
            Self::SlackTeam => text.starts_with('T') && slack(text),
            Self::SlackChannel => text.starts_with(['C', 'G']) && slack(text),
            Self::TagKey => {
                (1..=128).contains(&text.chars().count())
                    && text.chars().all(tag_character)
                    && text.trim() == text
            }
            Self::TagValue => {
                text.chars().count() <= 256
                    && text.chars().all(tag_character)
                    && text.trim() == text
            }
        }
    }
}

/// An ARN of a resource that has an id.
fn named(text: &str, service: &str, kind: &str) -> bool {
    let id = arn(text, service).and_then(|arn| arn.resource.strip_prefix(kind));
    id.is_some_and(|id| !id.is_empty() && id.chars().all(|c| word(c) || c == '-'))
}
