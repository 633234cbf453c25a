//! The grammar behind the forms: one function for each, on plain text.

mod aws;
mod cron;
mod kubernetes;
mod net;
mod paths;
mod quantity;
mod text;

pub(in crate::blueprint) use aws::{
    Arn, arn, database_name, group, iam, instance, key, slack, tag_character,
};
pub(in crate::blueprint) use cron::{canonical as cron_canonical, cron};
pub(in crate::blueprint) use kubernetes::{image, label_key, label_value, tag, taint, variable};
pub(in crate::blueprint) use net::{
    cidr, dns, dns_label, egress, email, http_path, private, unicast,
};
pub(in crate::blueprint) use paths::{absolute, branch, plain, relative, repository};
pub(in crate::blueprint) use quantity::{cpu, memory};
pub(in crate::blueprint) use text::{digits, label, number, word};
