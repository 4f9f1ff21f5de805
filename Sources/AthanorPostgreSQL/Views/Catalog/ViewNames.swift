internal import Athanor

/// Names of views, for one query about all of them.
struct ViewNames {
    private let names: [QualifiedName]

    init(_ names: [QualifiedName]) { self.names = names }

    /// The values that ``relations`` binds.
    var values: [Value] { [Self.array(names.map { $0.schema ?? "" }), Self.array(names.map(\.name))] }

    /// An SQL query for the OIDs of the views with their names, by the first two bound values.
    static let relations = """
        SELECT c.oid, w.schema, w.name
        FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS w (schema, name)
        JOIN pg_catalog.pg_namespace AS n ON n.nspname = w.schema
        JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = w.name
        """

    /// Returns the name in the columns `schema` and `name` of a row.
    static func name(_ row: ResultRow) throws -> QualifiedName {
        QualifiedName(schema: try row["schema", as: String.self], name: try row["name", as: String.self])
    }

    /// Returns texts as an array literal.
    static func array(_ texts: [String]) -> Value {
        let elements = texts.map {
            "\"" + $0.replacingBytes(of: "\\", with: "\\\\").replacingBytes(of: "\"", with: "\\\"") + "\""
        }
        return .text("{\(elements.joined(separator: ","))}")
    }
}
