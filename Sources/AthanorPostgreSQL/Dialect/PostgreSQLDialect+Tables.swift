package import Athanor

extension PostgreSQLDialect {
    /// The maximum length in bytes of a name that PostgreSQL keeps: `NAMEDATALEN` minus one.
    package var longestIdentifier: Int? { 63 }

    /// `CREATE TABLE` with its `COMMENT ON` statements, `DROP TABLE`, `ALTER TABLE … RENAME` and `SET SCHEMA`.
    ///
    /// Source: PostgreSQL documentation, "CREATE TABLE".
    /// - Throws: ``OperationError``.
    package func lower(_ operation: TableOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let table, let ifNotExists):
            let creation = try creating(table, ifNotExists: ifNotExists)
            return [step(creation, command: "CREATE TABLE")] + (try comments(of: table))
        case .drop(let name, _, let ifExists, let dependents):
            let words = [
                "DROP TABLE", ifExists ? "IF EXISTS" : nil, try identifier(name),
                dependents == .cascade ? "CASCADE" : nil,
            ]
            return [step(words.compactMap(\.self).joined(separator: " "), command: "DROP TABLE")]
        case .rename(let name, let newName):
            let text = "ALTER TABLE \(try identifier(name)) RENAME TO \(try identifier(newName))"
            return [step(text, command: "ALTER TABLE")]
        case .setSchema(let name, let schema):
            let text = "ALTER TABLE \(try identifier(name)) SET SCHEMA \(try identifier(schema))"
            return [step(text, command: "ALTER TABLE")]
        }
    }

    private func creating(_ table: TableDefinition, ifNotExists: Bool) throws(OperationError) -> String {
        let words = [
            "CREATE", table.options.contains(.unlogged) ? "UNLOGGED" : nil, "TABLE",
            ifNotExists ? "IF NOT EXISTS" : nil, try identifier(table.name),
        ]
        var text = words.compactMap(\.self).joined(separator: " ")
        var elements: [String] = []
        for column in table.columns { elements.append(try self.text(of: column)) }
        for (name, constraint) in table.namedConstraints { elements.append(try self.text(of: constraint, named: name)) }
        if case .of(let parent, let bound)? = table.partitioning {
            guard table.columns.isEmpty else {
                throw OperationError(
                    "table \(table.name) is a partition of \(parent), but defines columns",
                    advice: "Leave them out: a partition has the columns of its parent.")
            }
            text += " PARTITION OF \(try identifier(parent))"
            if !elements.isEmpty { text += list(elements) }
            text += " \(bound)"
        } else {
            text += list(elements)
        }
        if case .by(let key)? = table.partitioning { text += " PARTITION BY \(key)" }
        if !table.storage.isEmpty { text += " WITH (\(try self.list(of: table.storage)))" }
        if let tablespace = table.tablespace { text += " TABLESPACE \(try identifier(tablespace))" }
        return text
    }

    private func list(_ elements: [String]) -> String {
        elements.isEmpty ? " ()" : " (\n    \(elements.joined(separator: ",\n    "))\n)"
    }

    private func comments(of table: TableDefinition) throws(OperationError) -> [LoweredStep] {
        var steps: [LoweredStep] = []
        if let comment = table.comment {
            steps.append(self.comment(on: "TABLE \(try identifier(table.name))", comment))
        }
        for column in table.columns {
            guard let comment = column.comment else { continue }
            steps.append(try self.comment(onColumn: column.name, of: table.name, comment))
        }
        return steps
    }

    func comment(
        onColumn column: String, of table: QualifiedName, _ comment: String?
    ) throws(OperationError) -> LoweredStep {
        self.comment(on: "COLUMN \(try identifier(table)).\(try identifier(column))", comment)
    }

    /// `COMMENT ON`; `nil` removes the comment.
    func comment(on object: String, _ comment: String?) -> LoweredStep {
        let text = comment.map { literal(.text($0)) } ?? "NULL"
        return step("COMMENT ON \(object) IS \(text)", command: "COMMENT")
    }

    func step(_ text: String, command: String) -> LoweredStep {
        .statement(LoweredStatement(SQLStatement(text), command: command))
    }
}
