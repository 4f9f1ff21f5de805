internal import Athanor

/// Identity columns and row numbers. (https://sqlite.org/autoinc.html)
extension EditedTable {
    /// The name that returns a row's number in the old table; `nil` where rows have no number, or all its names are
    /// columns.
    var rowNumber: String? {
        guard !table.isWithoutRowID else { return nil }
        return ["rowid", "_rowid_", "oid"].first { table.column($0) == nil }
    }

    func checkCanCount(_ column: String, wouldBeKey: Bool) throws(OperationError) {
        guard wouldBeKey, !table.isWithoutRowID else {
            throw OperationError(
                "column \"\(column)\" of table \"\(table.name)\" cannot be an identity column: it is not the "
                    + "table's primary key"
                    + (table.isWithoutRowID ? ", and the rows have no numbers" : ""),
                advice: "SQLite allows identity only in a primary key of one column. Leave it out where "
                    + "`op.databaseKind == .sqlite`.")
        }
    }

    mutating func addIdentity(_ identity: IdentityDefinition, to name: String) throws(OperationError) {
        try dialect.check(identity, for: name)
        let key = try column(name).name
        try checkCanCount(key, wouldBeKey: table.primaryKey.count == 1 && table.primaryKey[0].isSameName(as: key))
        guard !isCounting(key) else {
            throw OperationError(
                "column \"\(key)\" of table \"\(table.name)\" is already an identity column", advice: "Leave this out.")
        }
        let ofTable = table.constraints.first { $0.kind == .primaryKey }?.list
        let ofColumn = try column(key).clauses(.primaryKey).first?.range
        if let clause = ofTable ?? ofColumn {
            var edits = TextEdits(of: table.sql)
            edits.insert(" AUTOINCREMENT", at: table.utf8Range(clause).upperBound)
            try take(edits)
        }
        try setType("INTEGER", of: key)
    }

    mutating func dropIdentity(of name: String) throws(OperationError) {
        guard let word = countingWord(of: try column(name)) else { throw notCounting(name) }
        var edits = TextEdits(of: table.sql)
        edits.replace(edits.endOfText(before: word.utf8Range.lowerBound)..<word.utf8Range.upperBound, with: "")
        try take(edits)
    }

    func notCounting(_ name: String) -> OperationError {
        OperationError(
            "column \"\(name)\" of table \"\(table.name)\" is not an identity column",
            advice: "On SQLite, an identity column is INTEGER PRIMARY KEY AUTOINCREMENT.")
    }

    func isCounting(_ name: String) -> Bool { table.column(name).flatMap(countingWord) != nil }

    /// Whether the table has an identity column.
    var counts: Bool { table.columns.contains { countingWord(of: $0) != nil } }

    /// Returns the word AUTOINCREMENT of a column, `id INTEGER PRIMARY KEY AUTOINCREMENT`, or of the table constraint
    /// over it, `PRIMARY KEY (id AUTOINCREMENT)`.
    private func countingWord(of column: StoredColumn) -> Token? {
        let own = column.clauses(.primaryKey).map(\.range)
        let keys = table.constraints.filter {
            $0.kind == .primaryKey && $0.columns.count == 1 && $0.columns[0].isSameName(as: column.name)
        }
        return (own + keys.compactMap(\.list)).compactMap { table.tokens[$0].last }.first {
            $0.isKeyword("AUTOINCREMENT")
        }
    }
}
