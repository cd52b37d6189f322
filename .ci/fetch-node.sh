# fetch_node MAJOR FOLDER: installs that Node from npm into FOLDER and prints the path of its binary. Takes the package
# of the platform itself, which has no install script, so that every npm does it.
fetch_node() {
  local package
  package=node-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
  npm install --silent --no-save --prefix "$2" "$package@$1" >&2
  echo "$2/node_modules/$package/bin/node"
}
