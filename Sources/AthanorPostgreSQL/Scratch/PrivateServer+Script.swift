extension PrivateServer {
    /// Starts a server, prints the folder of its programs and its URL, and stops it when the input ends.
    ///
    /// As root it runs the server as `postgres` or `nobody`, because PostgreSQL refuses root. The folder is in `/tmp`,
    /// since the path of a socket must be short. Nothing is written durably, because nothing is kept.
    static let script = #"""
        set -eu
        trap '' INT TERM HUP

        binaries=$({ pg_config --bindir 2>/dev/null || true
          for directory in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin \
              /usr/local/opt/postgresql*/bin /usr/local/pgsql/bin; do
              echo "$directory"
          done
          echo "$PATH" | tr : '\n'
        } | while read -r directory; do
            if [ -x "$directory/initdb" ] && [ -x "$directory/postgres" ]; then
                echo "$("$directory/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/') $directory"
            fi
        done | sort -rn | head -n 1 | cut -d ' ' -f 2-)
        [ -n "$binaries" ] || exit 1

        owner=
        if [ "$(id -u)" = 0 ]; then
            owner=postgres
            id "$owner" >/dev/null 2>&1 || owner=nobody
        fi
        as_owner() {
            if [ -n "$owner" ]; then
                setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups -- "$@"
            else
                "$@"
            fi
        }

        umask 077
        directory=$(mktemp -d /tmp/athanor-scratch.XXXXXX)
        remove() { cd /; rm -rf "$directory"; }
        [ -z "$owner" ] || chown "$owner" "$directory"
        cd "$directory"
        export PGCTLTIMEOUT=600
        as_owner "$binaries/initdb" --pgdata=data --username=athanor --auth=trust --encoding=UTF8 --locale=C --no-sync \
            >initdb.log 2>&1 </dev/null || { cat initdb.log >&2; remove; exit 1; }
        cat >>data/postgresql.conf <<SETTINGS
        listen_addresses = ''
        port = 5432
        unix_socket_directories = '$directory'
        unix_socket_permissions = 0700
        fsync = off
        synchronous_commit = off
        full_page_writes = off
        autovacuum = off
        max_locks_per_transaction = 1024
        lc_messages = 'C'
        SETTINGS
        as_owner "$binaries/pg_ctl" --pgdata=data --log=data/server.log --wait start >pg_ctl.log 2>&1 </dev/null || {
            cat data/server.log >&2
            remove
            exit 1
        }
        cd /
        echo "$binaries"
        echo "postgresql://athanor@/postgres?host=$directory&port=5432"
        exec >&- 2>&-
        while read -r _; do :; done

        pid=$(head -n 1 "$directory/data/postmaster.pid" 2>/dev/null || true)
        if [ -n "$pid" ]; then
            kill -QUIT "$pid" 2>/dev/null || true
            tries=0
            while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 200 ]; do
                sleep 0.05
                tries=$((tries + 1))
            done
        fi
        remove
        """#
}
