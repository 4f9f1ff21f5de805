internal import Athanor

/// Reads tokens one after the other.
struct TokenCursor {
    private(set) var rest: ArraySlice<Token>

    init(_ tokens: ArraySlice<Token>) {
        rest = tokens
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Consumes these keywords, given in capitals, if they all come next.
    @discardableResult
    mutating func accept(_ keywords: String...) -> Bool {
        guard rest.prefix(keywords.count).map(\.keyword) == keywords else { return false }
        rest = rest.dropFirst(keywords.count)
        return true
    }

    /// Consumes any token.
    mutating func pass() { rest = rest.dropFirst() }

    /// Consumes a punctuation character if it comes next.
    mutating func acceptPunctuation(_ character: Unicode.Scalar) -> Bool {
        guard rest.first?.isPunctuation(character) == true else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Consumes a name if one comes next.
    mutating func acceptName() -> String? {
        guard let name = rest.first?.name else { return nil }
        rest = rest.dropFirst()
        return name
    }

    /// Consumes a name with or without a schema if one comes next.
    mutating func acceptQualifiedName() -> QualifiedName? {
        guard let first = acceptName() else { return nil }
        let afterFirst = rest
        if acceptPunctuation("."), let second = acceptName() { return QualifiedName(schema: first, name: second) }
        rest = afterFirst
        return QualifiedName(schema: nil, name: first)
    }

    /// Consumes `(name, name …)` if it comes next.
    mutating func acceptNameList() -> [String]? {
        let start = rest
        guard acceptPunctuation("(") else { return nil }
        var names: [String] = []
        repeat {
            guard let name = acceptName() else {
                rest = start
                return nil
            }
            names.append(name)
        } while acceptPunctuation(",")
        guard acceptPunctuation(")") else {
            rest = start
            return nil
        }
        return names
    }
}
