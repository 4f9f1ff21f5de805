internal import Athanor

/// Makes a change that needs strong locks, in several attempts. Readers continue in the pauses between them.
struct PatientChange: Sendable {
    /// Updates the new views after another session has refreshed or altered the old ones, given the versions of the old
    /// views until now. Returns their current versions, or throws.
    typealias Renewing =
        @Sendable (_ since: [Int64: String], any Connection, StepReporter) async throws -> [Int64: String]

    let change: LockedChange
    let patience: SwapPatience
    /// The OIDs of the relations to lock, for naming the sessions that block.
    let relations: [Int64]
    /// The objects that depended on the relations when everything was read.
    let dependents: FamilyDependents
    /// The beginning of error messages: `materialized view a.m cannot be replaced`.
    let action: String
    /// The kind of revision that runs it.
    let kind: RevisionKind
    let renewing: Renewing

    /// The change in a script: the server makes the attempts.
    var script: SQLStatement { change.script(patience) }

    /// Makes the change, in the open transaction.
    /// - Throws: ``OperationError`` when the time limit of ``patience`` ends, naming the sessions that block, and when
    ///   an open cursor or an unexpected dependent prevents the change; ``DatabaseFailure``; what ``renewing`` throws.
    func make(on connection: any Connection, reporter: StepReporter) async throws {
        let began = ContinuousClock.now
        var change = change
        var attempt = 1
        try await connection.query("SAVEPOINT athanor_swap")
        while true {
            do {
                // Waiting for such a session would end in a deadlock, and the server might cancel the other session.
                try await giveWayInCircle(on: connection)
                let left = max(.zero, patience.longest - (ContinuousClock.now - began))
                try await connection.query(
                    sql: change.attempt(deadline: patience.longestAttempt, makingWayWithin: left))
                try await connection.query("RELEASE SAVEPOINT athanor_swap")
                return
            } catch let error as DatabaseFailure where error.code == LockedChange.changedMeanwhile {
                // The updates are outside the savepoint, so they are kept when the next attempt is rolled back.
                try await connection.run(texts: [
                    "ROLLBACK TO SAVEPOINT athanor_swap", "RELEASE SAVEPOINT athanor_swap",
                ])
                change.expected = try await renewing(change.expected, connection, reporter)
                try await connection.query("SAVEPOINT athanor_swap")
            } catch let error as DatabaseFailure where Self.isGone.contains(error.code) {
                try await connection.query("ROLLBACK TO SAVEPOINT athanor_swap")
                _ = try await renewing(change.expected, connection, reporter)
                throw error
            } catch let error as DatabaseFailure where error.code == Self.objectInUse {
                throw Self.inUse(error, action)
            } catch let error as DatabaseFailure where error.code == "2BP01" {
                try await connection.query("ROLLBACK TO SAVEPOINT athanor_swap")
                throw try await unexpectedDependent(error, on: connection)
            } catch let error as DatabaseFailure where error.code == "55P03" || error.code == "40P01" {
                try await connection.query("ROLLBACK TO SAVEPOINT athanor_swap")
                try await giveWayInCircle(on: connection)
                let holders = try await holders(on: connection)
                guard ContinuousClock.now - began < patience.longest else { throw gaveUp(holders) }
                reporter("waiting for readers\(holders.first.map { ": \($0)" } ?? "") (attempt \(attempt))")
                try await Task.sleep(for: pause(after: attempt))
                attempt += 1
            }
        }
    }

    /// The SQLSTATE for a relation that an open cursor of the same session reads.
    static let objectInUse = "55006"

    /// Explains an error with ``objectInUse``.
    static func inUse(_ error: DatabaseFailure, _ action: String) -> OperationError {
        OperationError(
            "\(action) while a cursor of this revision is open on it or on a view that reads it: \(error.message)",
            advice: "CLOSE the cursor earlier in this revision.")
    }

