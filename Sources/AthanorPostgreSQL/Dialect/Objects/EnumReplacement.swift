internal import Athanor

/// Gives an enum type another list of values, and converts the columns that use it.
///
/// PostgreSQL can add a value to a type but not take one away. So a new type takes the name, and each column is converted
/// through text. What names the old type in an expression (defaults, checks, indexes) would keep it, so that it is
/// written down, dropped before and made again after.
struct EnumReplacement: Sendable {
    let name: QualifiedName
    let values: [String]
    let mapping: [String: String]
    let dialect: PostgreSQLDialect

    init(
        _ name: QualifiedName, values: [String], mapping: [String: String], dialect: PostgreSQLDialect
    ) throws(OperationError) {
        for (value, newValue) in mapping.sorted(by: { $0.key < $1.key }) {
            guard !values.contains(value) else {
                throw OperationError(
                    "the value \"\(value)\" of enum type \(name) stays, and the mapping changes it to \"\(newValue)\"",
                    advice: "Leave it out of the mapping, or out of the new values.")
            }
            guard values.contains(newValue) else {
                throw OperationError(
                    "the mapping makes \"\(newValue)\" of \"\(value)\", which is no new value of enum type \(name)",
                    advice: "Name one of the new values.")
            }
        }
        _ = try dialect.creatingEnum(name, values: values)
        self.name = name
        self.values = values
        self.mapping = mapping
        self.dialect = dialect
    }

    var step: LoweredStep {
        .resolvedWhenRun(
            ResolvedStep(summary: "replace values of enum type \(name)") { connection in
                try await statements(on: connection)
            })
    }

    private func statements(on connection: any Connection) async throws -> [Statement] {
        let type = try await EnumType(name, quoted: dialect.identifier(name), on: connection)
        let obstacles = try await type.obstacles(on: connection)
        guard obstacles.isEmpty else {
            throw OperationError(
                "the values of enum type \(name) cannot be replaced because \(obstacles.joined(separator: ", ")) "
                    + "\(obstacles.count == 1 ? "uses" : "use") it",
                advice: "Drop what is named first, replace the values, then create it again, all in this revision.")
        }
        let columns = try await type.columns(on: connection)
        try await refuseLostValues(of: type, in: columns, on: connection)

        let definitions = try await type.definitions(on: connection)
        let defaults = try await converted(type.defaults(on: connection), of: type, on: connection)
        let attributes = try await type.attributes(on: connection)
        let old = type.quoted(named: "athanor_replaced_\(type.oid)", by: dialect)
        var texts = definitions.map(\.dropping)
        texts += defaults.map { "ALTER TABLE ONLY \($0.table) ALTER COLUMN \($0.column) DROP DEFAULT" }
        texts.append("ALTER TYPE \(type.quoted) RENAME TO \(dialect.quote("athanor_replaced_\(type.oid)"))")
        texts.append("CREATE TYPE \(type.quoted) AS ENUM (\(dialect.literals(values)))")
        texts += columns.filter(\.isOwn).map { column in
            """
            ALTER TABLE \(column.table) ALTER COLUMN \(column.column)
                TYPE \(type.quoted)\(column.isArray ? "[]" : "") USING \(conversion(of: column, to: type))
            """
        }
        texts += defaults.map {
            "ALTER TABLE ONLY \($0.table) ALTER COLUMN \($0.column) SET DEFAULT \($0.expression)"
        }
        texts += definitions.flatMap(\.creating)
        texts.append("DROP TYPE \(old)")
        texts += attributes
        return texts.map { Statement(own: $0) }
    }

    /// Through text: the values that stay are the same texts.
    private func conversion(of column: EnumType.Column, to type: EnumType) -> String {
        let changes = mapping.sorted { $0.key < $1.key }.map {
            (dialect.literal(.text($0.key)), dialect.literal(.text($0.value)))
        }
        guard column.isArray else {
            guard !changes.isEmpty else { return "\(column.column)::text::\(type.quoted)" }
            let cases = changes.map { "WHEN \($0) THEN \($1)" }.joined(separator: " ")
            return "(CASE \(column.column)::text \(cases) ELSE \(column.column)::text END)::\(type.quoted)"
        }
        return "\(replacing("\(column.column)::text[]"))::\(type.quoted)[]"
    }

    /// The defaults as they will be: a value which goes, as what becomes of it.
    private func converted(
        _ defaults: [EnumType.Default], of type: EnumType, on connection: any Connection
    ) async throws -> [EnumType.Default] {
        let lost = Set(try await type.values(on: connection)).subtracting(values).subtracting(mapping.keys)
        var converted: [EnumType.Default] = []
        for var value in defaults {
            // What is computed may give anything, and is left as it is.
            if value.isLiteral {
                let isArray = value.isArray
                let rows = try await connection.query(
                    own: isArray
                        ? "SELECT unnest((\(value.expression))::text[]) AS item"
                        : "SELECT (\(value.expression))::text AS item")
                let items = try rows.compactMap { try $0.textIfAny("item") }
                if let item = items.first(where: lost.contains) {
                    throw OperationError(
                        "the value \"\(item)\" of enum type \(name) goes, and it is in the default of column "
                            + "\(value.column) of \(value.table)",
                        advice: "Say what it becomes: mapping: [\"\(item)\": \"…\"], or change the default before.")
                }
                if items.contains(where: { mapping[$0] != nil }) {
                    value.expression = try await mapped(value, items: items, isArray: isArray, of: type, on: connection)
                }
            }
            converted.append(value)
        }
        return converted
    }

    private func mapped(
        _ value: EnumType.Default, items: [String], isArray: Bool, of type: EnumType, on connection: any Connection
    ) async throws -> String {
        guard isArray else {
            let item = items.first ?? ""
            return "\(dialect.literal(.text(mapping[item] ?? item)))::\(type.quoted)"
        }
        let replaced = replacing("(\(value.expression))::text[]")
        let row = try await connection.query(own: "SELECT (\(replaced))::text AS whole").first
        return "\(dialect.literal(Value(try row?.textIfAny("whole"))))::\(type.quoted)[]"
    }

    /// The values that go in an array of texts, replaced. No change makes what another changes: the values that go are not
    /// among those that come.
    private func replacing(_ array: String) -> String {
        mapping.sorted { $0.key < $1.key }.reduce(array) {
            "array_replace(\($0), \(dialect.literal(.text($1.key))), \(dialect.literal(.text($1.value))))"
        }
    }

    private func refuseLostValues(
        of type: EnumType, in columns: [EnumType.Column], on connection: any Connection
    ) async throws {
        for value in try await type.values(on: connection) where !values.contains(value) && mapping[value] == nil {
            let literal = dialect.literal(.text(value))
            for column in columns where column.isOwn {
                let condition =
                    column.isArray
                    ? "\(literal) = ANY (\(column.column)::text[])" : "\(column.column)::text = \(literal)"
                let rows = try await connection.query(
                    own: "SELECT count(*) AS rows FROM \(column.table) WHERE \(condition)")
                guard let count = try rows.first?.integer("rows"), count > 0 else { continue }
                throw OperationError(
                    "the value \"\(value)\" of enum type \(name) goes, and \(count) row\(count == 1 ? "" : "s") of "
                        + "\(column.table) hold\(count == 1 ? "s" : "") it in column \(column.column)",
                    advice: "Say what it becomes: mapping: [\"\(value)\": \"…\"], or change the rows before.")
            }
        }
    }
}
