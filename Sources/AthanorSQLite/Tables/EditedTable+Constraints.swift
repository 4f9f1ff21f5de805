internal import Athanor

/// Finding, dropping and renaming constraints in a table's text.
extension EditedTable {
    /// Drops a constraint by its name; finds an unnamed one by its definition.
    /// - Throws: `OperationError` when it does not exist.
    mutating func dropConstraint(
        _ name: String, was: ConstraintDefinition?, ifExists: Bool
    ) throws(OperationError) {
        guard let (clause, column) = find(name, was: was) else {
            if ifExists { return }
            throw noConstraint(name, was: was)
        }
        try remove(clause, of: column)
    }

    /// Removes a constraint from the text.
    mutating func remove(_ clause: StoredClause, of column: StoredColumn?) throws(OperationError) {
        if clause.kind == .primaryKey, table.isWithoutRowID {
            throw OperationError(
                "table \"\(table.name)\" stores its rows in its primary key, which cannot be dropped",
                advice: "Rebuild the table with your own SQL, without WITHOUT ROWID.")
        }
        guard let column else { return try remove(element: clause.range) }
        if clause.kind == .foreignKey { try removeDeferral(of: clause, in: column) }
        try remove(clause: clause.range)
    }

    /// Removes a foreign key's `DEFERRABLE` that is written apart from it. Otherwise SQLite would apply it to the
    /// previous foreign key of the column.
    private mutating func removeDeferral(of key: StoredClause, in column: StoredColumn) throws(OperationError) {
        let after = column.clauses.drop { $0.range.lowerBound <= key.range.lowerBound }
        for clause in after.prefix(while: { $0.kind != .foreignKey }).reversed() where clause.kind == .deferral {
            try remove(clause: clause.range)
        }
    }

    mutating func renameConstraint(_ name: String, to newName: String) throws(OperationError) {
        guard let (clause, _) = find(name, was: nil), let token = clause.nameToken else {
            throw noConstraint(name, was: nil)
        }
        if !name.isSameName(as: newName), find(newName, was: nil) != nil {
            throw OperationError(
                "table \"\(table.name)\" already has a constraint \"\(newName)\"", advice: "Choose another name.")
        }
        var edits = TextEdits(of: table.sql)
        edits.replace(token.utf8Range, with: try dialect.identifier(newName))
        try take(edits)
    }

    private func find(_ name: String, was: ConstraintDefinition?) -> (StoredClause, StoredColumn?)? {
        let all = table.allConstraints
        if let found = all.first(where: { $0.clause.name?.isSameName(as: name) == true }) { return found }
        guard let was else { return nil }
        return all.first { $0.clause.name == nil && says($0.clause, of: $0.column, what: was) }
    }

    /// Whether a constraint in the text matches a definition.
    private func says(_ clause: StoredClause, of column: StoredColumn?, what constraint: ConstraintDefinition) -> Bool {
        func isOver(_ columns: [String]) -> Bool {
            let own = column.map { [$0.name] } ?? clause.columns
            return own.elementsEqual(columns) { $0.isSameName(as: $1) }
        }
        switch (clause.kind, constraint.kind) {
        case (.primaryKey, .primaryKey(let columns, _)): return isOver(columns)
        case (.unique, .unique(let columns, _, _)): return isOver(columns)
        case (.check, .check(let expression, _)):
            guard let range = clause.expression else { return false }
            return Self.words(of: table.tokens[range]) == Self.words(of: Lexer.tokens(inAccepted: expression)[...])
        case (.foreignKey, .foreignKey(let key)):
            return isOver(key.columns) && clause.referencedTable?.isSameName(as: key.table.name) == true
        default: return false
        }
    }

    /// Returns tokens in a comparable form: names without quotes, in lower case.
    private static func words(of tokens: ArraySlice<Token>) -> [ExactText] {
        tokens.map { token in
            switch token.kind {
            case .word, .quotedIdentifier: ExactText((token.name ?? token.text).asciiLowercased)
            case .string, .other, .punctuation: ExactText(token.text)
            }
        }
    }

    private func noConstraint(_ name: String, was: ConstraintDefinition?) -> OperationError {
        let names = table.allConstraints.compactMap(\.clause.name)
        let known = names.isEmpty ? "Its constraints have no names" : "It has \(names.joined(separator: ", "))"
        let found = was == nil ? "; to find one without a name, describe it with `was:`" : ""
        return OperationError(
            "table \"\(table.name)\" has no constraint \"\(name)\"", advice: "\(known)\(found).")
    }
}
