internal import Athanor

/// Inspects the table at run time; uses SQLite's own statements if they suffice, else rebuilds the table.
struct AlteringTable {
    private let operation: AlterTable
    private let dialect = SQLiteDialect()
    private var schema: TableSchema { operation.table.tableSchema ?? .main }

    init(_ operation: AlterTable) {
        self.operation = operation
    }

    /// Runs the alterations.
    /// - Returns: no statements, because nothing remains to run.
    @Sendable func run(on connection: any Connection) async throws -> [SQLStatement] {
        guard let table = try await find(on: connection) else { return [] }
        for phase in AlterationPhases(operation.alterations, of: operation.table).phases {
            switch phase {
            case .rename(let name, let newName):
                let renaming = try dialect.native(
                    .renameColumn(name, to: newName), on: QualifiedName(schema: schema.rawValue, name: table),
                    isStrict: false)
                if let renaming { try await connection.query(sql: SQLStatement(renaming)) }
            case .edits(let alterations):
                try await make(alterations, of: table, on: connection)
            }
        }
        return []
    }

    /// Returns the table's name as it was written; `nil` if the table is missing and may be.
    private func find(on connection: any Connection) async throws -> String? {
        let object = try await SchemaObject.named(operation.table.name, in: schema, on: connection)
        if let object, object.type == "table" { return object.name }
        if object == nil, operation.ifExists { return nil }
        throw OperationError(
            object.map { "\"\($0.name)\" is \($0.kindWithArticle), not a table" }
                ?? "there is no table \"\(operation.table)\"",
            advice: "Alter tables only; a view is dropped and created again.")
    }

    private func make(
        _ alterations: [TableAlteration], of name: String, on connection: any Connection
    ) async throws {
        guard let sql = try await SchemaObject.named(name, in: schema, on: connection)?.sql,
            let stored = StoredTable(sql)
        else {
            throw OperationError(
                "table \"\(name)\" cannot be altered: it is a virtual table, or its text is not understood",
                advice: "Alter it with your own SQL, in op.execute.")
        }
        var edited = EditedTable(stored)
        var effective: [TableAlteration] = []
        var droppedIndexes: [String] = []
        for alteration in alterations {
            let before = edited.table.sql
            if case .dropColumn(let column, _, _, let dependents) = alteration, stored.column(column) != nil,
                edited.table.column(column) != nil
            {
                let users = try await ColumnUsers(of: column, in: edited, schema, on: connection)
                droppedIndexes += try users.indexesToDrop(dependents)
            }
            try edited.apply(alteration)
            if !edited.table.sql.isSameText(as: before) || !edited.isTrivial { effective.append(alteration) }
        }
        guard !edited.table.sql.isSameText(as: stored.sql) || !edited.isTrivial else { return }
        // No permanent object reads a temporary table.
        let readers = schema == .main ? try await Readers(of: name, on: connection) : nil
        let mayDropKey = schema == .main && alterations.contains(where: \.mayDropKey)
        let referring = mayDropKey ? try await ReferringTables(of: name, on: connection) : nil
        let isMade =
            droppedIndexes.isEmpty
            ? try await makeNatively(effective, of: stored, on: connection) : false
        if !isMade {
            try await TableRebuild(old: stored, new: edited, in: schema, droppedIndexes: droppedIndexes)
                .run(on: connection)
        }
        try await readers?.check(on: connection)
        try await referring?.check(on: connection)
    }

    /// Makes alterations by SQLite's own statements, if it has one for each and accepts them all.
    private func makeNatively(
        _ alterations: [TableAlteration], of stored: StoredTable, on connection: any Connection
    ) async throws -> Bool {
        var statements: [SQLStatement] = []
        for alteration in alterations {
            if case .dropColumn(let column, _, _, let dependents) = alteration {
                // SQLite does not drop table constraints together with a column.
                guard dependents == .refuse || stored.constraints.isEmpty else { return false }
                guard stored.column(column)?.clauses.contains(where: \.isConstraint) != true else { return false }
            }
            let text = try dialect.native(
                alteration, on: QualifiedName(schema: schema.rawValue, name: stored.name), isStrict: stored.isStrict)
            guard let text else { return false }
            statements.append(SQLStatement(text))
        }
        do {
            try await connection.savepoint {
                for statement in statements { try await connection.query(sql: statement) }
            }
            return true
        } catch let error as DatabaseFailure where error.kind == .statement {
            return false
        }
    }
}

extension EditedTable {
    /// Whether no value changes.
    fileprivate var isTrivial: Bool {
        sources.allSatisfy { $0.expression.isSameText(as: dialect.quote($0.column)) }
    }
}

extension TableAlteration {
    /// Whether foreign keys to the table may lose the key that they refer to.
    fileprivate var mayDropKey: Bool {
        switch self {
        case .dropColumn, .dropConstraint: true
        default: false
        }
    }
}
