internal import Athanor

/// Statements that need strong locks on relations that sessions are reading. They run in one round trip: first they
/// take the locks, within one deadline for all of them, then they make the change.
///
/// While an attempt waits for a lock, new readers queue behind it. So it waits briefly. When the deadline expires, the
/// attempt releases all its locks, and another one follows after a pause.
///
/// Before that, an attempt waits for commands that work on the views without blocking readers, such as VACUUM and
/// REINDEX CONCURRENTLY. It does so with a lock that readers do not queue behind (SHARE UPDATE EXCLUSIVE), and that
/// wait may be long. Autovacuum cancels itself for a session that waits as long as `deadlock_timeout`, not for a
/// shorter wait.
struct LockedChange: Sendable {
    /// Statements that take locks, parsed under a search path without schemas of users.
    var locking: [String]
    /// The views that must be unchanged, by OID, with their versions (``CapturedView/version``).
    var expected: [Int64: String]
    /// Statements that take the weaker locks and are rolled back at once.
    var makingWay: [String]
    /// The change: statements that need no further locks, parsed under a search path without schemas of users. That
    /// path names `pg_temp` last; with an empty path, temporary objects would be found first.
    var changing: [String]

    /// Athanor's own error code: another session has refreshed or altered views.
    static let changedMeanwhile = "AT001"

    private let dialect = PostgreSQLDialect()

    /// Athanor's own error code, which rolls back a block to release its locks.
    static let wayIsMade = "AT003"

    init(
        makingWay: [String], locking: [String], expected: [Int64: String], changing: [String]
    ) {
        self.makingWay = makingWay
        self.locking = locking
        self.expected = expected
        self.changing = changing
    }

    /// Returns one attempt.
    /// - Parameters:
    ///   - deadline: the time limit for all its locks together.
    ///   - limit: the time limit for each of the weaker locks before that.
    func attempt(deadline: Duration, makingWayWithin limit: Duration) -> SQLStatement {
        block(way(within: limit) + work(deadline: deadline))
    }

    /// Returns a statement that waits for sessions that work on the views, and keeps no locks.
    /// - Parameters:
    ///   - makingWay: the statements that take the weaker locks.
    ///   - limit: the time limit for each lock; `nil` for the session's lock timeout.
    static func way(_ makingWay: [String], within limit: Duration?) -> SQLStatement {
        let change = LockedChange(makingWay: makingWay, locking: [], expected: [:], changing: [])
        return change.block(change.way(within: limit))
    }

    /// Returns all attempts, for a script: the server itself waits and tries again. Rows may have been refreshed
    /// between writing and running the script, so it does not compare versions; ``ScriptedFamily`` checks everything
    /// else.
    func script(_ patience: SwapPatience) -> SQLStatement {
        var change = self
        change.expected = [:]
        return change.attempts(patience)
    }

    private func attempts(_ patience: SwapPatience) -> SQLStatement {
        block(
            """
                FOR attempt IN 1 .. 1000000 LOOP
                    BEGIN
            \(way(within: patience.longest))
            \(work(deadline: patience.longestAttempt))
                        EXIT;
                    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                        IF pg_catalog.clock_timestamp() > began + interval '\(milliseconds(patience.longest)) milliseconds'
                        THEN
                            RAISE;
                        END IF;
                        PERFORM pg_catalog.pg_sleep(0.05 + pg_catalog.random() * least(attempt, 20) * 0.05);
                    END;
                END LOOP;
            """)
    }

    private func block(_ body: String) -> SQLStatement {
        SQLStatement(
            own: SQLStatement.block(
                body,
                declaring: """
                        began timestamptz := pg_catalog.clock_timestamp();
                        deadline timestamptz;
                        statement text;
                    """
            ).text)
    }

    /// Returns a block that takes the weaker locks. An error that it raises and catches rolls it back, which releases
    /// the locks.
    private func way(within limit: Duration?) -> String {
        guard !makingWay.isEmpty else { return "" }
        let limiting = limit.map {
            "PERFORM pg_catalog.set_config('lock_timeout', '\(milliseconds($0))', true);"
        }
        return """
            BEGIN
                \(limiting ?? "")
                PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
                FOREACH statement IN ARRAY \(array(makingWay)) LOOP
                    EXECUTE statement;
                END LOOP;
                RAISE EXCEPTION 'the locks were taken' USING ERRCODE = '\(Self.wayIsMade)';
            EXCEPTION WHEN SQLSTATE '\(Self.wayIsMade)' THEN
                NULL;
            END;

            """
    }

    private func work(deadline: Duration) -> String {
        let versions = expected.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "; ")
        return """
            PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
            deadline := pg_catalog.clock_timestamp() + interval '\(milliseconds(deadline)) milliseconds';
            FOREACH statement IN ARRAY \(array(locking)) LOOP
                PERFORM pg_catalog.set_config(
                    'lock_timeout',
                    greatest(1, ceil(extract(epoch FROM deadline - pg_catalog.clock_timestamp()) * 1000))::bigint::text, true);
                EXECUTE statement;
            END LOOP;
            IF (SELECT coalesce(string_agg(c.oid::text || ' ' || \(CapturedView.version), '; ' ORDER BY c.oid), '')
                FROM pg_class AS c
                WHERE c.oid = ANY ('\(CapturedView.array(expected.keys.sorted()))'::oid[]))
               IS DISTINCT FROM '\(versions)'
            THEN
                RAISE EXCEPTION 'another session has refreshed or altered the views'
                    USING ERRCODE = '\(Self.changedMeanwhile)';
            END IF;
            FOREACH statement IN ARRAY \(array(changing)) LOOP
                EXECUTE statement;
            END LOOP;
            """
    }

    private func array(_ texts: [String]) -> String {
        guard !texts.isEmpty else { return "'{}'::text[]" }
        return "ARRAY[\n        \(texts.map(dialect.quoteText).joined(separator: ",\n        "))]"
    }

    private func milliseconds(_ duration: Duration) -> Int64 { max(1, duration.milliseconds) }
}
