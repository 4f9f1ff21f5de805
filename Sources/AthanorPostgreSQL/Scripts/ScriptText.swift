internal import Athanor

/// The text of a statement for a script: with its values as literals, and without anything that `psql` would take for
/// one of its own variables.
struct ScriptText {
    let text: String
    /// Whether later text on the same line would be part of a comment.
    let endsInComment: Bool

    /// - Parameters:
    ///   - statement: the statement.
    ///   - forClient: whether `psql` reads the text itself, and not the server inside a quoted block.
    init(_ statement: SQLStatement, dialect: PostgreSQLDialect, forClient: Bool) {
        let bytes = Array(statement.text.utf8)
        var result: [UInt8] = []
        var copied = 0
        var lexer = Lexer(bytes)
        var before: Lexer.Token?
        // Text that the lexer cannot read is kept unchanged: the server will report the error.
        while let token = try? lexer.next() {
            defer { before = token }
            guard let before, before.range.upperBound == token.range.lowerBound else { continue }
            let mark = bytes[before.range.lowerBound]
            if mark == UInt8(ascii: "$"), before.kind == .other, token.kind == .number, !statement.values.isEmpty {
                guard let number = Int(String(decoding: bytes[token.range], as: UTF8.self)),
                    statement.values.indices.contains(number - 1)
                else { continue }
                result += bytes[copied..<before.range.lowerBound]
                result += Array(Self.operand(dialect.literal(statement.values[number - 1])).utf8)
                copied = token.range.upperBound
            } else if forClient, mark == UInt8(ascii: ":"), before.kind == .other, token.kind != .other,
                !Self.isSecondColon(before, in: bytes)
            {
                // The bound of an array slice, `a[1:n]`: psql would read `:n` as a variable.
                result += bytes[copied..<token.range.lowerBound] + [UInt8(ascii: " ")]
                copied = token.range.lowerBound
            }
        }
        result += bytes[copied...]
        text = String(decoding: result, as: UTF8.self)
        endsInComment = String(decoding: bytes[(before?.range.upperBound ?? 0)...], as: UTF8.self).contains("--")
    }

    /// A literal in place of a placeholder. A negative number is put in parentheses: after a minus it would begin a
    /// comment, and a cast binds more tightly than its sign.
    private static func operand(_ literal: String) -> String { literal.hasPrefix("-") ? "(\(literal))" : literal }

    /// Whether a colon is the second of `::`, which `psql` knows.
    private static func isSecondColon(_ token: Lexer.Token, in bytes: [UInt8]) -> Bool {
        var colons = 0
        var place = token.range.lowerBound
        while place > 0, bytes[place - 1] == UInt8(ascii: ":") {
            colons += 1
            place -= 1
        }
        return colons % 2 == 1
    }
}
