internal import Athanor

/// The text of a CREATE TABLE statement, parsed into columns and constraints with their positions.
///
/// A table is altered by editing this text: everything else remains as it was written. The text is one that SQLite has
/// accepted. (https://sqlite.org/lang_createtable.html)
struct StoredTable {
    let sql: String
    let tokens: [Token]
    let name: String
    /// The columns, in order.
    private(set) var columns: [StoredColumn] = []
    /// The table constraints, in order.
    private(set) var constraints: [StoredClause] = []
    /// The token that closes the list of columns and constraints.
    let closing: Int

    /// - Returns: `nil` when the text is not understood: it creates a virtual table.
    init?(_ sql: String) {
        self.sql = sql
        tokens = Lexer.tokens(inAccepted: sql)
        var cursor = TokenCursor(tokens[...])
        guard cursor.accept("CREATE") else { return nil }
        if !cursor.accept("TEMP") { cursor.accept("TEMPORARY") }
        guard cursor.accept("TABLE") else { return nil }
        cursor.accept("IF", "NOT", "EXISTS")
        guard let name = cursor.acceptQualifiedName(), cursor.acceptPunctuation("(") else { return nil }
        self.name = name.name
        var reader = ClauseReader(tokens, at: cursor.rest.startIndex)
        while !reader.startsTableConstraint, !reader.isAt(")") {
            guard let column = reader.column() else { return nil }
            columns.append(column)
            guard reader.accept(",") else { break }
        }
        while reader.startsTableConstraint {
            guard let clause = reader.tableConstraint() else { return nil }
            constraints.append(clause)
            // SQLite allows the comma between two constraints to be missing.
            _ = reader.accept(",")
        }
        guard reader.isAt(")"), !columns.isEmpty else { return nil }
        closing = reader.position
    }

    /// Whether each column accepts only values of its type.
    var isStrict: Bool { options.contains { $0.isKeyword("STRICT") } }
    /// Whether the rows have no numbers.
    var isWithoutRowID: Bool { options.contains { $0.isKeyword("WITHOUT") } }
    private var options: ArraySlice<Token> { tokens[(closing + 1)...] }

    /// Returns the column with this name, in any case.
    func column(_ name: String) -> StoredColumn? { columns.first { $0.name.isSameName(as: name) } }

    /// All clauses that constrain rows, including those of columns, with their column.
    var allConstraints: [(clause: StoredClause, column: StoredColumn?)] {
        columns.flatMap { column in column.clauses.filter(\.isConstraint).map { ($0, column) } }
            + constraints.map { ($0, nil) }
    }

    /// The columns of the primary key, in order.
    var primaryKey: [String] {
        for (clause, column) in allConstraints where clause.kind == .primaryKey {
            return column.map { [$0.name] } ?? clause.columns
        }
        return []
    }

    /// Returns the position of tokens in the text.
    func utf8Range(_ range: Range<Int>) -> Range<Int> {
        guard let first = tokens[range].first, let last = tokens[range].last else { return 0..<0 }
        return first.utf8Range.lowerBound..<last.utf8Range.upperBound
    }

    /// Returns the text of tokens.
    func text(_ range: Range<Int>) -> String {
        let place = utf8Range(range)
        return SourceText(path: "", text: sql)[place].text
    }
}

/// A column in the text of CREATE TABLE.
struct StoredColumn {
    let name: String
    /// All tokens of the column.
    let range: Range<Int>
    /// The tokens of the column's type; empty if it has none.
    let type: Range<Int>
    /// The clauses after the type, in order.
    let clauses: [StoredClause]

    /// Returns the clauses of a kind.
    func clauses(_ kind: StoredClause.Kind) -> [StoredClause] { clauses.filter { $0.kind == kind } }
    /// Whether the column is computed.
    var isGenerated: Bool { !clauses(.generated).isEmpty }
}

/// A clause of a column, or a constraint of the table.
struct StoredClause {
    /// The kind of a clause.
    enum Kind: Hashable {
        case primaryKey, unique, check, foreignKey, notNull, null, defaultValue, collation, generated
        /// `DEFERRABLE` that is written apart from its foreign key, the last one before it.
        case deferral
        /// A name without a constraint, which SQLite accepts.
        case nothing
    }

    let kind: Kind
    /// The token of the name after CONSTRAINT.
    let nameToken: Token?
    /// All tokens of the clause, including its name.
    let range: Range<Int>
    /// The columns that the clause lists, without those of the other table.
    let columns: [String]
    /// The tokens of that list, without the parentheses.
    let list: Range<Int>?
    /// The tokens of the expression in the clause's parentheses.
    let expression: Range<Int>?
    /// The table that a foreign key refers to.
    let referencedTable: String?

    var name: String? { nameToken?.name }
    /// Whether the clause constrains rows, and can be dropped as a constraint.
    var isConstraint: Bool {
        switch kind {
        case .primaryKey, .unique, .check, .foreignKey: true
        case .notNull: name != nil
        case .null, .defaultValue, .collation, .generated, .deferral, .nothing: false
        }
    }
}
