/// The checks of an operation that need no database.
///
/// Refuses an operation that changes nothing, and one that contradicts its `was:`, when the revision is planned.
/// Otherwise it would be recorded as applied, and its downgrade would restore something else.
struct OperationCheck {
    /// The operation's short description.
    let summary: String

    /// Refuses an operation that changes nothing.
    /// - Parameters:
    ///   - isEmpty: whether it names no change.
    ///   - advice: what to write instead.
    func refuse(ifEmpty isEmpty: Bool, advice: String) throws(OperationError) {
        guard isEmpty else { return }
        throw OperationError("\"\(summary)\" changes nothing", advice: advice)
    }

    /// Refuses a definition of another object in `was:`.
    /// - Parameters:
    ///   - was: the name in `was:`; `nil` if there is nothing to compare.
    ///   - name: the name of the operation's object.
    func refuse(was: String?, otherThan name: String) throws(OperationError) {
        guard let was, ExactText(was) != ExactText(name) else { return }
        throw OperationError(
            "\"\(summary)\": `was:` defines \(was), not \(name)",
            advice: "Give `was:` the definition of \(name): the downgrade would create \(was).")
    }

    /// Refuses a `was:` that equals the new value.
    /// - Parameter what: the property that is the same, such as `the type`.
    func refuse(ifSame isSame: Bool, _ what: String) throws(OperationError) {
        guard isSame else { return }
        throw OperationError(
            "\"\(summary)\": \(what) is the same in `was:`",
            advice: "Leave \(what) out, or give `was:` the old value: the downgrade would change something else."
        )
    }

    /// Refuses a `was:` without the old value of a property that the operation changes.
    func refuse(ifMissing isMissing: Bool, _ what: String) throws(OperationError) {
        guard isMissing else { return }
        throw OperationError(
            "\"\(summary)\": `was:` does not say what \(what) was",
            advice: "Add it to `was:`, or leave `was:` out and write the downgrade.")
    }

    /// Refuses an empty comment. For PostgreSQL it is none, which is `nil` here.
    func check(_ comment: String?, of object: String) throws(OperationError) {
        guard comment?.isEmpty == true else { return }
        throw OperationError(
            "\"\(summary)\": the comment of \(object) is empty", advice: "Write `nil` for no comment, or leave it out.")
    }

    /// Refuses an empty comment, and one that equals the old one.
    func check(_ comment: String?, was: PreviousComment) throws(OperationError) {
        try check(comment, of: "the object")
        guard case .comment(let was) = was else { return }
        try check(was, of: "the object in `was:`")
        try refuse(ifSame: was.map { ExactText($0) } == comment.map { ExactText($0) }, "the comment")
    }

    /// Refuses a text default that looks like an expression: `"now()"` would give each row the time of the migration.
    /// - Parameters:
    ///   - value: the default.
    ///   - type: the column's type; `nil` if the operation does not name it.
    ///   - column: the object that has the default, such as `column at`.
    func check(_ value: ColumnDefault, for type: ColumnType?, of column: String) throws(OperationError) {
        guard case .value(.text(let text)) = value, text.looksLikeExpression(for: type) else { return }
        let literal = String(reflecting: text)
        let asText = String(reflecting: text.quoted(by: "'"))
        throw OperationError(
            "\"\(summary)\": the default of \(column) is the text '\(text)', which the database would not evaluate for each row",
            advice: "Write .expression(\(literal)) for the expression, or .expression(\(asText)) for the text itself.")
    }

    /// Refuses a list with the same text twice.
    /// - Parameters:
    ///   - texts: the list.
    ///   - what: the kind of its elements, such as `column`.
    func refuse(twice texts: [String], _ what: String) throws(OperationError) {
        var seen: Set<ExactText> = []
        guard let repeated = texts.first(where: { !seen.insert(ExactText($0)).inserted }) else { return }
        throw OperationError(
            "\"\(summary)\": \(what) \(repeated) occurs twice", advice: "Remove one, or give it another name.")
    }

