#!/bin/sh
# Makes what the make targets need, and does nothing twice:
#
#     sh tools/setup/environments.sh [main] [checks] [others] [<name>] [node_modules] [browser] [servers] [apache]
#
# main          .venv from requirements/main.txt
# checks        .venv with requirements/checks.txt added
# <name>        .venv-<name> from requirements/<name>.txt; `others`: each requirements/*.in but the two above.
#               A list with the line `-c main.txt` is installed together with main
# node_modules  from package-lock.json, with the Node that checks.txt installs
# browser       a Chromium for tests; .cache/browser says where it is
# apache        Apache's mod_wsgi, added to .venv-measure where Apache can be compiled against
# servers       the distribution's redis-server and gettext, for contracts; where one is missing, how to get it
#
# uv does the work, in the version that checks.txt locks; it takes packages from where pip takes them.
# A complete environment leaves a stamp: the interpreter, the project's folder (environments cannot be
# moved) and a digest of each lock. Another interpreter or folder: made again; another lock: brought in line.
set -eu
cd "$(dirname "$0")/../.."
log=$PWD/.cache/setup.log
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 UV_HTTP_RETRIES="${UV_HTTP_RETRIES:-2}"

say() { echo "setup: $*"; }

fail() {
    echo "setup: $*." >&2
    exit 1
}

{ mkdir -p .cache && [ -w . ] && printf "" >"$log"; } 2>/dev/null ||
    fail "$PWD cannot be written to: work in a copy of the project that is yours"

chosen=""  # "<version> <path>" where PYTHON asks for an interpreter
[ -z "${PYTHON:-}" ] || chosen=$(sh tools/setup/find_python.sh) || exit 1

# Comments are left out: a new task in a "via" line is no reason to install anything.
digest() { grep -v '^ *#' "requirements/$1.txt" | cksum; }

stamp_for() {  # interpreter, locks
    printf '%s\n' "$1" "$PWD"
    for lock in $2; do echo "$lock $(digest "$lock")"; done
}

