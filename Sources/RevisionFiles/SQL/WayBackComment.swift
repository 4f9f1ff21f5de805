/// A comment in an upgrade section that may be meant as the start of the downgrade, in the syntax of another tool or in
/// free words. The SQL under it would run as part of the upgrade.
struct WayBackComment {
    /// The beginning of its line.
    let place: SourcePlace
    /// The interpretation of the comment.
    let reading: Reading

    /// The interpretations of a comment.
    enum Reading {
        /// The start of the downgrade.
        case beginning
        /// A comment, because it is indented, which is how authors mark comments.
        case indented
        /// Perhaps the start of the downgrade: the comment mentions it, but no statement that undoes something follows.
        case perhaps
    }

    /// The comment of a section that is most likely meant as the start of the downgrade: the first one at the start of
    /// a line, otherwise the first indented one.
    static func first(in section: SourceSlice) -> WayBackComment? {
        guard mayHoldOne(section) else { return nil }
        var walk = SQLWalk(section)
        var (indented, perhaps): (WayBackComment?, WayBackComment?)
        while let piece = walk.next() {
            guard case .comment(let range) = piece, let beginning = walk.invisibleBeginning(before: range),
                let likeness = Likeness(of: walk.text(range)), walk.depth == 0
            else { continue }
            // A sentence at the top of the section describes the upgrade. After one at its end, nothing follows that
            // could run.
            if likeness != .heading, !walk.hasStatement || !walk.hasStatementAfter { continue }
            let lineStart = section.utf8Range.lowerBound + range.lowerBound - beginning.utf8.count
            let place = section.source.place(atUTF8: lineStart)
            if beginning.unicodeScalars.contains(where: { !$0.isInvisibleMark }) {
                // An indented sentence is a comment, as the error's advice says. So is a line inside a statement.
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

    /// The first words of statements that undo others.
    private static let takingBack: Set = ["drop", "alter", "delete", "truncate"]

    /// A quick check whether any line begins like a comment and mentions a downgrade: few do, and files may be long.
    private static func mayHoldOne(_ section: SourceSlice) -> Bool {
        section.lines.contains { line in
            let text = line.text.drop { $0.isWhitespace || $0.unicodeScalars.allSatisfy(\.isInvisibleMark) }
            return text.utf8.starts(with: "/*".utf8)
                || text.utf8.starts(with: "--".utf8) && Likeness(of: String(text)) != nil
        }
    }
}

extension WayBackComment {
    /// The similarity of a comment to a downgrade marker.
    enum Likeness {
        /// It names the downgrade and nothing else, such as `-- +goose Down` and `---- create above / drop below ----`.
        case heading
        /// A sentence that begins with `downgrade`.
        case markerWithWords
        /// A sentence that begins with another word for downgrade.
        case sentence
        /// A sentence that mentions a downgrade and a part of a tool's file.
        case mention

        /// Whether it may just as well be a sentence about the upgrade.
        var isSentence: Bool { self == .sentence || self == .mention }

        /// The words for a downgrade in tools and in free text.
        private static let names: Set<String> = [
            "downgrade", "downgrades", "down", "downs", "rollback", "rollbacks", "undo", "undos", "revert", "reverts",
            "reverse", "backward", "backwards", "teardown", "downward", "downwards", "reversal", "reverting", "unapply",
            "undeploy", "backout",
        ]
        /// Pairs of words with the same meaning.
        private static let pairs: Set<[String]> = [
            ["drop", "below"], ["roll", "back"], ["way", "back"], ["rolled", "back"], ["back", "out"], ["un", "do"],
        ]
        /// Words next to the name that add nothing to it.
        private static let companions: Set<String> = [
            "migrate", "migration", "migrations", "goose", "micrate", "rambler", "dbmate", "flyway", "sqitch",
            "liquibase", "sql", "section", "script", "scripts", "statement", "statements", "step", "steps", "part",
            "begin", "begins", "start", "starts", "here", "revision", "version", "schema", "irreversible", "create",
            "above", "below", "the", "of", "for", "to", "changes", "change", "this", "all", "everything", "upgrade",
            "transaction", "true", "false", "roll", "rolled", "back", "out", "un", "do", "way", "drop", "name",
        ]
        /// Parts of a tool's file: a line that mentions one of these and a downgrade may name a section.
        private static let parts: Set<String> = ["migration", "migrations", "section", "script", "scripts", "sql"]
        /// Names that rarely begin a sentence about anything else.
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

        /// Whether a punctuation mark after the first word, or a semicolon at the end of the line, shows that no
        /// sentence follows.
        private static func marksEnd(of word: String, in line: Substring) -> Bool {
            let rest = line.drop { !$0.isLetter }.dropFirst(word.count).drop { $0 == " " || $0 == "\t" }
            let end = line.last { !$0.isWhitespace && !"*/".contains($0) }
            return rest.first.map { ":=(;-–—".contains($0) } == true || end == ";"
        }
    }
}
