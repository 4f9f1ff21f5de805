package import Athanor

extension PostgreSQLDialect {
    /// `ALTER TABLE`, with as many alterations in one statement as keep their meaning, so that the rows are written
    /// only once. These need separate statements: to drop, validate or rename a constraint, to add one by an existing
    /// index, to rename a column, to set a comment, and to change storage parameters.
    ///
    /// A column's type changes before its default, in whichever order they are given: the default is for the new type.
    ///
    /// Source: PostgreSQL documentation, "ALTER TABLE". The server does not keep the order within a statement: it drops
    /// first, then changes types, then adds columns, constraints and the rest (`AlterTablePass` in `tablecmds.c`).
    /// - Throws: ``OperationError``.
    package func lower(_ operation: AlterTable) throws -> [LoweredStep] {
        let table = try identifier(operation.table)
        let opening = "ALTER TABLE \(operation.ifExists ? "IF EXISTS " : "")\(table)"
        var steps: [LoweredStep] = []
        var shared = SharedActions()

        func flush() {
            if let text = shared.take() { steps.append(step("\(opening)\(text)", command: "ALTER TABLE")) }
        }
        let alterations = operation.alterations.withTypesBeforeDefaults
        for (index, alteration) in alterations.enumerated() {
            switch try statement(of: alteration, on: operation.table) {
            case .action(var text, let subject):
                if case .type(let column, _) = subject, setsDefault(of: column, in: alterations[(index + 1)...]) {
                    // The old default may not convert, and is not needed. The server drops it before it converts the
                    // column.
                    text = "ALTER COLUMN \(try identifier(column)) DROP DEFAULT,\n    " + text
                }
                if !shared.canTake(subject) { flush() }
                shared.append(text, subject)
            case .alone(let text):
                flush()
                steps.append(step("\(opening) \(text)", command: "ALTER TABLE"))
            case .steps(let own):
                flush()
                steps += own
            }
            if case .addColumn(let column, _) = alteration, let comment = column.comment {
                flush()
                steps.append(try self.comment(onColumn: column.name, of: operation.table, comment))
            }
        }
        flush()
        return steps
    }

    /// Whether a later alteration sets a default of the column, with only changes of columns in between, none of which
    /// needs the old default.
    private func setsDefault(of column: String, in later: ArraySlice<TableAlteration>) -> Bool {
        for alteration in later {
            guard case .alterColumn(let other, let change) = alteration else { return false }
            guard other.isSameText(as: column) else { continue }
            switch change {
            case .setDefault: return true
            case .setType, .setNullable, .setComment: continue
            default: return false
            }
        }
        return false
    }

    /// The SQL form of an alteration.
    private enum AlterationStatement {
        /// An action that may share a statement with others, and its subject.
        case action(String, about: SharedActions.Subject)
        /// An action that needs a separate statement.
        case alone(String)
        /// Any other steps.
        case steps([LoweredStep])
    }

    private func statement(
        of alteration: TableAlteration, on table: QualifiedName
    ) throws(OperationError) -> AlterationStatement {
        switch alteration {
        case .addColumn(let column, let ifNotExists):
            return .action(
                "ADD COLUMN \(ifNotExists ? "IF NOT EXISTS " : "")\(try text(of: column))",
                about: .newColumn(column.name))
        case .dropColumn(let name, _, let ifExists, let dependents):
            return .action(
                "DROP COLUMN \(ifExists ? "IF EXISTS " : "")\(try identifier(name))\(cascade(dependents))",
                about: .droppedColumn(name))
        case .renameColumn(let name, let newName):
            return .alone("RENAME COLUMN \(try identifier(name)) TO \(try identifier(newName))")
        case .alterColumn(let name, .setComment(let comment, _)):
            return .steps([try self.comment(onColumn: name, of: table, comment)])
        case .alterColumn(let name, let change):
            return .action(
                "ALTER COLUMN \(try identifier(name)) \(try text(of: change))", about: subject(of: change, of: name))
        case .addConstraint(let constraint, let validated):
            let name = constraint.name(on: table)
            let notValid = validated ? "" : " NOT VALID"
            return .action("ADD \(try text(of: constraint, named: name))\(notValid)", about: .newConstraint)
        case .addConstraintUsingIndex(let name, let index, let isPrimaryKey):
            let kind = isPrimaryKey ? "PRIMARY KEY" : "UNIQUE"
            return .alone("ADD CONSTRAINT \(try identifier(name)) \(kind) USING INDEX \(try identifier(index))")
        case .dropConstraint(let name, _, let ifExists, let dependents):
            return .alone(
                "DROP CONSTRAINT \(ifExists ? "IF EXISTS " : "")\(try identifier(name))\(cascade(dependents))")
        case .validateConstraint(let name):
            return .alone("VALIDATE CONSTRAINT \(try identifier(name))")
        case .renameConstraint(let name, let newName):
            return .alone("RENAME CONSTRAINT \(try identifier(name)) TO \(try identifier(newName))")
        case .setStorage(let parameters, _):
            return .alone("SET (\(try list(of: parameters)))")
        case .resetStorage(let names, _):
            var quoted: [String] = []
            for name in names { quoted.append(try self.name(ofParameter: name)) }
            return .alone("RESET (\(quoted.joined(separator: ", ")))")
        }
    }

    private func subject(of change: ColumnAlteration, of column: String) -> SharedActions.Subject {
        switch change {
        case .setType(_, _, let using, _): .type(column, using: using)
        case .setNullable: .column(column, .nullability)
        case .setDefault: .column(column, .default)
        case .addIdentity, .setIdentity, .dropIdentity, .dropExpression, .setComment: .column(column, .whole)
        }
    }

    private func text(of change: ColumnAlteration) throws(OperationError) -> String {
        switch change {
        case .setType(let type, let collation, let using, _):
            let collate = try collation.map { name throws(OperationError) in " COLLATE \(try identifier(name))" } ?? ""
            return "TYPE \(try name(of: type))\(collate)\(using.map { " USING \($0)" } ?? "")"
        case .setNullable(let isNullable):
            return isNullable ? "DROP NOT NULL" : "SET NOT NULL"
        case .setDefault(let value, _):
            return text(of: value).map { "SET DEFAULT \($0)" } ?? "DROP DEFAULT"
        case .addIdentity(let identity):
            return "ADD \(text(of: identity))"
        case .setIdentity(let identity, _):
            let options = allWords(of: identity.options).map { "SET \($0)" }
            return (["SET GENERATED \(text(of: identity.insertion))"] + options).joined(separator: " ")
        case .dropIdentity:
            return "DROP IDENTITY"
        case .dropExpression:
            return "DROP EXPRESSION"
        case .setComment(let comment, _):
            // This needs a separate statement and is handled elsewhere.
            return comment ?? ""
        }
    }

    private func cascade(_ dependents: DependentObjects) -> String {
        dependents == .cascade ? " CASCADE" : ""
    }
}
