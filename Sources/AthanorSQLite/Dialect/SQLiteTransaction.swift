internal import Athanor

/// The transaction for some work.
///
/// With foreign keys enforced, dropping a table first deletes its rows, and with them the rows of other tables that
/// refer to it ON DELETE CASCADE. A rebuild of a table (create the new one, copy, drop the old one, rename) would lose
/// them silently. So enforcement is suspended for work that rebuilds a table or asks for it, and violations are checked
/// before the commit. The same applies to the operation that drops a table. Enforcement can only be changed outside a
/// transaction.
///
/// A revision may rebuild a table in several segments, and its PRAGMA applies to the segments that follow.
/// (https://sqlite.org/foreignkeys.html#fk_schemacommands,
/// https://sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes)
struct SQLiteTransaction {
    private let before: [LoweredStep]
    private let work: [LoweredStep]
    private let after: [LoweredStep]
    /// The same work, grouped by revision: two revisions never rebuild a table together.
    private let revisions: [[LoweredStep]]

    init(_ work: TransactionWork) {
        before = work.before.flatMap(\.parts)
        self.work = work.steps.flatMap(\.parts)
        after = work.after.flatMap(\.parts)
        revisions = work.revisions.map { $0.flatMap(\.parts) }
    }

    var scope: TransactionScope {
        let changes = work.compactMap(\.tableChange)
        let rebuilds = revisions.map { steps in
            let own = steps.compactMap(\.tableChange)
            let all = TableRebuilds(in: before.compactMap(\.tableChange) + own + after.compactMap(\.tableChange))
            return (all, own)
        }
        let rebuiltTables = work.flatMap(\.rebuiltTables)
        guard
            rebuilds.contains(where: { $0.arePartly(in: $1) }) || !rebuiltTables.isEmpty || runsWithForeignKeysOff
                || work.contains(where: \.dropsTableByOperation)
        else {
            return TransactionScope(begin: SQLiteDialect.begin, rollback: SQLiteDialect.rollback)
        }
        let renamesAway = RenamesAway(renames: rebuilds.flatMap { $0.0.renamesAway })
        let violations = ForeignKeyViolations(
            rebuiltTables: changes.flatMap(\.names).map(\.text) + rebuiltTables, nextAlone: nextAlone)
        // A revision that turned enforcement off wants no actions.
        let updates =
            runsWithForeignKeysOff
            ? nil
            : KeyUpdates(
                in: work.map(\.tokens),
                rebuilding: rebuilds.flatMap { $0.0.replaced.map(\.text) }.first ?? rebuiltTables.first,
                isShared: revisions.count > 1)
        return TransactionScope(
            before: [SQLStatement("PRAGMA foreign_keys = OFF")],
            condition: asking(changes: (before + work + after).compactMap(\.tableChange)), begin: SQLiteDialect.begin,
            opening: renamesAway.noting + [ForeignKeyViolations.creatingNotes, ForeignKeyViolations.noting],
            checks: (updates.map { [$0.check] } ?? []) + [violations.check],
            rollback: SQLiteDialect.rollback,
            after: renamesAway.forgetting
                + [ForeignKeyViolations.droppingNotes, SQLStatement("PRAGMA foreign_keys = ON")])
    }

    /// Returns a query for a foreign key to or from one of the changed tables. Without one, as for a scratch table,
    /// foreign keys may stay enforced. `nil` where the work asks for suspension, or may create such a foreign key.
    private func asking(changes: [TableChange]) -> SQLStatement? {
        let all = before + work + after
        let tables = Set(changes.flatMap(\.names)).sorted()
        guard !tables.isEmpty, !runsWithForeignKeysOff,
            all.allSatisfy({ $0.isWritten && !$0.tokens.contains { $0.isKeyword("REFERENCES") } }),
            !work.contains(where: { !$0.rebuiltTables.isEmpty || $0.dropsTableByOperation })
        else { return nil }
        let placeholders = tables.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return SQLStatement(
            """
            SELECT 1
            FROM main.sqlite_master AS child
            CROSS JOIN temp.pragma_foreign_key_list(child.name, 'main') AS key
            WHERE child.type = 'table'
                AND (child.name COLLATE NOCASE IN (\(placeholders)) OR key."table" COLLATE NOCASE IN (\(placeholders)))
            LIMIT 1
            """, tables.map { .text($0.text) })
    }

    /// Whether some of the work runs after the revision turned enforcement off. SQLite ignores the PRAGMA inside a
    /// transaction, so it may remain in the work.
    private var runsWithForeignKeysOff: Bool {
        var areEnforced = before.compactMap { $0.pragma?.enforcesForeignKeys }.last ?? true
        for step in work {
            if let setting = step.pragma?.enforcesForeignKeys {
                areEnforced = setting
            } else if !areEnforced {
                return true
            }
        }
        return false
    }

    /// The statement before which the revision commits this segment; `nil` for the last segment.
    private var nextAlone: String? {
        for case .statement(let lowered) in after.prefix(1).map(\.content) where lowered.execution == .alone {
            return lowered.command
        }
        return nil
    }

    /// Returns the tables that nested steps may rebuild or drop, for which foreign keys must not be enforced.
    static func rebuiltTables(in steps: [LoweredStep]) -> [QualifiedName] {
        let steps = steps.flatMap(\.parts)
        let changes = steps.compactMap(\.tableChange)
        let isDropped = steps.contains(where: \.dropsTableByOperation)
        let isRebuilt = isDropped || !TableRebuilds(in: changes).tables.isEmpty
        return (steps.flatMap(\.rebuiltTables) + (isRebuilt ? changes.flatMap(\.names).map(\.text) : []))
            .map { QualifiedName(schema: nil, name: $0) }
    }
}

extension LoweredStep {
    /// The tokens of the step's statement as the revision contains it.
    fileprivate var tokens: [Token] {
        switch content {
        case .statement(let lowered): Lexer.tokens(inAccepted: lowered.statement.text)
        case .resolvedWhenRun(let resolved): Lexer.tokens(inAccepted: resolved.origin?.text ?? "")
        case .rows, .ownTransaction, .batches: []
        }
    }

    /// Whether the revision contains the step's whole work as SQL: the step runs no code and no work of Athanor's own.
    fileprivate var isWritten: Bool {
        switch content {
        case .statement, .rows, .batches: true
        case .resolvedWhenRun(let resolved): resolved.origin != nil
        case .ownTransaction: false
        }
    }

    /// The tables whose rows this step may move into new tables.
    fileprivate var rebuiltTables: [String] {
        if case .resolvedWhenRun(let resolved) = content { resolved.rebuiltTables.map(\.name) } else { [] }
    }

    /// Whether this is the operation that drops a table, which deletes only that table's rows. DROP TABLE in the user's
    /// SQL has a place in a source, and does what SQLite does.
    fileprivate var dropsTableByOperation: Bool {
        guard case .statement(let lowered) = content else { return false }
        return lowered.command == "DROP TABLE" && lowered.statement.origin == nil
    }

    /// The step's PRAGMA, if it is one.
    var pragma: Pragma? {
        guard case .statement(let lowered) = content, lowered.command.hasPrefix("PRAGMA") else { return nil }
        return Pragma(tokens)
    }

    /// The table change that the step makes: creating, dropping or renaming.
    var tableChange: TableChange? {
        if case .statement(let lowered) = content, !Self.tableChanges.contains(lowered.command) { return nil }
        return TableChange(tokens)
    }

    private static let tableChanges: Set<String> = [
        "CREATE TABLE", "CREATE VIRTUAL TABLE", "CREATE VIEW", "DROP TABLE",
    ]
}
