#!/usr/bin/env bash
# Installs checkov into a virtual environment of its own, builds helm, and checks that Terraform and
# kubectl are there.
# Running it again does nothing.
set -euo pipefail

version=3.3.30
venv=${XDG_CACHE_HOME:-$HOME/.cache}/platform-gen/checkov-$version

if ! command -v terraform >/dev/null; then
  echo "terraform 1.11 or newer is not on PATH: https://developer.hashicorp.com/terraform/install" >&2
  exit 1
fi
found=$(terraform version | sed -n '1s/^Terraform v//p')
if [ "$(printf '1.11.0\n%s\n' "$found" | sort -V | head -n 1)" != 1.11.0 ]; then
  echo "terraform $found is older than 1.11: https://developer.hashicorp.com/terraform/install" >&2
  exit 1
fi

# The marker is written last, so that an interrupted installation starts over.
if [ ! -f "$venv/complete" ]; then
  rm -rf "$venv"
  mkdir -p "$(dirname "$venv")"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "checkov==$version"
  touch "$venv/complete"
fi
if ! command -v kubectl >/dev/null; then
  echo "kubectl is not on PATH: https://kubernetes.io/docs/tasks/tools/" >&2
  exit 1
fi

helm_version=3.22.0
helm=${XDG_CACHE_HOME:-$HOME/.cache}/platform-gen/helm-$helm_version/helm
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
echo "terraform $found, checkov $version in $venv"
