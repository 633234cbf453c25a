//! Copies of images, where nodes reach no public registry.

use super::{MESH, all, charts, shop, terraform};
use platform_gen::output::Environment;
use platform_gen::tables::images::IMAGES;
use std::collections::{BTreeMap, BTreeSet};

fn isolated() -> &'static Environment {
    all().iter().find(|environment| environment.name == "vault-test").unwrap()
}

#[test]
fn an_isolated_network_lists_the_images_of_its_charts() {
    let isolated = isolated();
    let listed: BTreeSet<&str> = isolated.files["helm/images.txt"].lines().collect();
    let mut installed = charts(isolated);
    installed.extend(MESH);
    let expected: BTreeSet<String> = IMAGES
        .iter()
        .filter(|image| installed.contains(image.chart))
        .map(|image| format!("{}/{}:{}", image.registry, image.repository, image.tag))
        .collect();
    assert_eq!(listed, expected.iter().map(String::as_str).collect());
    assert!(listed.len() >= 10, "{listed:?}");
    assert!(isolated.files["Makefile"].contains("done < helm/images.txt"));
}

#[test]
fn every_chart_with_images_is_told_where_the_copies_are() {
    let roots = ["60-addons", "80-mesh"].map(|layer| terraform::root_of(isolated(), layer));
    let releases: BTreeMap<_, _> = roots.iter().flat_map(terraform::releases).collect();
    let with_images: BTreeSet<&str> = IMAGES.iter().map(|image| image.chart).collect();
    let mut installed = charts(isolated());
    // The gateway's chart names no image: istiod puts it in.
    installed.extend(["cert-manager-istio-csr", "istiod"]);
    for chart in installed {
        let release = releases[&format!("helm_release.{}", chart.replace('-', "_"))];
        let values = terraform::argument(release, "values");
        assert_eq!(
            values.contains("local.mirror"),
            with_images.contains(chart),
            "{chart}: {values}"
        );
    }
}

#[test]
fn the_mesh_and_its_test_run_copies_too() {
    let isolated = isolated();
    let mesh = terraform::root_of(isolated, "80-mesh");
    let releases = terraform::releases(&mesh);
    for release in ["istiod", "istio_cni"] {
        let values = terraform::argument(releases[&format!("helm_release.{release}")], "values");
        let values: String = values.split_whitespace().collect();
        assert!(values.contains("global={hub=\"${local.mirror}/release\"}"), "{release}: {values}");
    }
    let csr = terraform::argument(releases["helm_release.cert_manager_istio_csr"], "values");
    assert!(csr.contains("imageRegistry = local.mirror"), "{csr}");

    let values = &isolated.files["helm/values/services/ledger.yaml"];
    let values: serde_json::Value = serde_yaml_ng::from_str(values).unwrap();
    let image = &values["mesh"]["testImage"];
    let listed = format!(
        "registry.istio.io/{}:{}\n",
        image["name"].as_str().unwrap().strip_prefix("mirror/").unwrap(),
        image["tag"].as_str().unwrap()
    );
    assert!(isolated.files["helm/images.txt"].contains(&listed), "{listed}");
    let guide = &isolated.files["docs/deployment.md"];
    assert!(guide.contains("--set-string registry=\"$registry\""), "{guide}");

    let values = &shop().files["helm/values/services/web.yaml"];
    let values: serde_json::Value = serde_yaml_ng::from_str(values).unwrap();
    assert_eq!(values["mesh"]["testImage"]["repository"], "registry.istio.io/release/proxyv2");
}

#[test]
fn elsewhere_images_come_from_where_they_are() {
    let shop = shop();
    assert!(!shop.files.contains_key("helm/images.txt"));
    assert!(!shop.files["Makefile"].contains("images"));
    let mentions = |(path, text): (&String, &String)| {
        (path.contains("/60-addons/") || path.contains("/80-mesh/")) && text.contains("mirror")
    };
    assert!(!shop.files.iter().any(mentions));
}
