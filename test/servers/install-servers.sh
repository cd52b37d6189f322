#!/usr/bin/env bash
# Gets the servers that the store tests run against: versitygw and fake-gcs-server (needs Go) and, on
# Debian, Ceph's gateway. Everything goes to FOLDER, .cache/servers by default, which the tests find by
# themselves; for another folder set RESTERA_TEST_SERVERS. Root is not needed. Azurite comes with npm ci.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-${RESTERA_TEST_SERVERS:-.cache/servers}}
mkdir -p "$folder" && folder=$(cd "$folder" && pwd)
versitygw=v1.8.0
fake_gcs=v1.56.1

if command -v go >/dev/null; then
  GOBIN=$folder go install "github.com/versity/versitygw/cmd/versitygw@$versitygw"
  GOBIN=$folder go install "github.com/fsouza/fake-gcs-server@$fake_gcs"
else
  echo 'install-servers: Go is not there, so versitygw and fake-gcs-server were left out' >&2
fi

if command -v radosgw >/dev/null || [ -x "$folder/ceph/usr/bin/radosgw" ]; then exit 0; fi
if ! command -v apt-get >/dev/null; then
  echo 'install-servers: not a Debian system, so Ceph was left out; install radosgw, ceph-mon and ceph-osd' >&2
  exit 0
fi
# Unpacked, not installed: nothing on the machine changes.
rm -rf "$folder/ceph.new" && mkdir -p "$folder/ceph.new/packages"
cd "$folder/ceph.new/packages"
apt-get install --simulate --no-install-recommends radosgw ceph-mon ceph-osd \
  | awk '$1 == "Inst" { print $2 }' | xargs -r apt-get download
mkdir ../root
for package in ./*.deb; do dpkg-deb -x "$package" ../root; done
rm -rf "$folder/ceph" && mv ../root "$folder/ceph"
rm -rf "$folder/ceph.new"
