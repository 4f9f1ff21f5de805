internal import Athanor

/// The transaction that some work runs in.
///
/// With foreign keys enforced, dropping a table first deletes its rows, and with them the rows of other tables that
/// refer to it ON DELETE CASCADE; a rebuild of a table (create the new one, copy, drop the old one, rename) would lose
/// them without a word. So enforcement is suspended for work that rebuilds a table or asks for it, and what the work
/// broke is looked for before the commit. The same goes for the directive that drops a table. Enforcement can only be
/// changed outside a transaction.
/// (https://sqlite.org/foreignkeys.html#fk_schemacommands,
/// https://sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes)
struct SQLiteTransaction {
    private let work: [LoweredStep]

    init(work: [LoweredStep]) {
        self.work = work.flatMap(\.parts)
    }

    var scope: TransactionScope {
        let rebuilds = TableRebuilds(in: work.compactMap(\.tableChange))
        let rebuiltTables = work.flatMap(\.rebuiltTables)
        // `PRAGMA foreign_keys` itself may stay among the work: SQLite ignores it inside a transaction.
        guard
            !rebuilds.isEmpty || !rebuiltTables.isEmpty
                || work.contains(where: { $0.pragma?.turnsForeignKeysOff == true || $0.dropsTableByDirective })
        else {
            return TransactionScope(begin: SQLiteDialect.begin, rollback: SQLiteDialect.rollback)
        }
        let renamesAway = RenamesAway(renames: rebuilds.renamesAway)
        return TransactionScope(
            before: [Statement("PRAGMA foreign_keys = OFF")], begin: SQLiteDialect.begin,
            opening: renamesAway.noting + [ForeignKeyViolations.creatingNotes, ForeignKeyViolations.noting],
            checks: [ForeignKeyViolations(rebuiltTables: rebuilds.names + rebuiltTables).check],
            rollback: SQLiteDialect.rollback,
            after: renamesAway.forgetting
                + [ForeignKeyViolations.droppingNotes, Statement("PRAGMA foreign_keys = ON")])
    }

    /// The tables that steps inside of one may rebuild or drop, so that foreign keys are not enforced meanwhile.
    static func rebuiltTables(in steps: [LoweredStep]) -> [QualifiedName] {
        let steps = steps.flatMap(\.parts)
        let changes = steps.compactMap(\.tableChange)
        let rebuilds = TableRebuilds(in: changes)
        let isDropped = steps.contains(where: \.dropsTableByDirective)
        return (steps.flatMap(\.rebuiltTables) + (isDropped || !rebuilds.isEmpty ? rebuilds.names : []))
            .map { QualifiedName(schema: nil, name: $0) }
    }
}

extension LoweredStep {
    /// The tokens of its statement as it stands in the revision.
    fileprivate var tokens: [Token] {
        switch self {
        case .statement(let lowered): Lexer.tokens(inAccepted: lowered.statement.text)
        case .resolvedWhenRun(let resolved): Lexer.tokens(inAccepted: resolved.origin?.text ?? "")
        case .rows, .ownTransaction, .batches: []
        }
    }

    /// The tables whose rows a step of Athanor's own may move into new tables.
    fileprivate var rebuiltTables: [String] {
        if case .resolvedWhenRun(let resolved) = self { resolved.rebuiltTables.map(\.name) } else { [] }
    }

    /// Whether it is the directive that drops a table, which deletes no rows but the table's own. DROP TABLE in SQL of the
    /// user's, which has a place in a source, does what SQLite does.
    fileprivate var dropsTableByDirective: Bool {
        guard case .statement(let lowered) = self else { return false }
        return lowered.command == "DROP TABLE" && lowered.statement.origin == nil
    }

    /// The PRAGMA that it is.
    var pragma: Pragma? {
        guard case .statement(let lowered) = self, lowered.command.hasPrefix("PRAGMA") else { return nil }
        return Pragma(tokens)
    }

    fileprivate var tableChange: TableChange? {
        if case .statement(let lowered) = self, lowered.command != "DROP TABLE" { return nil }
        return TableChange(tokens)
    }
}
