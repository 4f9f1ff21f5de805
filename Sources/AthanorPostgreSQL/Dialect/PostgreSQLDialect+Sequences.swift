package import Athanor

extension PostgreSQLDialect {
    /// `CREATE SEQUENCE`, `ALTER SEQUENCE`, `DROP SEQUENCE`.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: SequenceOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let sequence, let ifNotExists):
            var words = [
                "CREATE SEQUENCE", ifNotExists ? "IF NOT EXISTS" : nil, try identifier(sequence.name),
                try sequence.type.map { "AS \(try name(of: $0))" },
            ].compactMap(\.self)
            words += self.words(of: sequence.options)
            if let owner = sequence.owner {
                words.append("OWNED BY \(try identifier(owner.table)).\(try identifier(owner.column))")
            }
            return [step(words.joined(separator: " "), command: "CREATE SEQUENCE")]
        case .alter(let name, let options, _):
            let words = words(of: options)
            guard !words.isEmpty else {
                throw OperationError(
                    "the operation \"\(operation.summary)\" changes nothing",
                    advice: "Say what changes: SequenceOptions(increment: 10).")
            }
            return [altering("SEQUENCE", try identifier(name), words.joined(separator: " "))]
        case .restart(let name, let number):
            let start = number.map { " WITH \($0)" } ?? ""
            return [altering("SEQUENCE", try identifier(name), "RESTART\(start)")]
        case .drop(let name, _, let ifExists, let dependents):
            return [dropping("SEQUENCE", try identifier(name), ifExists: ifExists, dependents: dependents)]
        case .rename(let name, let newName):
            return [altering("SEQUENCE", try identifier(name), "RENAME TO \(try identifier(newName))")]
        case .setSchema(let name, let schema):
            return [altering("SEQUENCE", try identifier(name), "SET SCHEMA \(try identifier(schema))")]
        }
    }
}
