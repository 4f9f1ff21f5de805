internal import Athanor

/// A table whose text is being edited: its new definition, and the sources of its columns' values.
struct EditedTable {
    /// The table of the current text.
    private(set) var table: StoredTable
    /// The sources of the new table's column values, as expressions over the old table. A column without a source gets
    /// its default.
    private(set) var sources: [(column: String, expression: String)]
    /// Columns that were added.
    private(set) var added: [ColumnDefinition] = []
    /// Columns that may no longer be NULL.
    private(set) var becameNotNull: [String] = []
    let dialect = SQLiteDialect()

    init(_ table: StoredTable) {
        self.table = table
        sources = table.columns.filter { !$0.isGenerated }.map { ($0.name, SQLiteDialect().quote($0.name)) }
    }

    var name: String { table.name }

    /// Returns the column with this name.
    /// - Throws: `OperationError` when it does not exist.
    func column(_ name: String) throws(OperationError) -> StoredColumn {
        guard let column = table.column(name) else {
            throw OperationError(
                "table \"\(table.name)\" has no column \"\(name)\"",
                advice: "Its columns are \(table.columns.map(\.name).joined(separator: ", ")).")
        }
        return column
    }

    /// Applies edits to the text.
    mutating func take(_ edits: TextEdits) throws(OperationError) {
        guard let edited = StoredTable(edits.result) else {
            throw OperationError(
                "the altered text of table \"\(table.name)\" cannot be read: \(edits.result)",
                advice: "Rebuild the table with your own SQL.")
        }
        table = edited
    }

    mutating func setSource(of column: String, to expression: String?) {
        let place = sources.firstIndex { $0.column.isSameName(as: column) }
        switch (place, expression) {
        case (let place?, let expression?): sources[place].expression = expression
        case (let place?, nil): sources.remove(at: place)
        case (nil, let expression?): sources.append((column, expression))
        case (nil, nil): break
        }
    }

    // MARK: Elements of the list

    /// Adds a column at the end.
    mutating func add(_ column: ColumnDefinition) throws(OperationError) {
        if let existing = table.column(column.name) {
            throw OperationError(
                "table \"\(table.name)\" already has a column \"\(existing.name)\"",
                advice: "Choose another name, or give `ifNotExists: true`.")
        }
        if case .identity = column.source { try checkCanCount(column.name, wouldBeKey: table.primaryKey.isEmpty) }
        try insertColumn(try dialect.text(of: column, isStrict: table.isStrict))
        added.append(column)
        if case .identity = column.source, let number = rowNumber { setSource(of: column.name, to: number) }
    }

    private mutating func insertColumn(_ text: String) throws(OperationError) {
        guard let last = table.columns.last else { return }
        var edits = TextEdits(of: table.sql)
        if table.constraints.isEmpty {
            insertAtEnd(text, after: last.range, in: &edits)
        } else {
            // A comma follows the last column.
            edits.insert("\n    \(text),", at: table.tokens[last.range.upperBound].utf8Range.upperBound)
        }
        try take(edits)
    }

    /// Adds a constraint at the end.
    mutating func add(_ constraint: ConstraintDefinition) throws(OperationError) {
        let name = constraint.name(on: QualifiedName(schema: nil, name: table.name))
        if table.allConstraints.contains(where: { $0.clause.name?.isSameName(as: name) == true }) {
            throw OperationError(
                "table \"\(table.name)\" already has a constraint \"\(name)\"", advice: "Give this one another name.")
        }
        if case .primaryKey = constraint.kind, !table.primaryKey.isEmpty {
            throw OperationError(
                "table \"\(table.name)\" already has a primary key, of \(table.primaryKey.joined(separator: ", "))",
                advice: "Drop it first, with op.dropConstraint.")
        }
        let text = try dialect.text(of: constraint, named: name)
        var edits = TextEdits(of: table.sql)
        guard let last = table.constraints.last?.range ?? table.columns.last?.range else { return }
        insertAtEnd(text, after: last, in: &edits)
        try take(edits)
    }

