internal import Athanor

/// The kinds of values in a column, as far as they decide whether a declared type would convert a value.
struct ColumnValues: Hashable, Sendable {
    var hasIntegers = false
    var hasReals = false
    /// Whether the column has reals without a fraction, which INTEGER and NUMERIC store as integers.
    var hasWholeReals = false
    /// Whether the column has texts that may be numbers, which a numeric type stores as numbers.
    var hasNumericTexts = false

    var hasNumbers: Bool { hasIntegers || hasReals }

    /// The number of columns per query: each takes four columns of the result. (https://sqlite.org/limits.html)
    private static let chunk = 200

    /// Examines all rows of a table. Most tables have nothing that would be converted, which one pass over the rows
    /// shows.
    /// - Parameters:
    ///   - table: the table's name, as SQL.
    ///   - columns: the table's columns, as SQL.
    ///   - affinities: the affinities that the columns must have. If these cannot convert anything, the rows are not
    ///     examined.
    static func all(
        in table: String, columns: [String], affinities: [ComparedAffinity], on connection: any Connection
    ) async throws -> [ColumnValues] {
        var all = Array(repeating: ColumnValues(), count: columns.count)
        let asked = columns.indices.filter { affinities[$0] != .blob }
        for start in stride(from: 0, to: asked.count, by: chunk) {
            let indices = Array(asked[start..<min(start + chunk, asked.count)])
            let typed = indices.filter { affinities[$0] != .absent }
            let misfits = typed.map { misfit(columns[$0], affinities[$0]) }.joined(separator: " OR ")
            let hasMisfit =
                typed.isEmpty ? false : try await exists("SELECT 1 FROM \(table) WHERE \(misfits)", on: connection)
            if hasMisfit {
                try await look(at: typed, of: columns, affinities, in: table, noting: &all, on: connection)
            }
            for index in indices where affinities[index] == .absent {
                all[index].hasIntegers = try await exists(
                    "SELECT 1 FROM \(table) WHERE typeof(\(columns[index])) IN ('integer', 'real')", on: connection)
            }
        }
        return all
    }

    private static func exists(_ query: String, on connection: any Connection) async throws -> Bool {
        try await connection.query(sql: "SELECT EXISTS (\(query)) AS found").first?.values.first == .integer(1)
    }

    /// Returns the condition that an affinity would change a value. Any text with a digit counts as a number, because
    /// every text that SQLite converts has one.
    private static func misfit(_ column: String, _ affinity: ComparedAffinity) -> String {
        switch affinity {
        case .absent, .blob: "0"
        case .text: "typeof(\(column)) IN ('integer', 'real')"
        case .integer, .numeric:
            "CASE typeof(\(column)) WHEN 'integer' THEN 0 WHEN 'real' THEN \(column) = CAST(\(column) AS INTEGER) "
                + "WHEN 'text' THEN \(column) GLOB '*[0-9]*' END"
        case .real:
            "CASE typeof(\(column)) WHEN 'real' THEN 0 WHEN 'integer' THEN 1 WHEN 'text' THEN \(column) GLOB '*[0-9]*' END"
        }
    }

    /// Finds the exact kinds of values in some columns.
    private static func look(
        at indices: [Int], of columns: [String], _ affinities: [ComparedAffinity], in table: String,
        noting all: inout [ColumnValues], on connection: any Connection
    ) async throws {
        let list = indices.map { questions(about: columns[$0], affinities[$0]) }.joined(separator: ", ")
        let row = try await connection.query(sql: "SELECT \(list) FROM \(table)").first
        for (place, index) in indices.enumerated() {
            func isTrue(_ offset: Int) -> Bool { row?.values[4 * place + offset] == .integer(1) }
            all[index] = ColumnValues(
                hasIntegers: isTrue(0), hasReals: isTrue(1), hasWholeReals: isTrue(2), hasNumericTexts: isTrue(3))
        }
    }

    private static func questions(about column: String, _ affinity: ComparedAffinity) -> String {
        switch affinity {
        case .absent, .blob, .text:
            "max(typeof(\(column)) IN ('integer', 'real')), 0, 0, 0"
        case .integer, .numeric, .real:
            """
            max(typeof(\(column)) = 'integer'), max(typeof(\(column)) = 'real'), \
            max(typeof(\(column)) = 'real' AND \(column) = CAST(\(column) AS INTEGER)), \
            max(typeof(\(column)) = 'text' AND \(column) GLOB '*[0-9]*')
            """
        }
    }
}
