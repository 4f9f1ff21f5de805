internal import Athanor

/// Checks that refuse alterations SQLite can never make, before anything runs.
extension SQLiteDialect {
    func check(_ operation: AlterTable) throws(OperationError) {
        _ = try identifier(operation.table)
        for alteration in operation.alterations { try check(alteration, of: operation.table) }
    }

    private func check(_ alteration: TableAlteration, of table: QualifiedName) throws(OperationError) {
        switch alteration {
        case .addColumn(let column, _):
            // In a strict table the text may differ; that is checked at run time.
            _ = try text(of: column, isStrict: false)
        case .dropColumn(let name, _, _, _): _ = try identifier(name)
        case .renameColumn(let name, let newName): _ = try identifiers([name, newName])
        case .alterColumn(let name, let change):
            _ = try identifier(name)
            try check(change, of: name, table)
        case .addConstraint(let constraint, _): _ = try text(of: constraint, named: constraint.name(on: table))
        case .dropConstraint(let name, _, _, _), .validateConstraint(let name): _ = try identifier(name)
        case .renameConstraint(let name, let newName): _ = try identifiers([name, newName])
        case .addConstraintUsingIndex(let name, let index, _):
            throw OperationError(
                "the constraint \"\(name)\" cannot use the index \"\(index)\": SQLite cannot do this",
                advice: "Where `op.databaseKind == .sqlite`, drop the index and add the constraint.")
        case .setStorage, .resetStorage:
            throw OperationError(
                "table \"\(table)\" cannot have storage parameters: SQLite has none",
                advice: "Leave it out where `op.databaseKind == .sqlite`.")
        }
    }

    private func check(
        _ change: ColumnAlteration, of column: String, _ table: QualifiedName
    ) throws(OperationError) {
        switch change {
        case .setType(let type, let collation, _, _):
            _ = try name(of: type, isStrict: false)
            if let collation { _ = try collateClause(collation) }
        case .addIdentity(let identity), .setIdentity(let identity, _): try check(identity, for: column)
        case .setComment:
            throw OperationError(
                "the comment of column \"\(column)\" of table \"\(table)\" cannot be set: SQLite keeps only the "
                    + "comments in the text of CREATE TABLE",
                advice: "Leave it out where `op.databaseKind == .sqlite`.")
        case .setNullable, .setDefault, .dropIdentity, .dropExpression: break
        }
    }
}
