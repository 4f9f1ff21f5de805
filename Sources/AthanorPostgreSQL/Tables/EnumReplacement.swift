internal import Athanor

/// Replaces the list of values of an enum type, and converts the columns that use it.
///
/// PostgreSQL can add a value to a type but not remove one. So a new type takes the name, and each column is converted
/// through text. Defaults, checks and indexes that name the old type would keep it, and foreign keys over its columns
/// prevent the conversion. So they are recorded and dropped before, and created again after.
struct EnumReplacement: Sendable {
    let name: QualifiedName
    let values: [String]
    let mapping: [ExactText: ExactText]
    let dialect: PostgreSQLDialect

    init(
        _ name: QualifiedName, values: [String], mapping: [ExactText: ExactText], dialect: PostgreSQLDialect
    ) throws(OperationError) {
        let coming = values.exact
        for (value, newValue) in mapping.sorted(by: { $0.key < $1.key }) {
            guard !coming.contains(value) else {
                throw OperationError(
                    "the value \"\(value)\" of enum type \(name) is kept, but the mapping changes it to "
                        + "\"\(newValue)\"",
                    advice: "Leave it out of the mapping, or out of the new values.")
            }
            guard coming.contains(newValue) else {
                throw OperationError(
                    "the mapping changes \"\(value)\" to \"\(newValue)\", which is not a new value of enum type "
                        + "\(name)",
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

    private func statements(on connection: any Connection) async throws -> [SQLStatement] {
        let type = try await EnumType(name, quoted: dialect.identifier(name), on: connection)
        let obstacles = try await type.obstacles(on: connection)
        guard obstacles.isEmpty else {
            throw OperationError(
                "the values of enum type \(name) cannot be replaced because \(obstacles.joined(separator: ", ")) "
                    + "\(obstacles.count == 1 ? "uses" : "use") it",
                advice:
                    "Drop these objects first, replace the values, then create the objects again, all in this "
                    + "revision.")
        }
        if let stranger = try await type.strangers(on: connection).first {
            throw OperationError(
                "the values of enum type \(name) cannot be replaced: \(stranger.description), and code of role "
                    + "\(stranger.owner) would run with the rights of \(stranger.converter)",
                advice:
                    "Give both tables to one owner, or name \(stranger.owner) as `trusted_owners` in athanor.yaml if you trust "
                    + "it with these rights.")
        }
        let columns = try await type.columns(on: connection)
        try await refuseLostValues(of: type, in: columns, on: connection)

        let definitions = try await type.definitions(on: connection)
        let defaults = try await converted(type.defaults(on: connection), of: type, on: connection)
        let attributes = try await type.attributes(on: connection)
        let old = type.quoted(named: "athanor_replaced_\(type.oid)", by: dialect)
        // Texts written by table owners are evaluated with the owners' rights.
        let temporary = try await Workshop.Temporary(
            for: ReplacingSession(on: connection), about: type.oid, on: connection)
        let workshop = temporary.workshop
        func altering(_ text: String, of home: EnumType.Home) -> String {
            workshop.running(text, as: home.owner, about: home.schema)
        }
        var texts = temporary.opening + definitions.map(\.dropping)
        texts += defaults.map { "ALTER TABLE ONLY \($0.table) ALTER COLUMN \($0.column) DROP DEFAULT" }
        texts.append("ALTER TYPE \(type.quoted) RENAME TO \(dialect.quote("athanor_replaced_\(type.oid)"))")
        texts.append("CREATE TYPE \(type.quoted) AS ENUM (\(dialect.literals(values)))")
        texts += columns.filter(\.isOwn).map { column in
            altering(
                """
                ALTER TABLE \(column.table) ALTER COLUMN \(column.column)
                    TYPE \(type.quoted)\(column.isArray ? "[]" : "") USING \(conversion(of: column, to: type))
                """, of: column.home)
        }
        texts += defaults.map {
            altering(
                "ALTER TABLE ONLY \($0.table) ALTER COLUMN \($0.column) SET DEFAULT \($0.expression)", of: $0.home)
        }
        texts += try definitions.flatMap { [try creating($0, in: workshop), $0.commenting] }
        texts.append("DROP TYPE \(old)")
        texts += attributes + temporary.closing
        return texts.map { SQLStatement(own: $0) }
    }

    /// Creates a constraint or an index again. An owner who may not create in the table's schema is lent that right,
    /// but only for a definition that runs no code of any role.
    private func creating(_ definition: EnumType.Definition, in workshop: Workshop) throws(OperationError) -> String {
        let (owner, schema) = (definition.home.owner, definition.home.schema)
        let isLent = definition.lacksCreate && !workshop.isPlain(owner)
        guard !isLent || definition.isHarmless else {
            throw OperationError(
                "the values of enum type \(name) cannot be replaced: \(definition.creating) is run with the rights of the "
                    + "table's owner \(owner), who may not create in schema \(schema)",
                advice:
                    "GRANT CREATE ON SCHEMA \(dialect.quote(schema)) TO \(dialect.quote(owner)), or drop it before and "
                    + "create it again after, in this revision.")
        }
        return workshop.running(
            definition.creating, as: owner, about: schema,
            lending: isLent ? ["CREATE ON SCHEMA \(dialect.quote(schema))"] : [])
    }

    /// A value of the type as text. A cast to text could call a function of the type's owner.
    private func text(_ value: String) -> String { "pg_catalog.textin(pg_catalog.enum_out(\(value)))" }

    /// An array of the type as an array of texts.
    private func texts(_ array: String) -> String {
        "pg_catalog.textin(pg_catalog.array_out(\(array)))::pg_catalog.text[]"
    }

    /// The expression that converts a column. It goes through text, because the kept values have the same texts.
    private func conversion(of column: EnumType.Column, to type: EnumType) -> String {
        let changes = mapping.sorted { $0.key < $1.key }.map {
            (dialect.literal(.text($0.key.text)), dialect.literal(.text($0.value.text)))
        }
        guard column.isArray else {
            guard !changes.isEmpty else { return "\(text(column.column))::\(type.quoted)" }
            let cases = changes.map { "WHEN \($0) THEN \($1)" }.joined(separator: " ")
            return "(CASE \(text(column.column)) \(cases) ELSE \(text(column.column)) END)::\(type.quoted)"
        }
        return "\(replacing(texts(column.column)))::\(type.quoted)[]"
    }

    /// The defaults after the conversion, with removed values replaced by those of the mapping.
    /// - Throws: ``OperationError`` for a default with a removed value that the mapping does not replace;
    ///   ``DatabaseFailure``.
    private func converted(
        _ defaults: [EnumType.Default], of type: EnumType, on connection: any Connection
    ) async throws -> [EnumType.Default] {
        let lost = try await type.values(on: connection).exact.subtracting(values.exact).subtracting(mapping.keys)
        var converted: [EnumType.Default] = []
        for var value in defaults {
            // A computed default may return any value, so it is left unchanged.
            if value.isLiteral {
                let isArray = value.isArray
                let rows = try await connection.query(
                    own: isArray
                        ? "SELECT unnest(\(texts(value.expression))) AS item"
                        : "SELECT \(text(value.expression)) AS item")
                let items = try rows.compactMap { try $0["item", as: String?.self] }
                if let item = items.first(where: { lost.contains(ExactText($0)) }) {
                    throw OperationError(
                        "the value \"\(item)\" of enum type \(name) is removed, but it is in the default of column "
                            + "\(value.column) of \(value.table)",
                        advice: "Say what it becomes: mapping: [\"\(item)\": \"…\"], or change the default before.")
                }
                if items.contains(where: { mapping[ExactText($0)] != nil }) {
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
            return "\(dialect.literal(.text(mapping[ExactText(item)]?.text ?? item)))::\(type.quoted)"
        }
        let replaced = replacing(texts(value.expression))
        let row = try await connection.query(own: "SELECT (\(replaced))::text AS whole").first
        return "\(dialect.literal(Value(try row?["whole", as: String?.self])))::\(type.quoted)[]"
    }

    /// An array of texts with the removed values replaced. No replacement affects another: the removed values are not
    /// among the new ones.
    private func replacing(_ array: String) -> String {
        mapping.sorted { $0.key < $1.key }.reduce(array) {
            "array_replace(\($0), \(dialect.literal(.text($1.key.text))), \(dialect.literal(.text($1.value.text))))"
        }
    }

    /// Refuses rows with removed values that the mapping does not replace. It only checks tables without code of roles
    /// that are not trusted, because a query over a table runs code in its indexes and policies. In other tables, the
    /// conversion fails at such a row.
    private func refuseLostValues(
        of type: EnumType, in columns: [EnumType.Column], on connection: any Connection
    ) async throws {
        let coming = values.exact
        for value in try await type.values(on: connection)
        where !coming.contains(ExactText(value)) && mapping[ExactText(value)] == nil {
            let literal = dialect.literal(.text(value))
            for column in columns where column.isOwn && column.home.isTrusted {
                let condition =
                    column.isArray
                    ? "\(literal) = ANY (\(texts(column.column)))" : "\(text(column.column)) = \(literal)"
                let rows = try await connection.query(
                    own: "SELECT count(*) AS rows FROM \(column.table) WHERE \(condition)")
                guard let count = try rows.first?["rows", as: Int64.self], count > 0 else { continue }
                throw OperationError(
                    "the value \"\(value)\" of enum type \(name) is removed, but "
                        + "\(count) row\(count == 1 ? "" : "s") of \(column.table) hold\(count == 1 ? "s" : "") it "
                        + "in column \(column.column)",
                    advice: "Say what it becomes: mapping: [\"\(value)\": \"…\"], or change the rows before.")
            }
        }
    }
}
