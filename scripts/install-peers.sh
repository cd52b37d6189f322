#!/usr/bin/env bash
# Gets the programs that the interoperation tests and the bench compare with: restic 0.14 (Debian 12's own) and the
# newest restic (Debian's development suite). They are unpacked into .cache/peers/ (or $RESTERA_PEERS), with apt's state
# kept there too: nothing on the machine changes and root is not needed. Running it again does nothing;
# --refresh looks for a newer restic.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p "${RESTERA_PEERS:=.cache/peers}"
peers=$(cd "$RESTERA_PEERS" && pwd)
mirror=${RESTERA_DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() { printf 'install-peers: %s\n' "$*" >&2; exit 1; }
version_of() { "$1" version 2>/dev/null | sed -n 's/^restic \([0-9][0-9.]*\).*/\1/p'; }

# from_debian SUITE FOLDER: unpacks SUITE's restic into FOLDER, in one step, so that a broken download leaves nothing.
from_debian() {
  local suite=$1 folder=$2 apt=$peers/apt-$1 new=$2.new
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { echo "needs apt-get and dpkg-deb"; return 1; }
  [ -r "$keyring" ] || { echo "needs $keyring (package debian-archive-keyring)"; return 1; }
  rm -rf "$new" && mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/download" "$new"
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$apt/sources.list"
  local options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State=$apt/state"
    -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${options[@]}" update || return 1
  (cd "$apt/download" && rm -f ./*.deb && apt-get "${options[@]}" download restic) || return 1
  dpkg-deb -x "$apt/download/"restic_*.deb "$new" || return 1
  [ -n "$(version_of "$new/usr/bin/restic")" ] || { echo "the restic of $suite does not run here"; return 1; }
  rm -rf "$folder" "$apt" && mv "$new" "$folder"
}

# from_go FOLDER: the fallback where Debian cannot be reached.
from_go() {
  command -v go >/dev/null || { echo "no Go either"; return 1; }
  GOBIN=$1/usr/bin go install github.com/restic/restic/cmd/restic@latest
}

# ensure FOLDER WHAT COMMAND…: runs the command when FOLDER has no working restic.
ensure() {
  local folder=$peers/$1 what=$2 log=$peers/$1.log
  shift 2
  [ "${refresh:-}" = --refresh ] || [ -z "$(version_of "$folder/usr/bin/restic")" ] || return 0
  for way in "$@"; do
    if $way "$folder" >"$log" 2>&1; then
      rm -f "$log"
      return 0
    fi
    sed 's/^/  /' "$log" >&2
  done
  fail "could not get $what; see $log, or install it and name it in RESTERA_TEST_RESTIC_014 or RESTERA_TEST_RESTIC_LATEST"
}

case ${1:-} in "" | --refresh) refresh=${1:-} ;; *) fail "usage: install-peers.sh [--refresh]" ;; esac
case $(version_of restic) in 0.14.*) ;; *) ensure restic-0.14 "restic 0.14" "from_debian bookworm" ;; esac
ensure restic-latest "the newest restic" "from_debian sid" from_go
printf 'restic %s\n' "$(version_of "$peers/restic-0.14/usr/bin/restic" || version_of restic)" \
  "$(version_of "$peers/restic-latest/usr/bin/restic")"
