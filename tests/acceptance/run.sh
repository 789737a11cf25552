#!/usr/bin/env bash
# usage: tests/acceptance/run.sh gate|campaign [T1 T2 T3 T4a T4b T4c T18 U1 ..]; README.md beside says more. run.sh install: only installs what they need. run.sh screens: pictures of all pages into docs/screens.
# Environment: SEED, STORE=sqlite|pg (where silent: both, at the gate beside each other), SURETY_PROGRAM (where silent: what `dotnet build -c Release` made), CI=true (what cannot be tried is a failure).
# One JSON line for each test and each canary on standard output, progress beside it; leaves with 1 where a test fails or a canary is not found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case ${1:-} in gate | campaign | install | screens) ;; *) sed -n '2,4s/^# //p' run.sh >&2; exit 64 ;; esac

install_missing() {
    local packages=()
    command -v node >/dev/null || packages+=(nodejs)
    command -v npm >/dev/null || packages+=(npm)
    [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || packages+=(chromium fonts-dejavu-core)
    command -v strace >/dev/null || packages+=(strace)
    command -v sqlite3 >/dev/null || packages+=(sqlite3)
    command -v perl >/dev/null || packages+=(perl)
    { command -v mkfs.ext4 || ls /sbin/mkfs.ext4; } >/dev/null 2>&1 || packages+=(e2fsprogs)
    { command -v losetup && command -v setpriv; } >/dev/null 2>&1 || packages+=(util-linux mount)
    { ls -d /usr/lib/postgresql/*/bin/initdb || command -v initdb; } >/dev/null 2>&1 || packages+=(postgresql)
    [ "$1" != campaign ] || command -v soffice >/dev/null || packages+=(libreoffice-calc)
    if [ ${#packages[@]} -gt 0 ]; then install_packages; fi
    # What drives the browser, in the versions of the lock file.
    [ -d node_modules/playwright-core ] && [ -d node_modules/axe-core ] && [ ! package-lock.json -nt node_modules ] && return
    { npm ci --ignore-scripts --no-audit --no-fund && touch node_modules; } >/dev/null 2>&1 || echo "The packages of package-lock.json could not be restored; the tests of pages need them." >&2
}

install_packages() {
    { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; } || { echo "Missing, and to be installed by root: ${packages[*]}" >&2; return 0; }
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}"; } >/dev/null 2>&1 || echo "Could not be installed: ${packages[*]}" >&2
}

install_missing "$1"
[ "$1" != install ] || exit 0
command -v node >/dev/null || { echo "Node 18 or newer is missing." >&2; exit 1; }
if [ -z "${SURETY_PROGRAM:-}" ] && [ ! -x ../../artifacts/bin/Surety.Cli/release/Surety.Cli ]; then dotnet build -c Release ../../src/Surety.Cli >&2; fi

if [ "$1" = screens ]; then exec node harness/pages/pictures.mjs; fi

# At the gate the two stores, and of each what a server does and what commands do, are tried beside each other, since most tests wait for something; then comes what needs the machine for itself.
# Each part is a run of its own, and leaves with 3 where it has none of the tests that were named.
if [ "$1" = gate ] && [ -z "${STORE:-}" ]; then
    export SEED=${SEED:-$(($(date +%s) % 1000000000))}
    trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
    codes=()
    for store in sqlite pg; do for part in commands served; do STORE=$store PART=$part ./run.sh "$@" & done; done
    for part in $(jobs -p); do wait "$part" && codes+=(0) || codes+=($?); done
    STORE=sqlite PART=pages ./run.sh "$@" && codes+=(0) || codes+=($?)
    for store in sqlite pg; do STORE=$store PART=alone ./run.sh "$@" && codes+=(0) || codes+=($?); done
    [[ " ${codes[*]} " == *" 0 "* && " ${codes[*]} " != *[!03\ ]* ]]
    exit
fi

ACCEPTANCE_WORK=$(mktemp -d "${TMPDIR:-/tmp}/surety-acceptance-XXXXXX")
export ACCEPTANCE_WORK

# Nothing is left running or mounted, even where the run was interrupted.
clean_up() {
    local memory folder
    memory=/dev/shm/${ACCEPTANCE_WORK##*/}
    for folder in "$ACCEPTANCE_WORK"/pg "$ACCEPTANCE_WORK"/*/disk/pg "$memory/pg"; do
        [ ! -f "$folder/data/postmaster.pid" ] || ./postgres.sh stop "$folder" || true
    done
    grep -o " $ACCEPTANCE_WORK/[^ ]*" /proc/mounts | while read -r folder; do umount -l "$folder"; done || true
    rm -rf "$memory"
}
trap clean_up EXIT

node harness/main.mjs "$@"