    /// Inserts an element at the end of the list. A comment may follow the last element, so the new one is put before
    /// the closing parenthesis, which is in no comment.
    private func insertAtEnd(_ text: String, after last: Range<Int>, in edits: inout TextEdits) {
        if !table.tokens[last.upperBound].isPunctuation(",") {
            edits.insert(",", at: table.utf8Range(last).upperBound)
        }
        let closing = table.tokens[table.closing].utf8Range.lowerBound
        let end = edits.endOfText(before: closing)
        let hasOwnLine = end < closing
        edits.insert(hasOwnLine ? "    \(text)\n" : " \(text)", at: closing)
    }

    /// Removes an element of the list, with one comma.
    mutating func remove(element range: Range<Int>) throws(OperationError) {
        var edits = TextEdits(of: table.sql)
        let place = table.utf8Range(range)
        if table.tokens[range.upperBound].isPunctuation(",") {
            let comma = table.tokens[range.upperBound].utf8Range
            edits.replace(place, with: "")
            edits.replace(comma.lowerBound..<edits.startOfText(from: comma.upperBound), with: "")
        } else {
            let before = table.tokens[range.lowerBound - 1]
            var start = place.lowerBound
            if before.isPunctuation(",") {
                edits.replace(before.utf8Range, with: "")
                // Includes the space before it, unless a comment is there.
                let end = before.utf8Range.upperBound
                if edits.endOfText(before: start) == end { start = end }
            }
            edits.replace(start..<place.upperBound, with: "")
        }
        try take(edits)
    }

    /// Removes a clause of a column.
    mutating func remove(clause range: Range<Int>) throws(OperationError) {
        var edits = TextEdits(of: table.sql)
        let place = table.utf8Range(range)
        let before = table.tokens[range.lowerBound - 1].utf8Range.upperBound
        // Includes the space before it, unless a comment is there.
        let start = edits.endOfText(before: place.lowerBound) == before ? before : place.lowerBound
        edits.replace(start..<place.upperBound, with: "")
        try take(edits)
    }

    /// Removes a column with its definition and its values.
    mutating func removeColumn(_ name: String) throws(OperationError) {
        let column = try column(name)
        guard table.columns.count > 1 else {
            throw OperationError(
                "\"\(column.name)\" is the only column of table \"\(table.name)\"",
                advice: "SQLite requires at least one. Drop the table, or add another column first.")
        }
        try remove(element: column.range)
        setSource(of: name, to: nil)
        added.removeAll { $0.name.isSameName(as: name) }
        becameNotNull.removeAll { $0.isSameName(as: name) }
    }

    // MARK: Clauses of a column

    /// Removes a column's clauses of a kind, and appends the new text, if any, at the end of the column.
    mutating func replaceClauses(
        _ kind: StoredClause.Kind, of column: String, with text: String?
    ) throws(OperationError) {
        while let clause = try self.column(column).clauses(kind).first { try remove(clause: clause.range) }
        if let text { try append(text, to: column) }
    }

    /// Adds a clause at the end of a column.
    mutating func append(_ text: String, to column: String) throws(OperationError) {
        var edits = TextEdits(of: table.sql)
        let range = try self.column(column).range
        edits.insert(" " + text, at: table.utf8Range(range).upperBound)
        try take(edits)
    }

    /// Changes a column's type.
    mutating func setType(_ type: String, of column: String) throws(OperationError) {
        let column = try self.column(column)
        var edits = TextEdits(of: table.sql)
        if column.type.isEmpty {
            let name = table.tokens[column.range.lowerBound].utf8Range
            if !type.isEmpty { edits.insert(" " + type, at: name.upperBound) }
        } else {
            edits.replace(table.utf8Range(column.type), with: type)
        }
        try take(edits)
    }

    mutating func setNullable(_ isNullable: Bool, _ name: String) throws(OperationError) {
        let column = try column(name)
        if isNullable {
            guard !column.clauses(.notNull).isEmpty else { return }
            try replaceClauses(.notNull, of: name, with: nil)
        } else {
            guard column.clauses(.notNull).isEmpty else { return }
            try replaceClauses(.null, of: name, with: nil)
            try append("NOT NULL", to: name)
            becameNotNull.append(column.name)
        }
    }
}
