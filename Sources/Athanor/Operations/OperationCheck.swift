/// The checks of an operation that no database is needed for.
///
/// An operation that changes nothing, or that contradicts what it says was there before, would be recorded as applied, and
/// its way back would make something else. Both are refused when the revision is planned.
struct OperationCheck {
    /// The operation, in a few words.
    let summary: String

    /// Refuses an operation that changes nothing.
    /// - Parameters:
    ///   - isEmpty: whether it names no change.
    ///   - advice: what to write.
    func refuse(ifEmpty isEmpty: Bool, advice: String) throws(OperationError) {
        guard isEmpty else { return }
        throw OperationError("\"\(summary)\" changes nothing", advice: advice)
    }

    /// Refuses a definition in `was:` that is of another object.
    /// - Parameters:
    ///   - was: the name in `was:`; `nil` where there is none to compare.
    ///   - name: the name that the operation is about.
    func refuse(was: String?, otherThan name: String) throws(OperationError) {
        guard let was, ExactText(was) != ExactText(name) else { return }
        throw OperationError(
            "\"\(summary)\": `was:` defines \(was), not \(name)",
            advice: "Give `was:` the definition of \(name): the way back would make \(was).")
    }

    /// Refuses a `was:` that is what the operation changes to.
    /// - Parameter what: the part that is the same, as `the type`.
    func refuse(ifSame isSame: Bool, _ what: String) throws(OperationError) {
        guard isSame else { return }
        throw OperationError(
            "\"\(summary)\": \(what) is the same in `was:`",
            advice: "Leave \(what) out, or give `was:` what was there before: the way back would change something else."
        )
    }

    /// Refuses a `was:` that does not say what a part was that the operation changes.
    func refuse(ifMissing isMissing: Bool, _ what: String) throws(OperationError) {
        guard isMissing else { return }
        throw OperationError(
            "\"\(summary)\": `was:` does not say what \(what) was",
            advice: "Add it to `was:`, or leave `was:` out and write the downgrade.")
    }

    /// Refuses a default that is a text and looks like an expression: `"now()"` would keep the moment of the migration.
    /// - Parameters:
    ///   - value: the default.
    ///   - type: the type that it is for; `nil` where the operation does not say.
    ///   - column: what it is the default of, as `column at`.
    func check(_ value: ColumnDefault, for type: ColumnType?, of column: String) throws(OperationError) {
        guard case .value(.text(let text)) = value, text.looksLikeExpression(for: type) else { return }
        let literal = String(reflecting: text)
        let asText = String(reflecting: text.quoted(by: "'"))
        throw OperationError(
            "\"\(summary)\": the default of \(column) is the text '\(text)', which the database would not evaluate for each row",
            advice: "Write .expression(\(literal)) for the expression, or .expression(\(asText)) for the text itself.")
    }

    /// Refuses such a default in a column.
    func check(_ column: ColumnDefinition) throws(OperationError) {
        guard case .given(let value) = column.source else { return }
        try check(value, for: column.type, of: "column \(column.name)")
    }
}

extension ColumnType {
    /// Which texts are values of the type.
    fileprivate enum Texts {
        /// Any text, as it is given.
        case any
        /// The labels and notations of a type of the database's own.
        case unknown
        /// The notations of moments, among them words that stand for the present one.
        case moments
        /// Notations that no call is one of.
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
    /// Whether the text is a call, or a word that a database replaces by the moment or the user, where a type has no such
    /// text among its values.
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
            // `POINT(0 0)` is the notation of a value that some extension has.
            if case .unknown = texts { return isKeyword || rest == "()" }
            return true
        }
        return rest.isEmpty && isKeyword
    }

    /// Whether PostgreSQL reads it as the present moment, or one of the days around it: in a date among other words (`today
    /// 08:00`), in an array or a range alone (`[now,)`). A type of the database's own may be of such values.
    ///
    /// Source: PostgreSQL documentation, "Date/Time Input Interpretation".
    private func isMoment(for texts: ColumnType.Texts) -> Bool {
        let words = split { !$0.isLetter }.map { $0.lowercased() }
        let moments: Set<String> = ["now", "today", "tomorrow", "yesterday"]
        return switch texts {
        case .any: false
        case .moments: words.contains(where: moments.contains)
        // A label of an enum may be called so.
        case .unknown: contains { "([{".contains($0) } && !words.isEmpty && words.allSatisfy(moments.contains)
        case .others: !words.isEmpty && words.allSatisfy(moments.contains)
        }
    }
}
