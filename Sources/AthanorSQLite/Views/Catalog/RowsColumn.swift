internal import Athanor

/// A column of the table that holds the rows of an emulated view, and the way the readable view shows it.
///
/// Every query over the readable view must return the same result as over the plain view of the same definition. A
/// declared type gives comparisons their affinity, and makes indexes usable, but converts the stored values. So the
/// column has a type only if that converts none of its values. Otherwise the value is stored unchanged, and an
/// expression provides the affinity.
struct RowsColumn: Sendable {
    /// The way in which the readable view shows the column.
    enum Reading: Hashable, Sendable {
        /// The column itself.
        case plain
        /// An expression without affinity.
        case expression
        /// An expression with the affinity of a type that the column itself cannot have.
        case compared(as: ComparedAffinity)
    }

    let name: String
    /// The declared type, `""` for none.
    let declaredType: String
    /// The collation, which is always declared: by this, rows tables of older versions, which declare none, are
    /// recognized.
    let collation: String
    let reading: Reading

    /// - Parameters:
    ///   - name: the column's name.
    ///   - result: the column of the plain view.
    ///   - values: the kinds of values that are stored.
    init(name: String, showing result: ResultColumn, _ values: ColumnValues) {
        self.name = name
        collation = result.collation
        if let affinity = Self.stored(result.affinity, values) {
            let isReportedType =
                ComparedAffinity(ofType: result.reportedType) == affinity && Self.isPlainType(result.reportedType)
            declaredType = affinity != .blob && isReportedType ? result.reportedType : affinity.typeName
            reading = result.affinity == .absent && values.hasNumbers ? .expression : .plain
        } else {
            declaredType = ""
            reading = .compared(as: result.affinity)
        }
    }

    private init(name: String, declaredType: String, collation: String, reading: Reading) {
        self.name = name
        self.declaredType = declaredType
        self.collation = collation
        self.reading = reading
    }

    /// Returns the same column with another name.
    func renamed(to newName: String) -> RowsColumn {
        RowsColumn(name: newName, declaredType: declaredType, collation: collation, reading: reading)
    }

    /// Returns an affinity for the stored column that compares as wanted and converts none of its values; `nil` if none
    /// exists. All numeric affinities compare alike.
    private static func stored(_ affinity: ComparedAffinity, _ values: ColumnValues) -> ComparedAffinity? {
        switch affinity {
        case .absent, .blob: return .blob
        case .text: return values.hasNumbers ? nil : .text
        case .integer, .numeric, .real:
            guard !values.hasNumericTexts else { return nil }
            var possible: [ComparedAffinity] = []
            if !values.hasWholeReals { possible += [.integer, .numeric] }
            if !values.hasIntegers { possible.append(.real) }
            return possible.contains(affinity) ? affinity : possible.last
        }
    }

    /// Whether a type consists of words, and numbers in parentheses. Other types may have been written in quotes.
    private static func isPlainType(_ type: String) -> Bool {
        type.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*(?: [A-Za-z_][A-Za-z0-9_]*)*(?: ?\([0-9, ]+\))?/) != nil
            && !type.split(separator: " ").contains { Self.endingType.contains($0.uppercased()) }
    }

    /// The words that end a type in CREATE TABLE, and begin a constraint.
    private static let endingType: Set<String> = [
        "AS", "CHECK", "COLLATE", "CONSTRAINT", "DEFAULT", "GENERATED", "NOT", "NULL", "PRIMARY", "REFERENCES",
        "UNIQUE",
    ]

    /// The column as CREATE TABLE declares it.
    var declaration: String {
        let type = declaredType.isEmpty ? "" : " \(declaredType)"
        return "\(SQLiteDialect().quote(name))\(type) COLLATE \(collation)"
    }

    /// Returns a column as an expression without affinity.
    static func expression(of name: String) -> String { "+" + SQLiteDialect().quote(name) }

    /// Returns the column as the readable view selects it.
    /// - Parameter table: the table of rows, as SQL.
    func shown(from table: String) -> String {
        let quoted = SQLiteDialect().quote(name)
        switch reading {
        case .plain: return quoted
        case .expression: return "\(Self.expression(of: name)) AS \(quoted)"
        case .compared(let affinity):
            // A scalar subquery has the affinity of its last part, and the value of the first. Nothing is converted.
            return "(SELECT \(table).\(quoted) UNION ALL SELECT CAST(NULL AS \(affinity.typeName)) WHERE 0) "
                + "COLLATE \(collation) AS \(quoted)"
        }
    }
}
