package import Athanor

extension PostgreSQLDialect {
    /// `CREATE INDEX`, `DROP INDEX` and `ALTER INDEX … RENAME`. With `CONCURRENTLY`, the first two run outside any
    /// transaction.
    ///
    /// Source: PostgreSQL documentation, "CREATE INDEX", "DROP INDEX".
    /// - Throws: ``OperationError``.
    package func lower(_ operation: IndexOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let index, let relation, let concurrently, let ifNotExists):
            let text = try creating(index, on: relation, concurrently: concurrently, ifNotExists: ifNotExists)
            return [step(text, concurrently: concurrently, command: "CREATE INDEX")]
        case .drop(let name, _, let concurrently, let ifExists, let dependents):
            guard !concurrently || dependents == .refuse else {
                throw OperationError(
                    "index \(name) cannot be dropped concurrently with all that depends on it",
                    advice: "Leave out `concurrently`, or drop the objects that depend on the index first.")
            }
            let words = [
                "DROP INDEX", concurrently ? "CONCURRENTLY" : nil, ifExists ? "IF EXISTS" : nil, try identifier(name),
                dependents == .cascade ? "CASCADE" : nil,
            ]
            return [
                step(words.compactMap(\.self).joined(separator: " "), concurrently: concurrently, command: "DROP INDEX")
            ]
        case .rename(let name, let newName):
            let text = "ALTER INDEX \(try identifier(name)) RENAME TO \(try identifier(newName))"
            return [step(text, concurrently: false, command: "ALTER INDEX")]
        }
    }

    /// The `CREATE INDEX` statement. An index is in the schema of its relation, so its name is never qualified.
    func creating(
        _ index: IndexDefinition, on relation: QualifiedName, concurrently: Bool = false, ifNotExists: Bool = false
    ) throws(OperationError) -> String {
        let name = index.name(on: relation)
        guard !index.keys.isEmpty else {
            throw OperationError(
                "the index \"\(name)\" on \(relation) has no columns",
                advice: "Name the columns: .unique(\"user_id\", \"target_date\").")
        }
        var words = [
            index.isUnique ? "CREATE UNIQUE INDEX" : "CREATE INDEX", concurrently ? "CONCURRENTLY" : nil,
            ifNotExists ? "IF NOT EXISTS" : nil, try identifier(name), "ON", try identifier(relation),
        ]
        if let method = index.method { words += ["USING", try identifier(method)] }
        words.append("(\(try list(of: index.keys)))")
        if !index.include.isEmpty { words.append("INCLUDE (\(try identifiers(index.include)))") }
        if index.nullsNotDistinct { words.append("NULLS NOT DISTINCT") }
        if !index.storage.isEmpty { words.append("WITH (\(try list(of: index.storage)))") }
        if let tablespace = index.tablespace { words += ["TABLESPACE", try identifier(tablespace)] }
        if let condition = index.condition { words += ["WHERE", condition] }
        return words.compactMap(\.self).joined(separator: " ")
    }

    private func list(of keys: [IndexKey]) throws(OperationError) -> String {
        var texts: [String] = []
        for key in keys { texts.append(try text(of: key)) }
        return texts.joined(separator: ", ")
    }

    /// A key of an index or an exclusion constraint.
    func text(of key: IndexKey) throws(OperationError) -> String {
        var text: String
        switch key.subject {
        case .column(let name): text = try identifier(name)
        case .expression(let expression): text = "(\(expression))"
        }
        if let collation = key.collation { text += " COLLATE \(try identifier(collation))" }
        if let operatorClass = key.operatorClass { text += " \(try identifier(operatorClass))" }
        if key.order == .descending { text += " DESC" }
        switch key.nulls {
        case .first: text += " NULLS FIRST"
        case .last: text += " NULLS LAST"
        case nil: break
        }
        return text
    }

    /// Storage parameters in the form that goes in parentheses.
    func list(of parameters: StorageParameters) throws(OperationError) -> String {
        var texts: [String] = []
        for parameter in parameters.parameters {
            texts.append("\(try name(ofParameter: parameter.name)) = \(literal(parameter.value))")
        }
        return texts.joined(separator: ", ")
    }

    /// A storage parameter's name. The part before a dot, such as `toast`, is quoted separately.
    func name(ofParameter name: String) throws(OperationError) -> String {
        var names: [String] = []
        for part in name.split(separator: ".", omittingEmptySubsequences: false) {
            names.append(try identifier(String(part)))
        }
        return names.joined(separator: ".")
    }

    private func step(_ text: String, concurrently: Bool, command: String) -> LoweredStep {
        .statement(
            LoweredStatement(SQLStatement(text), execution: concurrently ? .alone : .inTransaction, command: command))
    }
}
