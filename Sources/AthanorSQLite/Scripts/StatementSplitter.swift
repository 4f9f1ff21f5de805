internal import Athanor

/// Splits a script at the semicolons that end statements.
///
/// The body of a trigger contains semicolons too. As in SQLite's `sqlite3_complete`, such a statement ends where
/// `END` directly follows a semicolon; the `END` of a `CASE` follows an expression.
struct StatementSplitter {
    private let script: SourceSlice
    private var lexer: Lexer

    init(_ script: SourceSlice) {
        self.script = script
        lexer = Lexer(script)
    }

    /// Returns the tokens of the next statement without its semicolon, or `nil` at the end. Empty statements are
    /// skipped.
    mutating func next(after previous: ScriptStatement?) throws(ScriptError) -> [Token]? {
        var tokens: [Token] = []
        while let token = try lexer.next() {
            if tokens.isEmpty { try refuseShellCommand(token) }
            guard token.isPunctuation(";") else {
                tokens.append(token)
                continue
            }
            if tokens.isEmpty { continue }
            guard isInsideTrigger(tokens) else { return tokens }
            tokens.append(token)
        }
        if isInsideTrigger(tokens), let first = tokens.first {
            throw ScriptError(
                "the trigger that begins here has no END", at: script.source.place(atUTF8: first.utf8Range.lowerBound),
                advice: script.advice(onUnended: "Close its body with END; after the last statement's semicolon."))
        }
        return tokens.isEmpty ? nil : tokens
    }

    private func isInsideTrigger(_ tokens: [Token]) -> Bool {
        let explained = tokens.drop { ["EXPLAIN", "QUERY", "PLAN"].contains($0.keyword ?? "") }
        guard StatementCommand(Array(explained.prefix(4))).createsTrigger,
            tokens.contains(where: { $0.isKeyword("BEGIN") })
        else { return false }
        return !(tokens.last?.isKeyword("END") == true && tokens.dropLast().last?.isPunctuation(";") == true)
    }

    private func refuseShellCommand(_ token: Token) throws(ScriptError) {
        let place = script.source.place(atUTF8: token.utf8Range.lowerBound)
        guard token.isPunctuation("."), place.isAtLineStart else { return }
        let word = place.lineText.trimmingPrefix { $0.isWhitespace }.prefix { !$0.isWhitespace }
        throw ScriptError(
            "\(word) is a command of the sqlite3 shell, not SQL", at: place, advice: Self.advice(for: word.lowercased())
        )
    }

    private static func advice(for command: String) -> String {
        switch command {
        case ".read": "Put the statements of that file here."
        case ".import": "Write the data as INSERT statements, or import it outside migrations."
        default: "Remove the line: a revision holds SQL only."
        }
    }
}

extension SourcePlace {
    /// Whether only white space precedes the place in its line.
    fileprivate var isAtLineStart: Bool {
        lineText.unicodeScalars.prefix(column - 1).allSatisfy(\.properties.isWhitespace)
    }
}
