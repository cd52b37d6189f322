#!/usr/bin/env bash
# Gets the programs that the interoperation tests and the bench compare with: restic 0.14 (Debian 12's own), the
# newest restic (Debian's development suite), age and H2 (Debian 12's), with Java for H2 where there is none. They are
# unpacked into .cache/peers/ (or $RESTERA_PEERS), with apt's state kept there too: nothing on the machine changes and
# root is not needed. Running it again does nothing; --refresh looks for a newer restic.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p "${RESTERA_PEERS:=.cache/peers}"
peers=$(cd "$RESTERA_PEERS" && pwd)
mirror=${RESTERA_DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() { printf 'install-peers: %s\n' "$*" >&2; exit 1; }
# version_of PROGRAM: of restic, age, Java or H2's jar.
version_of() {
  case ${1##*/} in
    java) "$1" -version 2>&1 | sed -n 's/^[a-z]* version "\([0-9][0-9.]*\).*/\1/p' ;;
    h2.jar) readlink -f "$1" | sed -n 's|.*/h2-\([0-9][0-9.]*\)\.jar$|\1|p' ;;
    age) "$1" --version 2>/dev/null | sed -n 's/^v*\([0-9][0-9.]*\).*/\1/p' ;;
    *) "$1" version 2>/dev/null | sed -n 's/^restic \([0-9][0-9.]*\).*/\1/p' ;;
  esac
}

# program_in PACKAGE: where the package has what we want of it.
program_in() {
  case $1 in
    libh2-java) echo usr/share/java/h2.jar ;;
    openjdk-*) echo usr/bin/java ;;
    *) echo "usr/bin/$1" ;;
  esac
}

# from_debian PACKAGE SUITE FOLDER: unpacks SUITE's package into FOLDER, in one step, so that a broken download leaves nothing.
from_debian() {
  local package=$1 suite=$2 folder=$3 apt=$peers/apt-$1-$2 new=$3.new
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { echo "needs apt-get and dpkg-deb"; return 1; }
  [ -r "$keyring" ] || { echo "needs $keyring (package debian-archive-keyring)"; return 1; }
  rm -rf "$new" && mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/download" "$new"
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$apt/sources.list"
  local options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State=$apt/state"
    -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${options[@]}" update || return 1
  (cd "$apt/download" && rm -f ./*.deb && apt-get "${options[@]}" download "$package") || return 1
  dpkg-deb -x "$apt/download/$package"_*.deb "$new" || return 1
  case $package in openjdk-*) settle_java "$new" ;; esac
  [ -n "$(version_of "$new/$(program_in "$package")")" ] || { echo "the $package of $suite does not run here"; return 1; }
  rm -rf "$folder" "$apt" && mv "$new" "$folder"
}

# settle_java FOLDER: its settings are links into /etc, and its program is one of the machine's alternatives.
settle_java() {
  local link
  find "$1/usr/lib/jvm" -type l -lname '/etc/java-*' | while read -r link; do
    ln -sfnr "$1$(readlink "$link")" "$link"
  done
  mkdir -p "$1/usr/bin"
  printf '%s\n' '#!/bin/sh' 'for java in "$(dirname "$0")"/../lib/jvm/java-*/bin/java; do exec "$java" "$@"; done' >"$1/usr/bin/java"
  chmod +x "$1/usr/bin/java"
}

# from_go MODULE FOLDER: the fallback where Debian cannot be reached.
from_go() {
  command -v go >/dev/null || { echo "no Go either"; return 1; }
  GOBIN=$2/usr/bin go install "$1@latest"
}

# ensure PROGRAM FOLDER WHAT COMMAND…: runs the command when FOLDER has no working program.
ensure() {
  local program=$1 folder=$peers/$2 what=$3 log=$peers/$2.log
  shift 3
  [ "${refresh:-}" = --refresh ] || [ -z "$(version_of "$folder/$program")" ] || return 0
  for way in "$@"; do
    if $way "$folder" >"$log" 2>&1; then
      rm -f "$log"
      return 0
    fi
    sed 's/^/  /' "$log" >&2
  done
  fail "could not get $what; see $log, or install it and name it in RESTERA_TEST_RESTIC_014, RESTERA_TEST_RESTIC_LATEST, RESTERA_TEST_AGE or RESTERA_TEST_H2"
}

case ${1:-} in "" | --refresh) refresh=${1:-} ;; *) fail "usage: install-peers.sh [--refresh]" ;; esac
case $(version_of restic) in 0.14.*) ;; *) ensure usr/bin/restic restic-0.14 "restic 0.14" "from_debian restic bookworm" ;; esac
ensure usr/bin/restic restic-latest "the newest restic" "from_debian restic sid" "from_go github.com/restic/restic/cmd/restic"
[ -n "$(version_of age)" ] || ensure usr/bin/age age "age" "from_debian age bookworm" "from_go filippo.io/age/cmd/..."
[ -n "$(version_of java)" ] || ensure usr/bin/java java "Java" "from_debian openjdk-17-jre-headless bookworm"
ensure usr/share/java/h2.jar h2 "H2" "from_debian libh2-java bookworm"
printf 'restic %s\n' "$(version_of "$peers/restic-0.14/usr/bin/restic" || version_of restic)" \
  "$(version_of "$peers/restic-latest/usr/bin/restic")"
printf 'age %s\n' "$(version_of age || version_of "$peers/age/usr/bin/age")"
printf 'java %s\nh2 %s\n' "$(version_of java || version_of "$peers/java/usr/bin/java")" \
  "$(version_of "$peers/h2/usr/share/java/h2.jar")"
