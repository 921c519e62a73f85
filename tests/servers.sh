# Private PostgreSQL, Redis and krt for a run: found, started on free ports in a
# temporary folder, and stopped again. Sourced by tests/run, tests/backup/run and
# tests/bench/run. Needs `set -euo pipefail` and bash 5.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# ---- what a run needs -----------------------------------------------------------

MISSING=()          # sentences
MISSING_PACKAGES=() # Debian packages that mend them

missing() { # sentence [package...]
    MISSING+=("$1")
    shift
    MISSING_PACKAGES+=("$@")
}

# The folder with PostgreSQL 15 or newer, server and pgbench included. Debian keeps it off the PATH.
postgres_bin() {
    local folder version
    for folder in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null || true)" /usr/pgsql-*/bin /usr/local/pgsql/bin; do
        [[ -x $folder/postgres && -x $folder/initdb && -x $folder/pgbench ]] || continue
        version=$("$folder/postgres" --version | grep -oE '[0-9]+' | head -n 1)
        [[ $version -ge 15 ]] && echo "$folder"
    done | tail -n 1
}

node_major() { node --version 2>/dev/null | sed -nE 's/^v([0-9]+).*/\1/p'; }

needs_rust() {
    command -v cargo >/dev/null && command -v rustc >/dev/null ||
        missing "Rust 1.95 or newer (https://rustup.rs)"
    command -v cc >/dev/null || command -v gcc >/dev/null || command -v clang >/dev/null ||
        missing "a C compiler" gcc libc6-dev
}
needs_postgres() { [[ -n $(postgres_bin) ]] || missing "PostgreSQL 15 or newer (server, client programs and pgbench)" postgresql; }
needs_redis() { command -v redis-server >/dev/null || missing "Redis 7 or newer" redis-server; }
needs_node() {
    # Only to install: each folder of clients brings the Node that it runs on, which is newer.
    [[ $(node_major) -ge 18 ]] 2>/dev/null || missing "Node 18 or newer, for the conformance clients, single sign-on and the pages" nodejs
    command -v npm >/dev/null || missing "npm, for the conformance clients, single sign-on and the pages" npm
}
needs_python() {
    python3 -c 'import tomllib' 2>/dev/null || missing "Python 3.11 or newer, for tests/dependencies" python3
}
chromium_program() { command -v chromium || command -v chromium-browser || true; }
needs_chromium() {
    [[ -n $(chromium_program) ]] || missing "Chromium, for the pages" chromium
    # Without its letters a page is full of boxes, which are not as wide: வ, 水 and ڬ stand for them.
    has_letter 0bb5 || missing "the letters of Tamil, for the pages" fontconfig fonts-lohit-taml
    has_letter 6c34 || missing "the letters of Chinese, for the pages" fontconfig fonts-droid-fallback
    has_letter 06ac || missing "the letters of Jawi, for the pages" fontconfig fonts-dejavu-core
}
has_letter() { [[ -n $(fc-list ":charset=$1" family 2>/dev/null) ]]; } # code in Unicode
needs_curl() { command -v curl >/dev/null || missing "curl" curl; }

