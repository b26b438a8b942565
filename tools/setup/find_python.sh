#!/bin/sh
# Prints "<version> <path>" of the newest suitable Python that really runs, or one sentence saying why there is none.
# PYTHON=<path> is taken as it is; PYTHON=<name>, like python3.12, narrows the search to that name.
set -u

probe='
import sys

def verdict():
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        return "version"
    if sys.implementation.name != "cpython" or "t" in sys.abiflags:
        return "build"
    for module in ("venv", "ensurepip", "ssl"):
        try:
            __import__(module)
        except ImportError:
            return module
    return "ok"

path = getattr(sys, "_base_executable", None) or sys.executable  # inside a venv: the Python below it
print("%s %d.%d.%d %s" % ((verdict(),) + tuple(sys.version_info[:3]) + (path,)))
'

seen=""      # paths already tried: PATH often names a folder twice
rejected=""  # what was passed over, for the message
advice="install Python 3.11 to 3.14, or name one with PYTHON=/path/to/python"

fail() {
    echo "setup: $*." >&2
    exit 1
}

# Ends the script when $1 is suitable; otherwise notes why it is not.
try() {
    [ -f "$1" ] && [ -x "$1" ] || return 0
    case "$seen" in *"|$1|"*) return 0 ;; esac
    seen="$seen|$1|"
    answer=$("$1" -c "$probe" 2>/dev/null </dev/null) || answer=""
    verdict=${answer%% *}
    answer=${answer#* }
    version=${answer%% *}
    case $verdict in
        ok) echo "$answer"; exit 0 ;;
        "") reason="$1, which does not run" ;;
        version) reason="$version ($1)" ;;
        build) reason="$version ($1), a build for which packages are not published" ;;
        ssl) reason="$version ($1), which lacks its ssl module" ;;
        *) reason="$version ($1), which lacks its $verdict module (on Debian and Ubuntu: python${version%.*}-venv)" ;;
    esac
    rejected="${rejected:+$rejected; }$reason"
}

on_path=$(echo "$PATH" | tr ':' '\n')

# Version managers keep interpreters that their shims on PATH refuse to run until one is selected.
managed=$(
    echo "$on_path" | sed -n 's:/shims/*$::p' | while read -r root; do
        printf '%s\n' "$root"/versions/*/bin "$root"/installs/python/*/bin
    done
    printf '%s\n' "${PYENV_ROOT:-/nonexistent}"/versions/*/bin "${HOME:-}"/.pyenv/versions/*/bin \
        "${HOME:-}"/.local/share/uv/python/*/bin
)

IFS='
'
set -f  # folders from here on are names, not patterns
case ${PYTHON:-} in
    */*) try "$PYTHON"; fail "PYTHON=$PYTHON is not suitable: $advice; found ${rejected:-no program there}" ;;
    ?*) newest_first=$PYTHON anything_else="" ;;
    *)
        newest_first=$(printf 'python3.%s\n' 14 13 12 11)
        anything_else=$(printf '%s\n' python3 python)
        ;;
esac

for name in $newest_first; do
    for folder in $on_path $managed; do
        try "$folder/$name"
    done
done
for name in $anything_else; do
    for folder in $on_path; do
        try "$folder/$name"
    done
done

[ -n "$rejected" ] || fail "no ${PYTHON:-Python} found: $advice"
fail "no suitable ${PYTHON:-Python} found: $advice; passed over: $rejected"
