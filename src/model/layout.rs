//! Which addresses each subnet has.
//!
//! A zone's place follows from its letter and a kind's place is fixed, so that adding a zone or a
//! kind later moves nothing. Of the VPC's eighths, the first six are the private subnets of the
//! zones `a` to `f`. The last quarter is split again:
//!
//! ```text
//! VPC /16        /20        share
//! private  /19   /23        eighth 0 to 5, one a zone
//! public   /23   /27        last quarter, its first quarter; /27 is the least that an ALB takes
//! data     /23   /27        its second quarter
//! control  /24   /28        its third quarter, first half; /28 is the least that AWS allows
//! free                      its third quarter, second half, and its fourth quarter
//! ```

use ipnet::Ipv4Net;
use std::net::Ipv4Addr;

/// The subnets of one zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZoneSubnets {
    /// Nodes and pods.
    pub private: Ipv4Net,
    /// NAT gateways and the load balancer.
    pub public: Ipv4Net,
    /// Databases and caches; no route to the internet.
    pub data: Ipv4Net,
    /// Network interfaces of the EKS control plane; no route to the internet.
    pub control_plane: Ipv4Net,
    /// The half of `private` that only /28 prefixes for pods are taken from.
    pub prefixes: Ipv4Net,
}

/// The subnets of `zone`, whose last character is a letter from `a` to `f`.
pub fn subnets(vpc: Ipv4Net, zone: &str) -> ZoneSubnets {
    let slot = zone_slot(zone);
    let last_quarter = child(vpc, 2, 3);
    let private = child(vpc, 3, slot);
    ZoneSubnets {
        private,
        public: child(child(last_quarter, 2, 0), 3, slot),
        data: child(child(last_quarter, 2, 1), 3, slot),
        control_plane: child(child(child(last_quarter, 2, 2), 1, 0), 3, slot),
        prefixes: child(private, 1, 1),
    }
}

impl ZoneSubnets {
    /// How many /28 prefixes for pods the zone has, of 16 addresses each: at least 16.
    pub fn pod_prefixes(&self) -> u64 {
        1 << 28_u8.saturating_sub(self.prefixes.prefix_len())
    }
}

/// 0 for zone `a`, 1 for `b`, …
fn zone_slot(zone: &str) -> u32 {
    let letter = zone.bytes().last().unwrap_or(b'a');
    u32::from(letter.saturating_sub(b'a')).min(5)
}

/// The `index`-th of the nets that are `bits` longer, as Terraform's `cidrsubnet` counts.
fn child(net: Ipv4Net, bits: u8, index: u32) -> Ipv4Net {
    let length = net.prefix_len() + bits;
    let address = u32::from(net.network()) + (index << (32 - length));
    Ipv4Net::new_assert(Ipv4Addr::from(address), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(vpc: &str) -> Vec<Ipv4Net> {
        let vpc: Ipv4Net = vpc.parse().unwrap();
        let zones = ["a", "b", "c", "d", "e", "f"].map(|z| subnets(vpc, &format!("us-east-1{z}")));
        zones.iter().flat_map(|z| [z.private, z.public, z.data, z.control_plane]).collect()
    }

    #[test]
    fn no_two_subnets_overlap_and_all_lie_in_the_vpc() {
        for vpc in ["10.0.0.0/16", "10.1.0.0/17", "172.16.0.0/18", "10.9.32.0/19", "10.9.0.0/20"] {
            let nets = all(vpc);
            let vpc: Ipv4Net = vpc.parse().unwrap();
            for (index, net) in nets.iter().enumerate() {
                assert!(vpc.contains(net), "{net} is outside {vpc}");
                for other in &nets[index + 1..] {
                    assert!(!net.contains(other) && !other.contains(net), "{net} overlaps {other}");
                }
            }
        }
    }

    #[test]
    fn the_smallest_vpc_still_has_subnets_that_aws_accepts() {
        let zone = subnets("10.0.0.0/20".parse().unwrap(), "eu-west-1f");
        assert_eq!(zone.private.to_string(), "10.0.10.0/23");
        assert_eq!(zone.public.to_string(), "10.0.12.160/27");
        assert_eq!(zone.data.to_string(), "10.0.13.160/27");
        assert_eq!(zone.control_plane.to_string(), "10.0.14.80/28");
        assert_eq!(zone.pod_prefixes(), 16);
    }

    #[test]
    fn a_zone_keeps_its_subnets_whatever_the_other_zones_are() {
        let zone = subnets("10.0.0.0/16".parse().unwrap(), "eu-west-1b");
        assert_eq!(zone.private.to_string(), "10.0.32.0/19");
        assert_eq!(zone.prefixes.to_string(), "10.0.48.0/20");
        assert_eq!(zone.pod_prefixes(), 256);
        assert_eq!(zone.public.to_string(), "10.0.194.0/23");
        assert_eq!(zone.data.to_string(), "10.0.210.0/23");
        assert_eq!(zone.control_plane.to_string(), "10.0.225.0/24");
    }
}
