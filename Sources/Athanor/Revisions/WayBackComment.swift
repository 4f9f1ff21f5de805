/// A comment in an upgrade section that somebody may have meant as the beginning of the way back, as another tool or another
/// hand writes it. What stands under it would run as part of the upgrade.
struct WayBackComment {
    /// The beginning of its line.
    let place: SourcePlace
    /// What it is taken for.
    let reading: Reading

    /// What a comment is taken for.
    enum Reading {
        /// The beginning of the way back.
        case beginning
        /// A comment, since blanks stand before it, by which an author says so.
        case indented
        /// A comment that may be more: it speaks of a way back, and nothing is taken back after it.
        case perhaps
    }

    /// The comment of a section that is most likely meant so: the first one at the beginning of a line, else the first
    /// indented one.
    static func first(in section: SourceSlice) -> WayBackComment? {
        guard mayHoldOne(section) else { return nil }
        var walk = SQLWalk(section)
        var (indented, perhaps): (WayBackComment?, WayBackComment?)
        while let piece = walk.next() {
            guard case .comment(let range) = piece, let beginning = walk.invisibleBeginning(before: range),
                let likeness = Likeness(of: walk.text(range)), walk.depth == 0
            else { continue }
            // A sentence at the top of the section says what the upgrade does; at its end nothing follows that could run.
            if likeness != .heading, !walk.hasStatement || !walk.hasStatementAfter { continue }
            let lineStart = section.utf8Range.lowerBound + range.lowerBound - beginning.utf8.count
            let place = section.source.place(atUTF8: lineStart)
            if beginning.unicodeScalars.contains(where: { !$0.isInvisibleMark }) {
                // An indented sentence is a comment, as its author was told to write it; so is a line within a statement.
                if !likeness.isSentence, walk.isBetweenStatements, indented == nil {
                    indented = WayBackComment(place: place, reading: .indented)
                }
            } else if likeness.isSentence, !takingBack.contains(walk.nextWord ?? "") {
                perhaps = perhaps ?? WayBackComment(place: place, reading: .perhaps)
            } else {
                return WayBackComment(place: place, reading: .beginning)
            }
        }
        return indented ?? perhaps
    }

    /// How statements begin that take back what others have done.
    private static let takingBack: Set = ["drop", "alter", "delete", "truncate"]

    /// Whether any line begins like a comment and speaks of a way back: few do, and files may be long.
    private static func mayHoldOne(_ section: SourceSlice) -> Bool {
        section.lines.contains { line in
            let text = line.text.drop { $0.isWhitespace || $0.unicodeScalars.allSatisfy(\.isInvisibleMark) }
            return text.utf8.starts(with: "/*".utf8)
                || text.utf8.starts(with: "--".utf8) && Likeness(of: String(text)) != nil
        }
    }
}

extension WayBackComment {
    /// How a comment is like the marker of a way back.
    enum Likeness {
        /// It names the way back and says nothing else, as `-- +goose Down` and `---- create above / drop below ----`.
        case heading
        /// A sentence that begins with `downgrade`.
        case markerWithWords
        /// A sentence that begins with another word for it.
        case sentence
        /// A sentence that speaks of it, and of what a tool's file consists of.
        case mention

        /// Whether it may as well be a sentence about what the upgrade does.
        var isSentence: Bool { self == .sentence || self == .mention }

        /// The words by which tools and people know the way back.
        private static let names: Set<String> = [
            "downgrade", "downgrades", "down", "downs", "rollback", "rollbacks", "undo", "undos", "revert", "reverts",
            "reverse", "backward", "backwards", "teardown", "downward", "downwards", "reversal", "reverting", "unapply",
            "undeploy", "backout",
        ]
        /// Pairs of words that mean the same.
        private static let pairs: Set<[String]> = [
            ["drop", "below"], ["roll", "back"], ["way", "back"], ["rolled", "back"], ["back", "out"], ["un", "do"],
        ]
        /// Words that stand beside the name and add nothing to it.
        private static let companions: Set<String> = [
            "migrate", "migration", "migrations", "goose", "micrate", "rambler", "dbmate", "flyway", "sqitch",
            "liquibase", "sql", "section", "script", "scripts", "statement", "statements", "step", "steps", "part",
            "begin", "begins", "start", "starts", "here", "revision", "version", "schema", "irreversible", "create",
            "above", "below", "the", "of", "for", "to", "changes", "change", "this", "all", "everything", "upgrade",
            "transaction", "true", "false", "roll", "rolled", "back", "out", "un", "do", "way", "drop", "name",
        ]
        /// What a tool's file consists of: a line that speaks of one of these and of the way back may name a section.
        private static let parts: Set<String> = ["migration", "migrations", "section", "script", "scripts", "sql"]
        /// Names that hardly begin a sentence about anything else.
        private static let beginnings: Set<String> = ["rollback", "undo", "revert"]

        /// - Parameter comment: the whole comment.
        init?(of comment: String) {
            let lines = comment.split(whereSeparator: \.isNewline).map { Substring($0) }
            guard let line = lines.first(where: { $0.contains(where: \.isLetter) }) else { return nil }
            // A revision's id or name adds nothing.
            let words = line.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }
                .filter { $0.allSatisfy(\.isLetter) }.map(String.init)
            let namedPair = zip(words, words.dropFirst()).contains { Self.pairs.contains([$0, $1]) }
            guard let first = words.first, namedPair || words.contains(where: Self.names.contains) else { return nil }
            let beginsWithName = Self.names.contains(first)
            if words.allSatisfy({ Self.names.contains($0) || Self.companions.contains($0) })
                || beginsWithName && Self.marksEnd(of: first, in: line)
                || words.count == 2 && Self.names.contains(words[1]) && line.contains(where: { "+@!:#".contains($0) })
            {
                self = .heading
            } else if first == "downgrade" {
                self = .markerWithWords
            } else if Self.beginnings.contains(first) || Array(words.prefix(2)) == ["roll", "back"] {
                self = .sentence
            } else if words.contains(where: Self.parts.contains) {
                self = .mention
            } else {
                return nil
            }
        }

        /// Whether a sign after the first word, or a semicolon at the end of the line, tells that no sentence follows.
        private static func marksEnd(of word: String, in line: Substring) -> Bool {
            let rest = line.drop { !$0.isLetter }.dropFirst(word.count).drop { $0 == " " || $0 == "\t" }
            let end = line.last { !$0.isWhitespace && !"*/".contains($0) }
            return rest.first.map { ":=(;-–—".contains($0) } == true || end == ";"
        }
    }
}
