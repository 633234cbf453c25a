//! Copies of images, where nodes reach no public registry.

use super::{all, charts, shop, terraform};
use platform_gen::output::Environment;
use platform_gen::tables::images::IMAGES;
use std::collections::BTreeSet;

fn isolated() -> &'static Environment {
    all().iter().find(|environment| environment.name == "vault-test").unwrap()
}

#[test]
fn an_isolated_network_lists_the_images_of_its_charts() {
    let isolated = isolated();
    let listed: BTreeSet<&str> = isolated.files["helm/images.txt"].lines().collect();
    let installed = charts(isolated);
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
    let root = terraform::root(isolated());
    let releases = terraform::releases(&root);
    let with_images: BTreeSet<&str> = IMAGES.iter().map(|image| image.chart).collect();
    for chart in charts(isolated()) {
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
fn elsewhere_images_come_from_where_they_are() {
    let shop = shop();
    assert!(!shop.files.contains_key("helm/images.txt"));
    assert!(!shop.files["Makefile"].contains("images"));
    let mentions =
        |(path, text): (&String, &String)| path.contains("/60-addons/") && text.contains("mirror");
    assert!(!shop.files.iter().any(mentions));
}
