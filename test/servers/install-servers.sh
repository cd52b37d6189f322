#!/usr/bin/env bash
# Gets the servers that the store tests run against: versitygw and fake-gcs-server (needs Go) and, on Debian, Ceph's
# gateway and PostgreSQL. Everything goes to FOLDER, .cache/servers by default, which the tests find by themselves; for another folder
# set RESTERA_TEST_SERVERS. Root is not needed, and nothing on the machine changes: Go's programs are built into the
# folder, Debian's packages unpacked there. What is there already stays. Azurite comes with npm ci.
# Ends with 1 when a server could not be had, after trying the others.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-${RESTERA_TEST_SERVERS:-.cache/servers}}
mkdir -p "$folder" && folder=$(cd "$folder" && pwd)
missing=0

without() {
  echo "install-servers: $*" >&2
  missing=1
}

# from_go NAME PACKAGE VERSION: builds a program, unless that version of it is there.
from_go() {
  local name=$1 package=$2 version=$3
  if [ -x "$folder/$name" ] && [ "$(cat "$folder/$name.version" 2>/dev/null)" = "$version" ]; then return; fi
  if ! command -v go >/dev/null; then
    without "Go is not there, so $name was left out; install Go 1.24 or newer"
    return
  fi
  if GOBIN=$folder go install "$package@$version"; then
    echo "$version" >"$folder/$name.version"
  else
    without "$name could not be built"
  fi
}

# from_debian NAME PACKAGE…: unpacks Debian's packages and what they need beside what is installed into the folder NAME,
# by way of apt's own state.
from_debian() {
  local name=$1 new=$folder/$1.new state=$folder/apt options
  shift
  rm -rf "$new" && mkdir -p "$new/packages" "$new/root" "$state/lists/partial" "$state/cache/archives/partial"
  options=(-qq -o "Dir::State::lists=$state/lists" -o "Dir::Cache=$state/cache" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${options[@]}" update || return 1
  cd "$new/packages"
  apt-get "${options[@]}" install --simulate --no-install-recommends "$@" \
    | awk '$1 == "Inst" { print $2 }' | xargs -r apt-get "${options[@]}" download || return 1
  for package in ./*.deb; do dpkg-deb -x "$package" "$new/root" || return 1; done
  cd "$folder"
  rm -rf "$name" "$state" && mv "$new/root" "$name" && rm -rf "$new"
}

from_go versitygw github.com/versity/versitygw/cmd/versitygw v1.8.0
from_go fake-gcs-server github.com/fsouza/fake-gcs-server v1.56.1
if command -v radosgw >/dev/null || [ -x "$folder/ceph/usr/bin/radosgw" ]; then
  :
elif ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  without 'not a Debian system, so Ceph was left out; install radosgw, ceph-mon and ceph-osd'
else
  (from_debian ceph radosgw ceph-mon ceph-osd) || without 'Ceph could not be unpacked'
fi
if command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null \
  || compgen -G "$folder/postgresql/usr/lib/postgresql/*/bin/postgres" >/dev/null; then
  :
elif ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  without 'not a Debian system, so PostgreSQL was left out; install PostgreSQL 15 or newer'
else
  (from_debian postgresql postgresql) || without 'PostgreSQL could not be unpacked'
fi
exit "$missing"
