internal import Athanor

/// The transaction that some work runs in.
///
/// With foreign keys enforced, dropping a table first deletes its rows, and with them the rows of other tables that
/// refer to it ON DELETE CASCADE; a rebuild of a table (create the new one, copy, drop the old one, rename) would lose
/// them without a word. Enforcement can only be changed outside a transaction.
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
            before: [Statement("PRAGMA foreign_keys = OFF")] + renamesAway.noting, begin: SQLiteDialect.begin,
            checks: [Self.foreignKeyCheck], rollback: SQLiteDialect.rollback,
            after: renamesAway.forgetting + [Statement("PRAGMA foreign_keys = ON")])
    }

    static func restoringSettings(after work: [LoweredStep]) -> [Statement] {
        var seen: Set<String> = []
        return work.compactMap { $0.pragma?.restoring }.filter { seen.insert($0).inserted }.map { Statement($0) }
    }

    private static let foreignKeyCheck = TransactionCheck(
        Statement(
            """
            SELECT "table", rowid AS row, parent
            FROM pragma_foreign_key_check
            LIMIT 6
            """)
    ) { rows in
        guard !rows.isEmpty else { return nil }
        let violations = rows.prefix(5).map(describe)
        let rest = rows.count > 5 ? ", and more" : ""
        return "foreign keys would be violated: \(violations.joined(separator: ", "))\(rest)"
    }

    private static func describe(_ row: Row) -> String {
        let texts = row.values.map { value -> String in
            switch value {
            case .text(let text): text
            case .integer(let number): String(number)
            default: ""
            }
        }
        guard texts.count == 3 else { return "a row" }
        // A table WITHOUT ROWID has no row numbers.
        let place = texts[1].isEmpty ? "a row of table \"\(texts[0])\"" : "row \(texts[1]) of table \"\(texts[0])\""
        return "\(place) refers to no row of \"\(texts[2])\""
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
