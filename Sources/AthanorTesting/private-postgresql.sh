#!/bin/sh
# A private, throw-away PostgreSQL: a new cluster in a temporary directory, reached by a Unix socket (no password) and on
# 127.0.0.1 (with a password). Nothing of it survives.
#
#     private-postgresql hold             starts one, prints its URL, and removes it when standard input ends
#     private-postgresql start            starts one and prints its directory and its URL, a line each
#     private-postgresql stop DIRECTORY   stops and removes it
#     private-postgresql binaries         prints the folder that the server is started from
#
# ATHANOR_TEST_POSTGRES names the folder with initdb and postgres; without it, it is that of the newest PostgreSQL that is
# found.
# ATHANOR_PRIVATE_POSTGRESQL_IN names the folder that the directory is made in, by default /tmp; its path must be short.
# As root it runs the server as another user (ATHANOR_TEST_USER, by default postgres, else nobody): PostgreSQL refuses root.
set -eu

fail() {
    echo "private-postgresql: $*" >&2
    exit 1
}

# The folder that was asked for, else the newest of the PostgreSQL installations that can be found.
find_binaries() {
    case "${ATHANOR_TEST_POSTGRES-}" in
    '') find_newest_binaries ;;
    *:*) fail "ATHANOR_TEST_POSTGRES names several folders; \`make test\` runs the tests on one after the other" ;;
    *)
        [ -x "$ATHANOR_TEST_POSTGRES/initdb" ] && [ -x "$ATHANOR_TEST_POSTGRES/postgres" ] ||
            fail "there is no PostgreSQL server in $ATHANOR_TEST_POSTGRES, which ATHANOR_TEST_POSTGRES names"
        (cd "$ATHANOR_TEST_POSTGRES" && pwd)
        ;;
    esac
}

find_newest_binaries() {
    { pg_config --bindir 2>/dev/null || true
      for directory in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin \
          /usr/local/opt/postgresql*/bin /usr/local/pgsql/bin; do
          echo "$directory"
      done
      echo "$PATH" | tr : '\n'
    } | while read -r directory; do
        if [ -x "$directory/initdb" ] && [ -x "$directory/postgres" ]; then
            echo "$("$directory/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/') $directory"
        fi
    done | sort -rn | head -n 1 | cut -d ' ' -f 2-
}

# Runs a command as the user that owns the cluster.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups -- "$@"
    else
        "$@"
    fi
}

stop_cluster() {
    if [ -f "$1/data/postmaster.pid" ]; then
        pid=$(head -n 1 "$1/data/postmaster.pid")
        kill -QUIT "$pid" 2>/dev/null || true
        tries=0
        while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 100 ]; do
            sleep 0.05
            tries=$((tries + 1))
        done
    fi
    rm -rf "$1"
}

require_binaries() {
    binaries=$(find_binaries)
    [ -n "$binaries" ] || fail "no PostgreSQL server found; install one (Debian: apt-get install postgresql)"
}

start_cluster() {
    require_binaries
    owner=
    if [ "$(id -u)" = 0 ]; then
        owner=${ATHANOR_TEST_USER:-postgres}
        id "$owner" >/dev/null 2>&1 || owner=nobody
    fi
    # Not in TMPDIR: the path of a Unix socket must stay short.
    directory=$(mktemp -d "${ATHANOR_PRIVATE_POSTGRESQL_IN:-/tmp}/athanor-pg.XXXXXX")
    [ -z "$owner" ] || chown "$owner" "$directory"
    cd "$directory"
    as_owner test -x "$binaries/postgres" || {
        rm -rf "$directory"
        fail "the user $owner, who is to run the server, cannot read $binaries"
    }
    echo athanor-test-password >password
    # On a busy machine a server may take longer than pg_ctl waits by itself.
    export PGCTLTIMEOUT=600
    as_owner "$binaries/initdb" --pgdata=data --username=postgres --auth-local=trust --auth-host=scram-sha-256 \
        --encoding=UTF8 --locale=C --no-sync --pwfile=password >initdb.log 2>&1 </dev/null || {
        cat initdb.log >&2
        rm -rf "$directory"
        fail "initdb failed"
    }
    tries=0
    while :; do
        # Another process may use the port: then the server does not start, and the next port is tried.
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 20000))
        cat >data/postgresql.auto.conf <<-SETTINGS
			listen_addresses = '127.0.0.1'
			port = $port
			unix_socket_directories = '$directory'
			fsync = off
			synchronous_commit = off
			full_page_writes = off
			max_connections = 1000
			max_prepared_transactions = 20
			timezone = 'UTC'
		SETTINGS
        if as_owner "$binaries/pg_ctl" --pgdata=data --log=data/server.log --wait start >pg_ctl.log 2>&1 </dev/null; then
            break
        fi
        tries=$((tries + 1))
        if [ "$tries" -ge 5 ]; then
            cat data/server.log >&2
            stop_cluster "$directory"
            fail "the server does not start"
        fi
    done
    # The server needs neither this working directory nor us; files left open here would block the caller.
    cd /
}

case "${1-}" in
hold)
    # Whatever ends the caller must not end this before it has cleaned up.
    trap '' INT TERM HUP
    start_cluster
    # Tests make hundreds of connections at once, which wait for each other where the machine has other work too.
    echo "postgresql://postgres@/postgres?host=$directory&connect_timeout=120&port=$port"
    exec >&- 2>&-
    while read -r _; do :; done
    stop_cluster "$directory"
    ;;
start)
    start_cluster
    echo "$directory"
    echo "postgresql://postgres@/postgres?host=$directory&port=$port"
    ;;
stop)
    case "${2-}" in
    */athanor-pg.*) stop_cluster "$2" ;;
    *) fail "usage: private-postgresql stop DIRECTORY" ;;
    esac
    ;;
binaries)
    require_binaries
    echo "$binaries"
    ;;
*)
    fail "usage: private-postgresql hold | start | stop DIRECTORY | binaries"
    ;;
esac
