# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What ./run and ./check share: words on the terminal, missing packages, one build.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' dim='' green='' red='' plain=''
fi

say() { printf '%s\n' "$*"; }
headline() { printf '\n%s== %s%s\n' "$bold" "$*" "$plain"; }
fail() {
  printf '%s%s: %s%s\n' "$red" "${program:-jeton}" "$*" "$plain" >&2
  exit 1
}

build_packages=(pkg-config ninja-build libuv1-dev libssl-dev libsqlite3-dev libcurl4-openssl-dev
  libsodium-dev libjansson-dev liburcu-dev libcmocka-dev libhttp-parser-dev zlib1g-dev curl
  ca-certificates)
test_packages=(clang libclang-rt-14-dev clang-format clang-tidy strace openssl procps sqlite3 systemd
  glewlwyd python3-authlib
  python3-requests)
bench_packages=(wrk openssl procps util-linux sqlite3 glewlwyd)

have_program() { command -v "$1" >/dev/null 2>&1; }
have_package() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Prints what must be there before: the tools that Debian packages cannot be chosen for here.
require_tools() {
  local tool
  for tool in gcc make cmake git node npm; do
    have_program "$tool" || fail "$tool is missing: install it (Node from 20.19 on), then start again"
  done
  node -e 'const [a, b] = process.versions.node.split(".").map(Number);
           process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "Node $(node --version) is too old: 20.19 or newer is needed"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# install_packages NAME…: installs those that are missing, and says so.
install_packages() {
  local missing=() name
  have_program dpkg-query || fail "this is no Debian: install yourself what stands for $*"
  for name in "$@"; do have_package "$name" || missing+=("$name"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || have_program sudo ||
    fail "these packages are missing; install them as root: apt-get install ${missing[*]}"
  say "Installing with apt-get: ${missing[*]}"
  local log=build/logs/apt.log
  mkdir -p build/logs
  {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
      install --no-install-recommends "${missing[@]}"
  } >"$log" 2>&1 </dev/null || { tail -n 20 "$log" >&2; fail "apt-get failed; its words stand in $log"; }
}

# install_modules FOLDER: what its package-lock.json says, when it is not there yet.
install_modules() {
  local there=$1/node_modules/.package-lock.json
  [ ! -e "$there" ] || [ "$1/package-lock.json" -nt "$there" ] || return 0
  say "Installing the packages of $1 with npm ci"
  mkdir -p build/logs
  npm ci --prefix "$1" >"build/logs/npm-$1.log" 2>&1 </dev/null || fail "npm ci failed; see build/logs/npm-$1.log"
  touch "$there"
}

# build_preset NAME: configures once and builds; the log is shown when it fails.
build_preset() {
  local log="build/logs/build-$1.log"
  mkdir -p build/logs
  { cmake --preset "$1" && cmake --build --preset "$1"; } >"$log" 2>&1 </dev/null && return 0
  grep -aE -A12 'error|warning|FAILED' "$log" | head -n 60 >&2 || tail -n 40 "$log" >&2
  return 1
}
