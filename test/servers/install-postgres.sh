#!/usr/bin/env bash
# Gets PostgreSQL for the tests of the database, unless it is there: Debian's packages, unpacked into FOLDER/postgresql
# (.cache/servers by default). Root is not needed, and nothing on the machine changes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-${RESTERA_TEST_SERVERS:-.cache/servers}}
shopt -s nullglob
for bin in /usr/lib/postgresql/*/bin/postgres "$folder"/postgresql/usr/lib/postgresql/*/bin/postgres; do
  if [ -x "$bin" ]; then exit 0; fi
done
if command -v postgres >/dev/null; then exit 0; fi
if ! command -v apt-get >/dev/null; then
  echo 'install-postgres: not a Debian system; install PostgreSQL 15 or newer' >&2
  exit 0
fi
mkdir -p "$folder" && folder=$(cd "$folder" && pwd)
rm -rf "$folder/postgresql.new" && mkdir -p "$folder/postgresql.new/packages" "$folder/postgresql.new/root"
cd "$folder/postgresql.new/packages"
apt-get install --simulate --no-install-recommends postgresql \
  | awk '$1 == "Inst" { print $2 }' | xargs -r apt-get download
for package in ./*.deb; do dpkg-deb -x "$package" ../root; done
rm -rf "$folder/postgresql" && mv ../root "$folder/postgresql"
rm -rf "$folder/postgresql.new"
