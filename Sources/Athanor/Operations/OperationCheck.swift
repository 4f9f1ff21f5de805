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

    /// Refuses a text default of a column that looks like an expression.
    func check(_ column: ColumnDefinition) throws(OperationError) {
        guard case .given(let value) = column.source else { return }
        try check(value, for: column.type, of: "column \(column.name)")
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
