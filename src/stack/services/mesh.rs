//! What the mesh adds to a service.

use super::container::Image;
use crate::model::{Bytes, Millicores, Platform};
use crate::stack::{inside, mirror};
use crate::tables::{images, pods};
use serde::Serialize;
use std::collections::BTreeMap;

/// CPU that a sidecar may use, as the mesh's own charts have it.
const CPU_LIMIT: Millicores = Millicores(2000);

/// Memory that a sidecar may use: what it knows of the mesh has to fit, and the requests in flight.
const MEMORY_LIMIT: Bytes = Bytes(512 << 20);

/// What the chart has to know of the mesh.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mesh {
    gateway: String,
    test_image: Image,
}

/// What the chart has to know of the mesh.
pub(super) fn mesh(platform: &Platform) -> Mesh {
    Mesh {
        gateway: format!("{}/{}", inside::namespace::INGRESS, inside::GATEWAY_OBJECT),
        // That of every sidecar has bash and curl, and lies on each node already.
        test_image: if mirror::needed(platform) {
            Image::named(
                format!("{}/{}", mirror::PREFIX, images::SIDECAR.repository),
                images::SIDECAR.tag,
            )
        } else {
            Image::at(
                format!("{}/{}", images::SIDECAR.registry, images::SIDECAR.repository),
                images::SIDECAR.tag,
            )
        },
    }
}

/// What the sidecar of a pod gets. One of these alone would unset the others, so it is all four.
pub(super) fn sidecar() -> BTreeMap<&'static str, String> {
    let (cpu, memory) = pods::SIDECAR;
    BTreeMap::from([
        ("sidecar.istio.io/proxyCPU", cpu.to_string()),
        ("sidecar.istio.io/proxyCPULimit", CPU_LIMIT.to_string()),
        ("sidecar.istio.io/proxyMemory", memory.to_string()),
        ("sidecar.istio.io/proxyMemoryLimit", MEMORY_LIMIT.to_string()),
    ])
}
