/// A step of a transaction. ``LiveTransaction`` takes the steps, and ``ScriptedTransaction`` prints them.
enum TransactionStep: Sendable {
    /// Begins the transaction.
    case begin
    /// Verifies that the version table holds what the plan was made for.
    case confirm
    /// Runs statements that belong to the scope of the transaction.
    case run([SQLStatement])
    /// Reads what the guards check later.
    case note([TransactionGuard])
    /// Announces a piece of work, by its index.
    case start(Int)
    /// Runs a piece of work.
    case work([LoweredStep])
    /// Checks that the work has kept what the guards read.
    case check([TransactionGuard])
    /// Runs the checks on which the commit depends.
    case verify([TransactionCheck])
    /// Runs statements that make the entries safe to write, and record the views that the work made.
    case prepare([SQLStatement])
    /// Writes the entries about a piece of work.
    case record(TransactionEntries)
    /// Ends a piece of work that is not the last one.
    case finish
    /// Commits the transaction.
    case commit
}

extension TransactionStep {
    /// One of several pieces of work that share a transaction, such as a whole revision.
    struct Work: Sendable {
        var steps: [LoweredStep]
        /// The entries for it; `nil` for a segment that writes none.
        var entries: TransactionEntries?
    }

    /// Returns the steps of a transaction, in order.
    /// - Parameters:
    ///   - works: the pieces of work.
    ///   - scope: the statements and checks around them.
    ///   - guarding: verifies the lock and the metadata tables before they are written.
    ///   - dialect: the SQL of the database.
    static func steps(
        of works: [Work], in scope: TransactionScope, guarding: [SQLStatement], dialect: any Dialect
    ) -> [TransactionStep] {
        var steps: [TransactionStep] = [.begin, .confirm, .run(scope.opening), .note(scope.guards)]
        for (index, work) in works.enumerated() {
            let isLast = index == works.count - 1
            steps += [.start(index), .work(work.steps + (work.entries?.clearing ?? []))]
            if let entries = work.entries {
                let noting = dialect.noting(views: work.steps)
                // Code of others may have run in the work, and also in this session.
                let guarding = entries.areAny || !noting.isEmpty ? guarding : []
                steps.append(.prepare(entries.rights + guarding + noting))
            }
            // The checks cover all work of the transaction, so they run after the last piece.
            if isLast { steps += [.check(scope.guards), .verify(scope.checks)] }
            if let entries = work.entries { steps.append(.record(entries)) }
            if !isLast { steps += [.run(scope.continuing), .finish] }
        }
        return steps + [.commit]
    }
}