    /// Refuses a table that no database can create: with two columns of one name, two primary keys, or a key over a
    /// column that is not in it.
    func check(_ table: TableDefinition) throws(OperationError) {
        try check(table.comment, of: "table \(table.name)")
        for column in table.columns { try check(column) }
        try refuse(twice: table.columns.map(\.name), "column")
        guard table.constraints.filter({ if case .primaryKey = $0.kind { true } else { false } }).count < 2 else {
            throw OperationError(
                "\"\(summary)\": table \(table.name) has two primary keys",
                advice: "Keep one, and write .unique(…) for the other.")
        }
        // A partition has the columns of its parent.
        if case .of? = table.partitioning { return }
        // SQLite compares names without regard to case.
        let known = table.columns.map { $0.name.lowercased() }.exact
        for constraint in table.constraints {
            guard let missing = constraint.columns.first(where: { !known.contains(ExactText($0.lowercased())) }) else {
                continue
            }
            throw OperationError(
                "\"\(summary)\": the \(constraint.kindName) is over column \(missing), which the table does not have",
                advice: "Add the column, or correct the name.")
        }
    }

    /// Refuses an empty comment of a column, and a text default that looks like an expression.
    func check(_ column: ColumnDefinition) throws(OperationError) {
        try check(column.comment, of: "column \(column.name)")
        guard case .given(let value) = column.source else { return }
        try check(value, for: column.type, of: "column \(column.name)")
    }
}

extension ConstraintDefinition {
    /// The columns of the table that it names outside expressions.
    fileprivate var columns: [String] {
        switch kind {
        case .primaryKey(let columns, let include), .unique(let columns, let include, _): columns + include
        case .foreignKey(let key): key.columns
        case .exclusion(let exclusion): exclusion.elements.compactMap(\.key.column)
        case .check: []
        }
    }
}

extension ColumnType {
    /// The texts that are values of a type.
    fileprivate enum Texts {
        /// Any text.
        case any
        /// The labels and notations of a type that the database defines.
        case unknown
        /// The notations of dates and times, including words for the current time.
        case moments
        /// Notations that never look like a function call.
        case others
    }

    fileprivate var texts: Texts {
        switch self {
        case .text, .varchar, .char: .any
        case .named, .raw, .any: .unknown
        case .date, .time, .timestamp, .timestamptz: .moments
        default: .others
        }
    }
}

extension String {
    /// Whether the text is a function call, or a word that a database replaces by the current time or user, and is not
    /// also a value of the type.
    fileprivate func looksLikeExpression(for type: ColumnType?) -> Bool {
        let texts = type?.texts ?? .unknown
        if case .any = texts { return false }
        if isMoment(for: texts) { return true }
        let text = drop(while: \.isWhitespace)
        let name = text.prefix { $0.isLetter || $0.isNumber || "_.\"$".contains($0) }
        guard let first = name.first, first.isLetter || first == "_" || first == "\"" else { return false }
        let rest = text[name.endIndex...].filter { !$0.isWhitespace }
        let word = name.uppercased()
        let isKeyword = word.hasPrefix("CURRENT_") || ["LOCALTIME", "LOCALTIMESTAMP", "SESSION_USER"].contains(word)
        if rest.first == "(", rest.last == ")" {
            // `POINT(0 0)` is a value's notation in some extension.
            if case .unknown = texts { return isKeyword || rest == "()" }
            return true
        }
        return rest.isEmpty && isKeyword
    }

    /// Whether PostgreSQL reads it as the current time or a day near it: in a date among other words (`today 08:00`),
    /// in an array or a range alone (`[now,)`). A type that the database defines may have such values.
    ///
    /// Source: PostgreSQL documentation, "Date/Time Input Interpretation".
    private func isMoment(for texts: ColumnType.Texts) -> Bool {
        let words = split { !$0.isLetter }.map { $0.lowercased() }
        let moments: Set<String> = ["now", "today", "tomorrow", "yesterday"]
        return switch texts {
        case .any: false
        case .moments: words.contains(where: moments.contains)
        // An enum may have a label with one of these names.
        case .unknown: contains { "([{".contains($0) } && !words.isEmpty && words.allSatisfy(moments.contains)
        case .others: !words.isEmpty && words.allSatisfy(moments.contains)
        }
    }
}
