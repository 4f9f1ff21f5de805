internal import Athanor

extension EditedTable {
    /// Edits the text by one alteration. SQLite itself renames columns.
    /// - Throws: `OperationError` when the table does not allow the alteration.
    mutating func apply(_ alteration: TableAlteration) throws(OperationError) {
        switch alteration {
        case .addColumn(let column, let ifNotExists):
            if ifNotExists, table.column(column.name) != nil { return }
            try add(column)
        case .dropColumn(let name, _, let ifExists, let dependents):
            if ifExists, table.column(name) == nil { return }
            try dropConstraints(naming: try column(name).name, dependents)
            try removeColumn(name)
        case .renameColumn: break
        case .alterColumn(let name, let change): try apply(change, to: name)
        case .addConstraint(let constraint, _): try add(constraint)
        case .dropConstraint(let name, let was, let ifExists, _):
            try dropConstraint(name, was: was, ifExists: ifExists)
        case .validateConstraint: break
        case .renameConstraint(let name, let newName): try renameConstraint(name, to: newName)
        case .addConstraintUsingIndex, .setStorage, .resetStorage: break  // Refused when it was lowered.
        }
    }

    private mutating func apply(_ change: ColumnAlteration, to name: String) throws(OperationError) {
        switch change {
        case .setType(let type, let collation, let using, let was):
            try setType(try dialect.name(of: type, isStrict: table.isStrict), of: name)
            if let collation {
                try replaceClauses(.collation, of: name, with: try dialect.collateClause(collation))
            } else if was?.collation != nil {
                try replaceClauses(.collation, of: name, with: nil)
            }
            if let using {
                try refuseQuery(in: using, for: name)
                guard try !column(name).isGenerated else {
                    throw OperationError(
                        "column \"\(name)\" of table \"\(table.name)\" is computed, and cannot get another value",
                        advice: "Leave `using:` out.")
                }
                setSource(of: try column(name).name, to: dialect.parenthesized(using))
            }
        case .setNullable(let isNullable): try setNullable(isNullable, name)
        case .setDefault(let value, _):
            try replaceClauses(.defaultValue, of: name, with: dialect.defaultClause(value))
        case .addIdentity(let identity): try addIdentity(identity, to: name)
        case .setIdentity(let identity, _):
            try dialect.check(identity, for: name)
            guard isCounting(try column(name).name) else { throw notCounting(name) }
        case .dropIdentity: try dropIdentity(of: name)
        case .dropExpression:
            let column = try column(name)
            guard column.isGenerated else {
                throw OperationError(
                    "column \"\(name)\" of table \"\(table.name)\" is not computed", advice: "Leave this out.")
            }
            try replaceClauses(.generated, of: name, with: nil)
            setSource(of: column.name, to: dialect.quote(column.name))
        case .setComment: break  // Refused when it was lowered.
        }
    }

    /// Refuses a query in the expression: it would read the new table, which has no rows yet.
    private func refuseQuery(in using: String, for column: String) throws(OperationError) {
        let tokens = Lexer.tokens(inAccepted: using)
        let readsTable = zip(tokens, tokens.dropFirst()).contains { $0.isKeyword("IN") && !$1.isPunctuation("(") }
        guard readsTable || tokens.contains(where: { $0.isKeyword("SELECT") }) else { return }
        throw OperationError(
            "`using:` for column \"\(column)\" of table \"\(table.name)\" has a query inside",
            advice:
                "Give an expression over the columns of the row. For a query, use op.execute: add a column, "
                + "UPDATE it, and drop the old one.")
    }

    /// Drops the constraints that name the dropped column, or refuses because of them. Constraints in the column's own
    /// definition are dropped with it.
    private mutating func dropConstraints(naming column: String, _ dependents: DependentObjects) throws(OperationError)
    {
        while let (clause, owner) = try constraint(naming: column) {
            if clause.kind == .generated {
                throw refusal(toDrop: column, because: "column \"\(owner?.name ?? "")\" is computed from it")
            }
            guard dependents == .cascade else {
                let name = clause.name.map { " \"\($0)\"" } ?? ""
                throw refusal(
                    toDrop: column, because: "\(clause.kind.words)\(name) (\(table.text(clause.range))) names it",
                    advice: "Drop that first, or give `dependents: .cascade`.")
            }
            try remove(clause, of: owner)
        }
        if dependents == .refuse, let clause = try self.column(column).clauses(.primaryKey).first {
            throw refusal(
                toDrop: column, because: "it is the primary key (\(table.text(clause.range)))",
                advice: "Drop the key first, or give `dependents: .cascade`.")
        }
        if table.isWithoutRowID, table.primaryKey.contains(where: { $0.isSameName(as: column) }) {
            throw refusal(toDrop: column, because: "the table stores its rows in its primary key")
        }
    }

    private func constraint(naming column: String) throws(OperationError) -> (StoredClause, StoredColumn?)? {
        for clause in table.constraints {
            if clause.columns.contains(where: { $0.isSameName(as: column) }) { return (clause, nil) }
            if names(clause, column) { return (clause, nil) }
        }
        for owner in table.columns where !owner.name.isSameName(as: column) {
            for clause in owner.clauses where names(clause, column) { return (clause, owner) }
        }
        return nil
    }

    /// Whether an expression names a column.
    private func names(_ clause: StoredClause, _ column: String) -> Bool {
        guard let range = clause.expression else { return false }
        return range.contains { index in
            let token = table.tokens[index]
            guard token.kind != .string, token.name?.isSameName(as: column) == true else { return false }
            return !table.tokens[index + 1].isPunctuation("(")
        }
    }

    func refusal(
        toDrop column: String, because reason: String, advice: String = "Alter or drop that first."
    ) -> OperationError {
        OperationError(
            "column \"\(column)\" of table \"\(table.name)\" cannot be dropped: \(reason)", advice: advice)
    }
}

extension StoredClause.Kind {
    fileprivate var words: String {
        switch self {
        case .primaryKey: "the primary key"
        case .unique: "the unique constraint"
        case .check: "the check constraint"
        case .foreignKey: "the foreign key"
        case .notNull, .null, .defaultValue, .collation, .generated, .deferral, .nothing: "the clause"
        }
    }
}