usable() {  # folder: was it made here, by the interpreter that it still runs and that PYTHON asks for?
    [ -f "$1/.made" ] || return 1
    made_with=$(head -n 1 "$1/.made")
    running=$("$1/bin/python" -IS -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || return 1
    [ "$running" = "${made_with%% *}" ] && [ "${chosen:-$made_with}" = "$made_with" ] &&
        [ "$(sed -n 2p "$1/.made")" = "$PWD" ]
}

ensure() {  # folder, locks
    locks=$2
    if usable "$1"; then
        # What was added once stays: a target that needs less takes nothing away.
        [ "$locks" != main ] || ! grep -q '^checks ' "$1/.made" || locks="main checks"
        [ "$(cat "$1/.made")" != "$(stamp_for "$made_with" "$locks")" ] || return 0
    else
        made_with=${chosen:-$(sh tools/setup/find_python.sh)} || exit 1
        fetch_uv "${made_with#* }"
        say "making $1 with Python ${made_with%% *}, ${made_with#* }"
        "$uv" venv --quiet --clear --python "${made_with#* }" "$1" >"$log" 2>&1 || explain "$1"
    fi
    fetch_uv "${made_with#* }"
    say "installing $(files "$locks" | tr '\n' ' ')into $1 (seconds; the first time as long as downloads take)"
    # shellcheck disable=SC2046  # names of files without blanks
    "$uv" pip sync --quiet --require-hashes --compile-bytecode --python "$1/bin/python" $(files "$locks") \
        >"$log" 2>&1 || explain "$1"
    # The project itself, where the tool that builds it is locked: its packages can be imported from anywhere.
    ! grep -q '^hatchling==' $(files "$locks") || "$uv" pip install --quiet --python "$1/bin/python" --offline \
        --no-deps --no-build-isolation --editable . >"$log" 2>&1 || explain "$1"
    stamp_for "$made_with" "$locks" >"$1/.made"
}

# An environment's locks: a list that is constrained by main is installed beside it.
locks_of() { ! grep -q '^-c main\.txt' "requirements/$1.in" || printf 'main '; echo "$1"; }

files() { for lock in $1; do echo "requirements/$lock.txt"; done; }

fetch_uv() {  # interpreter
    version=$(sed -n 's/^uv==\([^ ;]*\).*/\1/p' requirements/checks.txt)
    uv=$PWD/.cache/uv-$version/bin/uv
    if [ ! -x "$uv" ]; then
        say "fetching uv $version, which makes the environments (a few seconds)"
        awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements/checks.txt >.cache/uv.txt
        { "$1" -m venv ".cache/uv-$version" && ".cache/uv-$version/bin/python" -m pip --no-input install \
            --disable-pip-version-check --require-hashes -r .cache/uv.txt; } >"$log" 2>&1 || explain .cache
    fi
    # A mirror that is set for pip serves uv too.
    mirror=${PIP_INDEX_URL:-$(".cache/uv-$version/bin/python" -m pip config get global.index-url 2>/dev/null)} || mirror=""
    [ -z "$mirror" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$mirror}"
}

explain() {  # folder
    hash='Hash mismatch|DO NOT MATCH THE HASHES'
    ! grep -qE "$hash" "$log" || fail "a package does not match its hash in the lock, so $1 is not complete (the log is $log)"
    offline "so $1 is not complete"
    # uv says first what it could not do, and last why.
    reason=$(sed -nE 's/^ *(cause|Caused by): *//p' "$log" | sed -n '$p')
    [ -n "$reason" ] || reason=$(grep -m 1 -iE 'error|×' "$log" | sed 's/^.*[Ee][Rr][Rr][Oo][Rr]: *//')
    fail "$1 could not be made: $(echo "$reason" | sed 's/[. ]*$//') (the log is $log)"
}

unreachable='Max retries exceeded|NewConnectionError|NameResolutionError|Network is unreachable|[Tt]imed out'
unreachable="$unreachable|error sending request|tcp connect error|dns error|Failed to fetch|No matching distribution found for uv"
unreachable="$unreachable|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT"

offline() {  # consequence
    ! grep -qE "$unreachable" "$log" ||
        fail "no network: the package index could not be reached, $1; try again when connected (the log is $log)"
}

node_modules() {
    stamp=$(cksum <package.json; cksum <package-lock.json)
    [ "$(cat node_modules/.made 2>/dev/null)" != "$stamp" ] || return 0
    say "installing package-lock.json into node_modules (up to half a minute)"
    rm -rf node_modules
    .venv/bin/python -m tools.setup.npm ci --ignore-scripts >"$log" 2>&1 || {
        offline "so node_modules is not complete"
        fail "npm could not install package-lock.json: $(sed -n 's/^npm error *//p' "$log" | sed -n 2p) (the log is $log)"
    }
    echo "$stamp" >node_modules/.made
}

browser() {
    known=$(cat .cache/browser 2>/dev/null) || known=""
    [ -x "$known" ] && [ "${CHROME:-$known}" = "$known" ] || .venv/bin/python -m tools.setup.browser
}

servers() {
    { command -v redis-server && command -v msgfmt; } >/dev/null || .venv/bin/python -m tools.setup.servers
}

apache() {
    lock=requirements/built/apache.txt
    wanted=$(sed -n 's/^mod-wsgi==\([^ ;]*\).*/\1/p' $lock)
    [ ! -d .venv-measure/lib/python3*/site-packages/mod_wsgi-"$wanted".dist-info ] || return 0
    command -v apxs >/dev/null || return 0
    ensure .venv-measure "$(locks_of measure)"  # which says what it was made with
    fetch_uv "${made_with#* }"
    say "compiling mod_wsgi $wanted against this machine's Apache (a few seconds)"
    "$uv" pip install --quiet --require-hashes --python .venv-measure/bin/python -r $lock >"$log" 2>&1 ||
        explain .venv-measure
}

for part in "$@"; do
    case $part in
        main) ensure .venv main ;;
        checks) ensure .venv "main checks" ;;
        others)
            for file in requirements/*.in; do
                name=${file##*/} name=${name%.in}
                case $name in main | checks) ;; *) ensure ".venv-$name" "$(locks_of "$name")" ;; esac
            done
            ;;
        apache) apache ;;
        node_modules | browser | servers) ensure .venv "main checks"; "$part" ;;
        *)
            [ -f "requirements/$part.in" ] || fail "there is no requirements/$part.in"
            ensure ".venv-$part" "$(locks_of "$part")"
            ;;
    esac
done
