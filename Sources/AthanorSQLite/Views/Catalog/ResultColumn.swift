internal import Athanor

/// A column of the plain view that holds a definition, with the properties that decide how its values are compared.
///
/// For a view's columns, SQLite reports only a type for display: it differs between versions, and does not include
/// collations. So these properties are found by tests on a view with that definition, without running its query.
struct ResultColumn: Sendable {
    let name: String
    /// The type that SQLite reports, `""` for none.
    let reportedType: String
    /// The column's effect on the other operand of a comparison.
    let affinity: ComparedAffinity
    /// The name of the column's collation.
    let collation: String

    /// The number of columns per query: SQLite limits the columns of a result. (https://sqlite.org/limits.html)
    private static let chunk = 400

    /// Returns the columns of a view in `main`, in order.
    /// - Throws: `DatabaseFailure`, also when the view cannot be read.
    static func all(of view: String, on connection: any Connection) async throws -> [ResultColumn] {
        let columns = try await EmulatedColumn.all(of: view, on: connection)
        let affinities = try await affinities(of: view, on: connection)
        let traits = try await traits(of: view, count: columns.count, on: connection)
        return columns.indices.map { index in
            var affinity = affinities.indices.contains(index) ? affinities[index] : .blob
            if affinity == .blob, traits[index].isExpression { affinity = .absent }
            return ResultColumn(
                name: columns[index].name, reportedType: columns[index].declaredType, affinity: affinity,
                collation: traits[index].collation)
        }
    }

    /// Returns the affinity of each column, from the types that `CREATE TABLE AS` gives them.
    /// (https://sqlite.org/lang_createtable.html#create_table_as_select_statements)
    private static func affinities(
        of view: String, on connection: any Connection
    ) async throws -> [ComparedAffinity] {
        try await connection.undoing {
            try await connection.query(
                sql: "CREATE TEMP TABLE athanor_affinities AS SELECT * FROM main.\(SQLiteDialect().quote(view)) LIMIT 0"
            )
            return try await connection.query(
                "SELECT type FROM pragma_table_xinfo('athanor_affinities', 'temp') ORDER BY cid"
            ).map { ComparedAffinity(ofType: try $0["type", as: String.self]) }
        }
    }

    /// The results of testing two values in the place of a column.
    private struct Traits {
        var collation = "BINARY"
        /// Whether the column is an expression without an affinity.
        var isExpression = false
    }

    /// Returns the traits of all columns.
    private static func traits(of view: String, count: Int, on connection: any Connection) async throws -> [Traits] {
        var traits: [Traits] = []
        for start in stride(from: 0, to: count, by: chunk) {
            let range = start..<min(start + chunk, count)
            do {
                traits += try await ask(about: range, of: view, count: count, on: connection)
            } catch let error as DatabaseFailure where error.kind == .statement {
                // A column has a collation that only another program defines: no index and no comparison could use it
                // here. The other columns are tested one by one.
                for index in range {
                    let answer = try? await ask(about: index..<index + 1, of: view, count: count, on: connection)
                    traits.append(answer?.first ?? Traits())
                }
            }
        }
        return traits
    }

    /// Tests 'a' and 1 in the place of the columns. The first part of the compound gives the columns their affinity and
    /// collation, and no row; LIMIT keeps SQLite from splitting the compound.
    ///
    /// Every connection has three collations: NOCASE treats 'a' and 'A' as equal, RTRIM 'a' and 'a '.
    /// (https://sqlite.org/datatype3.html#collating_sequences) An expression without affinity differs from a column
    /// without a type when it is compared with texts of a column: 1 is then compared as '1'.
    /// (https://sqlite.org/datatype3.html#type_conversions_prior_to_comparison)
    private static func ask(
        about asked: Range<Int>, of view: String, count: Int, on connection: any Connection
    ) async throws -> [Traits] {
        func values(_ value: String) -> String { Array(repeating: value, count: count).joined(separator: ", ") }
        let names = (0..<count).map { "c\($0)" }.joined(separator: ", ")
        let questions = asked.map { index in
            """
            CASE WHEN typeof(c\(index)) <> 'text' THEN c\(index) = CAST('1' AS TEXT)
                WHEN c\(index) = 'A' THEN 'NOCASE' WHEN c\(index) = 'a ' THEN 'RTRIM' ELSE 'BINARY' END
            """
        }
        let rows = try await connection.query(
            sql: """
                WITH asked (\(names)) AS (
                    SELECT * FROM main.\(SQLiteDialect().quote(view)) WHERE 0
                    UNION ALL
                    SELECT \(values("'a'"))
                    UNION ALL
                    SELECT \(values("1"))
                    LIMIT 2
                )
                SELECT \(questions.joined(separator: ", ")) FROM asked
                """)
        var traits = Array(repeating: Traits(), count: asked.count)
        for row in rows {
            for (index, answer) in row.values.enumerated() where traits.indices.contains(index) {
                if case .text(let collation) = answer { traits[index].collation = collation }
                if case .integer(1) = answer { traits[index].isExpression = true }
            }
        }
        return traits
    }
}

/// The effect of a column or an expression on the other operand of a comparison, and on values stored in it.
/// (https://sqlite.org/datatype3.html#type_affinity)
enum ComparedAffinity: Hashable, Sendable {
    /// No affinity, as for an expression.
    case absent
    /// The affinity of a column without a type, which converts nothing.
    case blob
    case text
    case integer
    case numeric
    case real

    /// Finds the affinity of a declared type by SQLite's rules.
    /// (https://sqlite.org/datatype3.html#determination_of_column_affinity)
    init(ofType type: String) {
        let type = type.uppercased()
        self =
            if type.contains("INT") {
                .integer
            } else if ["CHAR", "CLOB", "TEXT"].contains(where: type.contains) {
                .text
            } else if type.isEmpty || type.contains("BLOB") {
                .blob
            } else if ["REAL", "FLOA", "DOUB"].contains(where: type.contains) {
                .real
            } else {
                .numeric
            }
    }

    /// The type that declares a column of this affinity; `""` for none.
    var typeName: String {
        switch self {
        case .absent, .blob: ""
        case .text: "TEXT"
        case .integer: "INTEGER"
        case .numeric: "NUMERIC"
        case .real: "REAL"
        }
    }
}