    /// Explains why the views cannot be dropped. A dependent that did not exist before was created by another session.
    private func unexpectedDependent(
        _ error: DatabaseFailure, on connection: any Connection
    ) async throws -> OperationError {
        let present = try await FamilyDependents(of: relations, on: connection)
        // Objects in a building schema are Athanor's own.
        let new = present.descriptions(missingIn: dependents).filter { !$0.contains("athanor_building_") }
        guard new.isEmpty else {
            return OperationError(
                "\(action): another session has created \(new.joined(separator: ", ")) while the new one was built",
                advice:
                    "Nothing was changed. Run it again: it will be carried over, or refused before anything is built.")
        }
        return OperationError(
            "\(action): \(error.message)" + (error.detail.map { " (\($0))" } ?? ""),
            advice: "Nothing was changed. Athanor does not handle this case; please report it.")
    }

    /// SQLSTATEs for a view, an index, a schema or a role that no longer exists, or has another name.
    private static let isGone: Set<String> = ["42P01", "42704", "3F000"]

    /// Returns a pause that is long enough for the readers that had queued, and random, so that it does not coincide
    /// with a periodic load.
    private func pause(after attempt: Int) -> Duration {
        .milliseconds(Int.random(in: 50...(50 + 50 * min(attempt, 20))))
    }

    private func gaveUp(_ holders: [String]) -> OperationError {
        let seconds = patience.longest.components.seconds
        return OperationError(
            "\(action): for \(seconds) s, no attempt got all its locks within \(patience.longestAttempt)"
                + (holders.isEmpty ? "" : "; holding locks now: \(holders.joined(separator: "; "))"),
            advice:
                "Nothing was changed. Run it again at a quieter time, or end the sessions that hold locks."
                + kind.words(
                    sql: "",
                    swift: " Or allow more time: `swap: SwapPatience(deadline: …, givingUpAfter: …)`."))
    }

    /// Throws if a session that blocks this one waits for this transaction: a reader for a relation that an earlier
    /// statement has locked, or `REINDEX CONCURRENTLY` for the end of the transaction. Neither session could continue.
    /// The whole transaction is then rolled back and tried again.
    private func giveWayInCircle(on connection: any Connection) async throws {
        let circle = try await connection.query(
            own: """
                SELECT l.pid::bigint AS pid
                FROM pg_catalog.pg_locks AS l
                WHERE l.granted AND l.relation = ANY ($1::oid[]) AND l.pid <> pg_catalog.pg_backend_pid()
                  AND pg_catalog.pg_backend_pid() = ANY (pg_catalog.pg_blocking_pids(l.pid))
                LIMIT 1
                """, [.text(CapturedView.array(relations))])
        guard let pid = try circle.first?["pid", as: Int64.self] else { return }
        throw DatabaseFailure(
            kind: .lockNotAvailable, code: "40P01",
            message:
                "\(action): pid \(pid), which has a lock on it, waits for this transaction: for a lock of an earlier "
                + "statement of the revision or, as REINDEX CONCURRENTLY does, for the end of the transaction")
    }

    private func holders(on connection: any Connection) async throws -> [String] {
        let condition = """
            (l.relation = ANY ($1::oid[])
             OR l.relation IN (SELECT d.objid FROM pg_catalog.pg_depend AS d
                               WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY ($1::oid[])
                                 AND d.classid = 'pg_class'::regclass AND d.deptype = 'a' AND d.refobjsubid > 0))
            """
        let values: [Value] = [.text(CapturedView.array(relations))]
        return try await PreparedTransactions(connection: connection).holding(condition, values)
            + LockHolders(connection: connection).sessions(condition, values).map(\.description)
    }
}

extension SwapPatience {
    /// ``deadline``; without a limit, the longest time that a setting of PostgreSQL can hold: 24 days.
    var longestAttempt: Duration { deadline.exactDuration ?? .milliseconds(Int64(Int32.max)) }

    /// ``givingUpAfter``; without a limit, 24 days.
    var longest: Duration { givingUpAfter.exactDuration ?? .milliseconds(Int64(Int32.max)) }
}
