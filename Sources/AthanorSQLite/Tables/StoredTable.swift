internal import Athanor

/// The text of a CREATE TABLE statement, taken apart into columns and constraints with the places where they stand.
///
/// A table is altered by editing this text: what is not altered stays as it was written, whatever it is. The text is
/// one that SQLite has accepted. (https://sqlite.org/lang_createtable.html)
struct StoredTable {
    /// The text.
    let sql: String
    /// Its tokens.
    let tokens: [Token]
    /// The table's name.
    let name: String
    /// The columns, in order.
    private(set) var columns: [StoredColumn] = []
    /// The constraints that stand by themselves, in order.
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
            // SQLite lets the comma between two constraints go.
            _ = reader.accept(",")
        }
        guard reader.isAt(")"), !columns.isEmpty else { return nil }
        closing = reader.position
    }

    /// Whether each column takes values of its type only.
    var isStrict: Bool { options.contains { $0.isKeyword("STRICT") } }
    /// Whether its rows have no numbers.
    var isWithoutRowID: Bool { options.contains { $0.isKeyword("WITHOUT") } }
    private var options: ArraySlice<Token> { tokens[(closing + 1)...] }

    /// The column of a name, whichever case it is written in.
    func column(_ name: String) -> StoredColumn? { columns.first { $0.name.isSameName(as: name) } }

    /// All clauses that constrain rows, those of columns too, with the column whose they are.
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

    /// Where tokens stand in the text.
    func utf8Range(_ range: Range<Int>) -> Range<Int> {
        guard let first = tokens[range].first, let last = tokens[range].last else { return 0..<0 }
        return first.utf8Range.lowerBound..<last.utf8Range.upperBound
    }

    /// The text of tokens.
    func text(_ range: Range<Int>) -> String {
        let place = utf8Range(range)
        return SourceText(path: "", text: sql)[place].text
    }
}

/// A column in the text of CREATE TABLE.
struct StoredColumn {
    /// Its name.
    let name: String
    /// All its tokens.
    let range: Range<Int>
    /// The tokens of its type; empty where it has none.
    let type: Range<Int>
    /// What follows the type, in order.
    let clauses: [StoredClause]

    /// The clauses of a kind.
    func clauses(_ kind: StoredClause.Kind) -> [StoredClause] { clauses.filter { $0.kind == kind } }
    /// Whether it is computed.
    var isGenerated: Bool { !clauses(.generated).isEmpty }
}

/// A clause of a column, or a constraint of the table.
struct StoredClause {
    /// What a clause says.
    enum Kind: Hashable {
        case primaryKey, unique, check, foreignKey, notNull, null, defaultValue, collation, generated
        /// `DEFERRABLE` apart from the foreign key that it belongs to, the last one before it.
        case deferral
        /// A name without a constraint, which SQLite takes.
        case nothing
    }

    let kind: Kind
    /// The token of the name that stands after CONSTRAINT.
    let nameToken: Token?
    /// All its tokens, those of the name too.
    let range: Range<Int>
    /// The columns that it lists; those of the other table are not among them.
    let columns: [String]
    /// The tokens of that list, without the parentheses.
    let list: Range<Int>?
    /// The tokens of what stands in its parentheses, for an expression.
    let expression: Range<Int>?
    /// The table that a foreign key refers to.
    let referencedTable: String?

    var name: String? { nameToken?.name }
    /// Whether it constrains which rows there can be, and can be dropped as a constraint.
    var isConstraint: Bool {
        switch kind {
        case .primaryKey, .unique, .check, .foreignKey: true
        case .notNull: name != nil
        case .null, .defaultValue, .collation, .generated, .deferral, .nothing: false
        }
    }
}
