internal import Athanor

/// Makes a change that needs strong locks: attempt by attempt, with pauses in which readers go on.
struct PatientChange: Sendable {
    let connection: any Connection
    let reporter: StepReporter
    let patience: SwapPatience
    /// What the locks are on, for saying who is in the way.
    let relations: [Int64]
    /// What depended on them when all was read.
    let dependents: FamilyDependents
    /// What is to be done, as the beginning of a sentence: `materialized view a.m cannot be replaced`.
    let action: String
    /// The kind of revision that it is in.
    let kind: RevisionKind

    /// Makes it, in the transaction that is open.
    /// - Parameters:
    ///   - change: the change as it is now, asked anew after views were refreshed.
    ///   - renewing: called when views were refreshed or altered by another session meanwhile: brings the new ones up to
    ///     date, or throws.
    /// - Throws: ``OperationError`` when patience ends, naming who is in the way; ``DatabaseError``; what `renewing` throws.
    func make(_ change: () -> LockedChange, renewing: () async throws -> Void) async throws {
        let began = ContinuousClock.now
        var attempt = 1
        try await connection.query("SAVEPOINT athanor_swap")
        while true {
            do {
                // Waiting would end in a deadlock, and might end the other one.
                try await giveWayInCircle()
                let left = max(.zero, patience.givingUpAfter - (ContinuousClock.now - began))
                try await FamilyReferences.explaining(action) {
                    try await connection.query(change().attempt(deadline: patience.deadline, makingWayWithin: left))
                }
                try await connection.query("RELEASE SAVEPOINT athanor_swap")
                return
            } catch let error as DatabaseError where error.code == LockedChange.changedMeanwhile {
                // What is renewed stays when the next attempt is undone.
                try await connection.run(texts: [
                    "ROLLBACK TO SAVEPOINT athanor_swap", "RELEASE SAVEPOINT athanor_swap",
                ])
                try await renewing()
                try await connection.query("SAVEPOINT athanor_swap")
            } catch let error as DatabaseError where Self.isGone.contains(error.code) {
                try await connection.query("ROLLBACK TO SAVEPOINT athanor_swap")
                try await renewing()
                throw error
            } catch let error as DatabaseError where error.code == Self.objectInUse {
                throw Self.inUse(error, action)
            } catch let error as DatabaseError where error.code == "2BP01" {
                try await connection.query("ROLLBACK TO SAVEPOINT athanor_swap")
                throw try await unexpectedDependent(error)
            } catch let error as DatabaseError where error.code == "55P03" || error.code == "40P01" {
                try await connection.query("ROLLBACK TO SAVEPOINT athanor_swap")
                try await giveWayInCircle()
                let holders = try await holders()
                guard ContinuousClock.now - began < patience.givingUpAfter else { throw gaveUp(holders) }
                reporter("waiting for readers\(holders.first.map { ": \($0)" } ?? "") (attempt \(attempt))")
                try await Task.sleep(for: pause(after: attempt))
                attempt += 1
            }
        }
    }

    /// What a statement gets for a relation that an open cursor of its own session reads.
    static let objectInUse = "55006"

    /// Such an error as a sentence.
    static func inUse(_ error: DatabaseError, _ action: String) -> OperationError {
        OperationError(
            "\(action) while a query of this revision's own is open on it or on a view over it: \(error.message)",
            advice: "CLOSE the cursor before, in this revision.")
    }

    /// Compares what depends on the views with what did before: only something new was made by somebody else.
    private func unexpectedDependent(_ error: DatabaseError) async throws -> OperationError {
        let present = try await FamilyDependents(of: relations, on: connection)
        // What is in a building schema is ours, and not somebody else's.
        let new = present.descriptions(missingIn: dependents).filter { !$0.contains("athanor_building_") }
        guard new.isEmpty else {
            return OperationError(
                "\(action): another session has made \(new.joined(separator: ", ")) while the new one was built",
                advice:
                    "Nothing was changed. Run it again: it will be carried over, or refused before anything is built.")
        }
        return OperationError(
            "\(action): \(error.message)" + (error.detail.map { " (\($0))" } ?? ""),
            advice: "This is a gap in Athanor; nothing was changed. Please report it.")
    }

    /// A view, an index, a schema or a role is not there any more, or has another name.
    private static let isGone: Set<String> = ["42P01", "42704", "3F000"]

    /// Long enough for the readers that had queued, and never in step with something that comes back regularly.
    private func pause(after attempt: Int) -> Duration {
        .milliseconds(Int.random(in: 50...(50 + 50 * min(attempt, 20))))
    }

    private func gaveUp(_ holders: [String]) -> OperationError {
        let seconds = patience.givingUpAfter.components.seconds
        return OperationError(
            "\(action): for \(seconds) s its readers left no gap of the length of \(patience.deadline)"
                + (holders.isEmpty ? "" : "; reading now: \(holders.joined(separator: "; "))"),
            advice:
                "Nothing was changed. Run it again at a quieter time, or end what is in the way."
                + kind.words(
                    sql: "",
                    swift: " Or give it more patience: `swap: SwapPatience(deadline: …, givingUpAfter: …)`."))
    }

    /// Fails where a session that is in the way waits for this transaction: a reader for what an earlier statement has locked, or
    /// `REINDEX CONCURRENTLY` for its end. Neither would ever go on. The whole transaction is then rolled back and tried again.
    private func giveWayInCircle() async throws {
        let circle = try await connection.query(
            own: """
                SELECT l.pid::bigint AS pid
                FROM pg_catalog.pg_locks AS l
                WHERE l.granted AND l.relation = ANY ($1::oid[]) AND l.pid <> pg_catalog.pg_backend_pid()
                  AND pg_catalog.pg_backend_pid() = ANY (pg_catalog.pg_blocking_pids(l.pid))
                LIMIT 1
                """, [.text(CapturedView.array(relations))])
        guard let pid = try circle.first?.integer("pid") else { return }
        throw DatabaseError(
            kind: .lockNotAvailable, code: "40P01",
            message:
                "\(action): pid \(pid), which has a lock on it, waits for this transaction: for what an earlier statement "
                + "of the revision has locked, or, as REINDEX CONCURRENTLY does, for its end")
    }

    private func holders() async throws -> [String] {
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
