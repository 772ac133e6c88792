#!/usr/bin/env bash
# Installs this version into a folder of its own: deploy/install.sh /opt/tuwen makes
# /opt/tuwen/VERSION. PYTHON names the interpreter.
set -Eeuo pipefail
place="$(realpath "${1:?请给出安装的文件夹，例如 /opt/tuwen}")"
cd "$(dirname "$0")/.."

target="$place/$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)"
[ ! -e "$target" ] || {
  echo "错误：$target 已存在；要重新安装这个版本，请先删除它。" >&2
  exit 1
}
trap 'rm -rf "$target"' ERR INT TERM
"${PYTHON:-python3}" -m venv "$target"
pip() { "$target/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
pip --require-hashes -r requirements-servers.lock
source="$(mktemp -d)" # setuptools leaves its own files beside the source
cp -r pyproject.toml README.md LICENSE NOTICE THIRD_PARTY_NOTICES.md src "$source"
pip --no-deps --no-build-isolation "$source"
rm -rf "$source"
echo "已安装：$target"
