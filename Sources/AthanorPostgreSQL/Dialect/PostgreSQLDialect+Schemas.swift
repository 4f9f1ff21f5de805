package import Athanor

extension PostgreSQLDialect {
    /// `CREATE SCHEMA`, `DROP SCHEMA`, `ALTER SCHEMA`.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: SchemaOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let name, let owner, let ifNotExists):
            let authorization = try owner.map { " AUTHORIZATION \(try text(of: $0))" } ?? ""
            return [
                step(
                    "CREATE SCHEMA \(ifNotExists ? "IF NOT EXISTS " : "")\(try identifier(name))\(authorization)",
                    command: "CREATE SCHEMA")
            ]
        case .drop(let name, _, let ifExists, let dependents):
            return [dropping("SCHEMA", try identifier(name), ifExists: ifExists, dependents: dependents)]
        case .rename(let name, let newName):
            return [altering("SCHEMA", try identifier(name), "RENAME TO \(try identifier(newName))")]
        }
    }

    /// `CREATE EXTENSION`, `ALTER EXTENSION … UPDATE`, `DROP EXTENSION`.
    /// - Throws: ``OperationError``.
    package func lower(_ operation: ExtensionOperation) throws -> [LoweredStep] {
        switch operation {
        case .create(let name, let schema, let version, let cascade, let ifNotExists):
            let words = [
                "CREATE EXTENSION", ifNotExists ? "IF NOT EXISTS" : nil, try identifier(name),
                try schema.map { "SCHEMA \(try identifier($0))" }, version.map { "VERSION \(literal(.text($0)))" },
                cascade ? "CASCADE" : nil,
            ]
            return [step(words.compactMap(\.self).joined(separator: " "), command: "CREATE EXTENSION")]
        case .update(let name, let version, _):
            let target = version.map { " TO \(literal(.text($0)))" } ?? ""
            return [altering("EXTENSION", try identifier(name), "UPDATE\(target)")]
        case .drop(let name, let ifExists, let dependents):
            return [dropping("EXTENSION", try identifier(name), ifExists: ifExists, dependents: dependents)]
        }
    }
}
