package import Athanor

extension SQLiteDialect {
    /// Joins adjacent operations that alter the same table, so that it is rebuilt once.
    package func joining(_ operations: [any MigrationOperation]) -> [any MigrationOperation] {
        var joined: [any MigrationOperation] = []
        for operation in operations {
            if let next = operation as? AlterTable, let last = joined.last as? AlterTable, last.isOfSameTable(as: next),
                last.mistake == nil, next.mistake == nil
            {
                joined[joined.count - 1] = AlterTable(
                    last.table, last.alterations + next.alterations, dependentViews: last.dependentViews)
            } else {
                joined.append(operation)
            }
        }
        return joined
    }

    /// Returns `ALTER TABLE … ADD COLUMN`, `RENAME COLUMN` and `DROP COLUMN` where SQLite can do this; otherwise one
    /// rebuild of the table. (https://sqlite.org/lang_altertable.html)
    /// - Throws: ``OperationError`` for alterations that SQLite can never make.
    package func lower(_ operation: AlterTable) throws -> [LoweredStep] {
        try check(operation)
        if let statements = try plainStatements(of: operation) {
            return statements.map { step($0, command: "ALTER TABLE") }
        }
        guard operation.table.tableSchema != nil else {
            throw OperationError(
                "table \"\(operation.table)\" would have to be rebuilt, which is possible only in the "
                    + "schemas main and temp",
                advice: "Rebuild it with your own SQL.")
        }
        return [
            .resolvedWhenRun(
                ResolvedStep(
                    summary: operation.summary, rebuiltTables: [operation.table],
                    statements: AlteringTable(operation).run))
        ]
    }

    /// Returns the statements of alterations that SQLite itself can make on any table; `nil` when that is not certain.
    private func plainStatements(of operation: AlterTable) throws(OperationError) -> [String]? {
        guard !operation.ifExists else { return nil }
        var statements: [String] = []
        for alteration in operation.alterations {
            switch alteration {
            case .renameColumn: break
            case .addColumn(let column, ifNotExists: false) where isPlain(column): break
            default: return nil
            }
            guard let text = try native(alteration, on: operation.table.inMain, isStrict: false) else { return nil }
            statements.append(text)
        }
        return statements
    }

    private func isPlain(_ column: ColumnDefinition) -> Bool {
        guard column.isNullable, case .given(let value) = column.source else { return false }
        if case .expression = value { return false }
        // Whether the table is strict, and so uses another type name, is known only at run time.
        guard case .raw = column.type else {
            return (try? name(of: column.type, isStrict: true)) == (try? name(of: column.type, isStrict: false))
        }
        return true
    }

    /// Returns SQLite's own statement for an alteration; `nil` if it has none.
    func native(
        _ alteration: TableAlteration, on table: QualifiedName, isStrict: Bool
    ) throws(OperationError) -> String? {
        let opening = "ALTER TABLE \(try identifier(table))"
        switch alteration {
        case .addColumn(let column, _):
            switch column.source {
            case .identity: return nil
            case .generated(let generated) where generated.storage == .stored: return nil
            case .given, .generated: return "\(opening) ADD COLUMN \(try text(of: column, isStrict: isStrict))"
            }
        case .dropColumn(let name, _, _, _): return "\(opening) DROP COLUMN \(try identifier(name))"
        case .renameColumn(let name, let newName):
            return "\(opening) RENAME COLUMN \(try identifier(name)) TO \(try identifier(newName))"
        default: return nil
        }
    }
}

extension AlterTable {
    fileprivate func isOfSameTable(as other: AlterTable) -> Bool {
        !ifExists && !other.ifExists && dependentViews == other.dependentViews
            && table.name.isSameName(as: other.table.name)
            && (table.schema ?? "main").isSameName(as: other.table.schema ?? "main")
    }
}
