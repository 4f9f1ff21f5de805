internal import Athanor

/// The transaction that some work runs in.
///
/// With foreign keys enforced, dropping a table first deletes its rows, and with them the rows of other tables that
/// refer to it ON DELETE CASCADE; a rebuild of a table (create the new one, copy, drop the old one, rename) would lose
/// them without a word. So enforcement is suspended for work that rebuilds a table or asks for it, and what the work
/// broke is looked for before the commit. Enforcement can only be changed outside a transaction.
/// (https://sqlite.org/foreignkeys.html#fk_schemacommands,
/// https://sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes)
struct SQLiteTransaction {
    private let work: [LoweredStep]

    init(work: [LoweredStep]) {
        self.work = work
    }

    var scope: TransactionScope {
        let rebuilds = TableRebuilds(in: work.compactMap(\.tableChange))
        // `PRAGMA foreign_keys` itself may stay among the work: SQLite ignores it inside a transaction.
        guard !rebuilds.isEmpty || work.contains(where: { $0.pragma?.turnsForeignKeysOff == true }) else {
            return TransactionScope(begin: SQLiteDialect.begin, rollback: SQLiteDialect.rollback)
        }
        let renamesAway = RenamesAway(renames: rebuilds.renamesAway)
        return TransactionScope(
            before: [Statement("PRAGMA foreign_keys = OFF")], begin: SQLiteDialect.begin,
            opening: renamesAway.noting + [ForeignKeyViolations.creatingNotes, ForeignKeyViolations.noting],
            checks: [ForeignKeyViolations(rebuiltTables: rebuilds.names).check],
            rollback: SQLiteDialect.rollback,
            after: renamesAway.forgetting
                + [ForeignKeyViolations.droppingNotes, Statement("PRAGMA foreign_keys = ON")])
    }

    static func restoringSettings(after work: [LoweredStep]) -> [Statement] {
        var seen: Set<String> = []
        return work.compactMap { $0.pragma?.restoring }.filter { seen.insert($0).inserted }.map { Statement($0) }
    }
}

extension LoweredStep {
    /// The tokens of its statement as it stands in the revision.
    fileprivate var tokens: [Token] {
        switch self {
        case .statement(let lowered): Lexer.tokens(inAccepted: lowered.statement.text)
        case .resolvedWhenRun(let resolved): Lexer.tokens(inAccepted: resolved.origin?.text ?? "")
        }
    }

    fileprivate var pragma: Pragma? {
        guard case .statement(let lowered) = self, lowered.command.hasPrefix("PRAGMA") else { return nil }
        return Pragma(tokens)
    }

    fileprivate var tableChange: TableChange? {
        if case .statement(let lowered) = self, lowered.command != "DROP TABLE" { return nil }
        return TableChange(tokens)
    }
}
