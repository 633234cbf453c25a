//! What the mesh adds to a service.

use crate::model::{Bytes, Millicores};
use crate::stack::inside;
use crate::tables::charts::ISTIO_VERSION;
use crate::tables::pods::SIDECAR;
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
    test_image: String,
}

/// What the chart has to know of the mesh.
pub(super) fn mesh() -> Mesh {
    Mesh {
        gateway: format!("{}/{}", inside::namespace::INGRESS, inside::GATEWAY_OBJECT),
        // The default of Istio's charts: the image of every sidecar has bash and curl, and lies on
        // each node already.
        test_image: format!("registry.istio.io/release/proxyv2:{ISTIO_VERSION}"),
    }
}

/// What the sidecar of a pod gets. One of these alone would unset the others, so it is all four.
pub(super) fn sidecar() -> BTreeMap<&'static str, String> {
    let (cpu, memory) = SIDECAR;
    BTreeMap::from([
        ("sidecar.istio.io/proxyCPU", cpu.to_string()),
        ("sidecar.istio.io/proxyCPULimit", CPU_LIMIT.to_string()),
        ("sidecar.istio.io/proxyMemory", memory.to_string()),
        ("sidecar.istio.io/proxyMemoryLimit", MEMORY_LIMIT.to_string()),
    ])
}
