/// Splits a script at the places where `psql` would send a statement to the server.
struct StatementSplitter {
    /// A statement: its range in bytes, without the closing semicolon, and its shape.
    struct Piece {
        var range: Range<Int>
        var shape = StatementShape()
        /// Whether the script ends inside its parentheses or its body.
        var isOpen = false
    }

    private let bytes: [UInt8]
    private var lexer: Lexer

    /// - Parameters:
    ///   - bytes: the script in UTF-8.
    ///   - skippedCommands: the commands of `psql` that are skipped between statements.
    init(_ bytes: [UInt8], skipping skippedCommands: Set<String> = Lexer.dumpGuards) {
        self.bytes = bytes
        lexer = Lexer(bytes, skipping: skippedCommands)
    }

    /// Skips the data that follow the last statement, `COPY … FROM stdin`.
    mutating func skipCopyData() { lexer.skipCopyData() }

    /// The next statement that is not empty; `nil` at the end.
    mutating func next() throws(Lexer.Failure) -> Piece? {
        var piece: Piece?
        var parentheses = 0
        var body = RoutineBody()
        while let token = try lexer.next() {
            if token.kind == .semicolon, parentheses == 0, !body.isOpen {
                if let piece { return piece }
                continue
            }
            var statement = piece ?? Piece(range: token.range)
            statement.range = statement.range.lowerBound..<token.range.upperBound
            switch token.kind {
            case .opening:
                parentheses += 1
                if parentheses == 1 { statement.shape.append(nil) }
            case .closing:
                parentheses = max(0, parentheses - 1)
            case .word where parentheses == 0:
                let word = word(token.range)
                if statement.shape.createsRoutine { body.read(word) }
                statement.shape.append(word)
            case _ where parentheses == 0:
                if statement.shape.createsRoutine { body.read(nil) }
                statement.shape.append(nil)
            default: break
            }
            piece = statement
        }
        piece?.isOpen = parentheses > 0 || body.isOpen
        return piece
    }

    private func word(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self).uppercased()
    }

    /// The nesting of `BEGIN ATOMIC … END`, in which CASE has an END too.
    private struct RoutineBody {
        private var depth = 0
        private var followsBegin = false

        var isOpen: Bool { depth > 0 }

        mutating func read(_ word: String?) {
            defer { followsBegin = word == "BEGIN" }
            switch word {
            case "ATOMIC" where depth == 0 && followsBegin: depth = 1
            case "BEGIN" where depth > 0, "CASE" where depth > 0: depth += 1
            case "END" where depth > 0: depth -= 1
            default: break
            }
        }
    }
}