# What a folder's package-lock.json names, installed once.
node_install() { # folder
    cd "$ROOT/tests/$1"
    [[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --no-audit --no-fund --loglevel=error
}

node_stories() { # folder argument...
    cd "$ROOT/tests/$1"
    shift
    node_modules/.bin/node run.mjs "$@"
}

as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "This needs root and there is no sudo: run it as root." >&2
        return 1
    fi
}

apt_command() {
    local sudo="sudo "
    [[ $EUID -eq 0 ]] && sudo=""
    echo "${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${MISSING_PACKAGES[*]}"
}

# Debian starts servers it installs and makes a first database: neither is wanted here, and
# a policy file is the documented way to say so. One that is already there is left alone.
install_missing() {
    local policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.d/krt-tests.conf ours=no status=0
    if [[ ! -e $policy ]]; then
        ours=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
    fi
    as_root mkdir -p "$(dirname "$cluster")"
    echo "create_main_cluster = false" | as_root tee "$cluster" >/dev/null
    as_root apt-get update -q &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${MISSING_PACKAGES[@]}" || status=$?
    as_root rm -f "$cluster"
    [[ $ours == yes ]] && as_root rm -f "$policy"
    return "$status"
}

# Calls each `needs_*` named, and stops the program when something is missing that
# cannot be, or should not be, installed. First argument: yes to install.
require() {
    local install=$1 need
    shift
    for need in "$@"; do "needs_$need"; done
    [[ ${#MISSING[@]} -eq 0 ]] && return 0
    if [[ $install == yes && ${#MISSING_PACKAGES[@]} -gt 0 ]]; then
        install_missing
        MISSING=() MISSING_PACKAGES=()
        for need in "$@"; do "needs_$need"; done
        [[ ${#MISSING[@]} -eq 0 ]] && return 0
    fi
    {
        echo "Missing on this machine:"
        printf '  - %s\n' "${MISSING[@]}"
        if [[ ${#MISSING_PACKAGES[@]} -gt 0 ]]; then
            echo "Install it with:"
            echo "  $0 --install"
            echo "which runs, on Debian and its relatives:"
            echo "  $(apt_command)"
        fi
    } >&2
    exit 2
}

# ---- starting and stopping ------------------------------------------------------

SCRATCH=""
STARTED=() # process ids that we started, newest last

scratch_open() {
    SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/krt-run.XXXXXX")
    chmod 711 "$SCRATCH" # the PostgreSQL user passes through to its own folder
    trap 'servers_stop' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

stop_process() { # id [signal]
    local id=$1 turns=0
    kill "-${2:-TERM}" "$id" 2>/dev/null || return 0
    while kill -0 "$id" 2>/dev/null; do
        ((++turns > 150)) && { kill -KILL "$id" 2>/dev/null || true; }
        ((turns > 200)) && break
        sleep 0.1
    done
    wait "$id" 2>/dev/null || true
}

servers_stop() {
    local index
    for ((index = ${#STARTED[@]} - 1; index >= 0; index--)); do stop_process "${STARTED[index]}"; done
    STARTED=()
    if [[ -n ${PGDATA_DIR:-} && -f $PGDATA_DIR/postmaster.pid ]]; then
        as_postgres "$PGBIN/pg_ctl" stop -D "$PGDATA_DIR" -m immediate -s || true
    fi
    [[ -n $SCRATCH ]] && rm -rf "$SCRATCH"
    SCRATCH=""
}

# A port nobody listens on, below the range the kernel hands to outgoing connections.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

# PostgreSQL refuses to run as root: there it runs as a user that every Debian already has.
as_postgres() {
    if [[ $EUID -ne 0 ]]; then
        (cd / && "$@")
    else
        (cd / && runuser -u "$POSTGRES_USER_NAME" -- "$@")
    fi
}

# Sets PGPORT and PGHOST for psql and friends. Extra arguments are settings (name=value).
postgres_start() {
    local setting attempt
    PGBIN=$(postgres_bin)
    POSTGRES_USER_NAME=nobody
    id postgres >/dev/null 2>&1 && POSTGRES_USER_NAME=postgres
    mkdir "$SCRATCH/postgres"
    [[ $EUID -ne 0 ]] || chown "$POSTGRES_USER_NAME" "$SCRATCH/postgres"
    PGDATA_DIR=$SCRATCH/postgres/data
    as_postgres "$PGBIN/initdb" -D "$PGDATA_DIR" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$SCRATCH/initdb.log" 2>&1 ||
        { cat "$SCRATCH/initdb.log" >&2; return 1; }
    {
        echo "listen_addresses = '127.0.0.1'"
        echo "unix_socket_directories = ''"
        echo "timezone = 'UTC'"
        for setting in "$@"; do echo "${setting%%=*} = '${setting#*=}'"; done
    } | as_postgres tee -a "$PGDATA_DIR/postgresql.conf" >/dev/null
    for attempt in 1 2 3 4 5; do
        PGPORT=$(free_port)
        # The log is opened by the server's own user, and no descriptor of ours stays in its hands.
        if as_postgres "$PGBIN/pg_ctl" start -D "$PGDATA_DIR" -l "$SCRATCH/postgres/log" -o "-p $PGPORT" -w -s </dev/null >"$SCRATCH/pg_ctl.log" 2>&1; then
            export PGPORT PGHOST=127.0.0.1 PGUSER=postgres
            return 0
        fi
    done
    tail -n 20 "$SCRATCH/postgres/log" >&2
    return 1
}

# Sets REDIS_PORT.
redis_start() {
    local attempt id
    mkdir -p "$SCRATCH/redis"
    for attempt in 1 2 3 4 5; do
        REDIS_PORT=$(free_port)
        redis-server --port "$REDIS_PORT" --bind 127.0.0.1 --databases 10000 --save '' --appendonly no --daemonize no \
            --dir "$SCRATCH/redis" </dev/null >"$SCRATCH/redis/log" 2>&1 &
        id=$!
        # Not answered by whoever else may listen there: our own process has to be alive and say so.
        for _ in {1..100}; do
            kill -0 "$id" 2>/dev/null || break
            if grep -q "Ready to accept connections" "$SCRATCH/redis/log"; then
                STARTED+=("$id")
                return 0
            fi
            sleep 0.05
        done
        stop_process "$id"
    done
    tail -n 20 "$SCRATCH/redis/log" >&2
    return 1
}

# Builds krt with the features of the whole workspace (so that nothing is built twice)
# and sets KRT to its path. A ready program can be named in KRT_TEST_BIN: krt refuses names that
# begin with KRT_ and are no settings, other than KRT_TEST_.
krt_build() { # [cargo arguments, as --release]
    if [[ -n ${KRT_TEST_BIN:-} ]]; then
        KRT=$KRT_TEST_BIN
        return 0
    fi
    KRT=$(cd "$ROOT" && cargo build --locked --workspace --bin krt "$@" --message-format=json-render-diagnostics |
        sed -nE 's/.*"executable":"([^"]*\/krt)".*/\1/p' | tail -n 1)
    [[ -x $KRT ]] || { echo "krt was not built" >&2; return 1; }
}

# Starts krt with the environment given as name=value, waits until it is ready, and sets
# KRT_URL and KRT_PID. Its output goes to the file named first.
krt_start() { # log name=value...
    local log=$1 port turns=0
    shift
    port=$(free_port)
    KRT_URL=http://127.0.0.1:$port
    env "KRT_LISTEN=127.0.0.1:$port" "$@" "$KRT" serve </dev/null >"$log" 2>&1 &
    KRT_PID=$!
    STARTED+=("$KRT_PID")
    while ! curl -fs -o /dev/null --max-time 2 "$KRT_URL/readyz"; do
        if ! kill -0 "$KRT_PID" 2>/dev/null || ((++turns > 1200)); then
            echo "krt did not become ready; its last lines:" >&2
            tail -n 30 "$log" >&2
            krt_stop
            return 1
        fi
        sleep 0.1
    done
}

krt_stop() {
    local kept=() id
    stop_process "$KRT_PID"
    for id in "${STARTED[@]}"; do [[ $id == "$KRT_PID" ]] || kept+=("$id"); done
    STARTED=("${kept[@]}")
}
