#!/usr/bin/env bash
# usage: postgres.sh start|stop FOLDER [SETTING=VALUE..]
# A PostgreSQL server of its own in FOLDER, on a socket there and on no network. `start` makes it where it is not there yet, and prints the address for `surety --store`.
# As root it runs as the user postgres, who has to be able to enter FOLDER. Settings are those of postgresql.conf: synchronous_commit=off. Environment: WAL_SEGMENT, size of a WAL segment in MB.
set -euo pipefail

action=${1:?start or stop} folder=$(realpath -m "${2:?a folder}")
shift 2
data=$folder/data socket=$folder/socket

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -V | tail -1 || true)
[ -n "$programs" ] || programs=$(dirname "$(command -v initdb 2>/dev/null)" 2>/dev/null || true)
[ -x "$programs/initdb" ] || { echo "postgres.sh: PostgreSQL is missing (apt-get install postgresql)." >&2; exit 69; }

as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/tmp PATH="$PATH" "$@"; else "$@"; fi
}

# The number of the server, as long as it runs; of one that has ended and that nobody has buried, no program is left.
pid() {
    local number
    number=$(head -1 "$data/postmaster.pid" 2>/dev/null) || return 1
    [[ $(readlink "/proc/$number/exe" 2>/dev/null) == */postgres ]] && echo "$number"
}

start() {
    [ ${#socket} -lt 90 ] || { echo "postgres.sh: $socket is too long a name for a socket; choose a shorter folder." >&2; exit 64; }
    mkdir -p "$data" "$socket"
    [ "$(id -u)" -ne 0 ] || chown postgres "$data" "$socket"
    local isNew=false
    if [ ! -f "$data/PG_VERSION" ]; then
        isNew=true
        # A name that the server's user has, whoever starts it.
        as_postgres "$programs/initdb" -D "$data" -k -U postgres -A trust -E UTF8 --locale=C --wal-segsize="${WAL_SEGMENT:-16}" --no-instructions >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
        printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$socket'" 'max_connections = 300' 'dynamic_shared_memory_type = mmap' 'shared_buffers = 32MB' "min_wal_size = $((2 * ${WAL_SEGMENT:-16}))MB" "max_wal_size = $((8 * ${WAL_SEGMENT:-16}))MB" "include_if_exists = 'test.conf'" >>"$data/postgresql.conf"
    fi
    if [ $# -gt 0 ]; then printf '%s\n' "$@" >"$data/test.conf"; else rm -f "$data/test.conf"; fi
    sync "$data/postgresql.conf" "$data"
    [ ! -f "$data/test.conf" ] || sync "$data/test.conf"
    if ! pid >/dev/null; then
        # What a killed server left behind.
        rm -f "$data/postmaster.pid" "$socket"/.s.*
        as_postgres "$programs/pg_ctl" -D "$data" -w -t 60 -l "$data/log" start >"$folder/start.log" 2>&1 </dev/null || { cat "$folder/start.log" >&2; tail -20 "$data/log" >&2; exit 1; }
    fi
    if $isNew; then
        local user
        user=$(id -un)
        [ "$user" = postgres ] || psql -XAtq -h "$socket" -U postgres -d postgres -c "create role \"$user\" login createdb createrole"
        psql -XAtq -h "$socket" -U postgres -d postgres -c "create database surety owner \"$user\""
    fi
    echo "postgres:///surety?host=$socket"
}

stop() {
    pid >/dev/null || return 0
    as_postgres "$programs/pg_ctl" -D "$data" -w -t 60 -m fast stop >/dev/null
}

case $action in
    start) start "$@" ;;
    stop) stop ;;
    *) echo "postgres.sh: start or stop" >&2; exit 64 ;;
esac
