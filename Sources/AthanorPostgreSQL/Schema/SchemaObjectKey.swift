internal import Athanor

/// Identifies an object of a schema.
struct SchemaObjectKey: Sendable, Hashable, Codable {
    /// The kind.
    let kind: SchemaObjectKind
    /// The names of everything that contains it, and its own: `[schema, table, column]`.
    ///
    /// A routine has its argument types as the last part, as the server writes them: `[schema, name, "integer, text"]`.
    let path: [ExactText]

    init(_ kind: SchemaObjectKind, _ path: [ExactText]) {
        self.kind = kind
        self.path = path
    }

    /// The path's parts as text.
    var names: [String] { path.map(\.text) }

    /// The name of the schema; the whole name for an object without one.
    var schema: String { path.first?.text ?? "" }

    /// The last part of the path.
    var name: String { path.last?.text ?? "" }

    /// The key of an object of the same kind with another last part.
    func renamed(_ name: ExactText) -> SchemaObjectKey { SchemaObjectKey(kind, path.dropLast() + [name]) }

    /// The same names for another kind.
    func `as`(_ kind: SchemaObjectKind) -> SchemaObjectKey { SchemaObjectKey(kind, path) }

    /// The key of what contains it, for objects in a table, view or the like: the path without its last part.
    func container(_ kind: SchemaObjectKind) -> SchemaObjectKey { SchemaObjectKey(kind, Array(path.dropLast())) }
}

extension SchemaObjectKey: Comparable {
    /// By kind, then by names.
    static func < (one: SchemaObjectKey, other: SchemaObjectKey) -> Bool {
        one.kind == other.kind ? one.path.lexicographicallyPrecedes(other.path) : one.kind < other.kind
    }
}

extension SchemaObjectKey: CustomStringConvertible {
    /// For people: `column public.orders.total`.
    var description: String {
        switch kind {
        case .defaultPrivileges where names.count == 3:
            "default privileges on \(name)\(names[1].isEmpty ? "" : " in \(names[1])")"
                + (schema.isEmpty ? "" : " of role \(schema)")
        case .function, .procedure, .aggregate:
            "\(kind.rawValue) \(names.dropLast().joined(separator: "."))(\(name))"
        case .operator: "operator \(names.dropLast().joined(separator: ".")) (\(name))"
        case .cast: "cast (\(names.joined(separator: " AS ")))"
        default: "\(kind.rawValue) \(names.joined(separator: "."))"
        }
    }
}

extension SchemaObjectKey {
    /// The object as SQL names it in COMMENT ON, DROP and GRANT, without the keyword: `"public"."orders"."total"`,
    /// `"positive" ON "public"."orders"`.
    var sql: String {
        let dialect = PostgreSQLDialect()
        func joined(_ parts: some Sequence<String>) -> String { parts.map(dialect.quote).joined(separator: ".") }
        switch kind {
        case .constraint, .trigger, .rule, .policy:
            return "\(dialect.quote(name)) ON \(joined(names.dropLast()))"
        case .function, .procedure, .aggregate: return "\(joined(names.dropLast()))(\(name))"
        case .domainConstraint: return "\(dialect.quote(name)) ON DOMAIN \(joined(names.dropLast()))"
        // An operator's name cannot be quoted.
        case .operator where names.count == 3: return "\(dialect.quote(schema)).\(names[1]) (\(name))"
        case .cast: return "(\(names.joined(separator: " AS ")))"
        case .userMapping:
            return "FOR \(name == "public" ? "PUBLIC" : dialect.quote(name)) SERVER \(dialect.quote(schema))"
        case .columnDefault, .column: return joined(names)
        default: return joined(names)
        }
    }

    /// The keyword of the kind in SQL: `MATERIALIZED VIEW`.
    var keyword: String {
        switch kind {
        case .enumType, .compositeType, .rangeType: "TYPE"
        case .attribute, .viewColumn: "COLUMN"
        case .domainConstraint: "CONSTRAINT"
        case .foreignDataWrapper: "FOREIGN DATA WRAPPER"
        default: kind.rawValue.uppercased()
        }
    }
}
