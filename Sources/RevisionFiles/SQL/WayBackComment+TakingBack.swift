extension WayBackComment {
    /// A comment at the start of a line, after which a section only drops objects that it has created. It may be the
    /// start of the downgrade, even if its words do not say so. A comment of more than three words counts as a sentence
    /// about the upgrade. Temporary objects do not count, because upgrades drop them too.
    static func beforeTakingBack(in section: SourceSlice) -> WayBackComment? {
        // A quick check: few files have a DROP at the start of a line, and files may be long.
        guard section.lines.contains(where: { $0.text.drop(while: \.isWhitespace).prefix(4).lowercased() == "drop" })
        else {
            return nil
        }
        var walk = SQLWalk(section)
        var created: Set<[String]> = []
        var comment: (place: Int, drops: Bool)?
        var statement: [String] = []
        func finish() {
            guard let first = statement.first else { return }
            defer { statement = [] }
            let object = Self.object(of: statement)
            if first == "drop", let object, created.contains(object) {
                comment?.drops = true
            } else if first == "create", let object {
                comment = nil
                created.insert(object)
            } else {
                comment = nil
            }
        }
        while true {
            let start = walk.place
            guard let piece = walk.next() else { break }
            switch piece {
            case .comment(let range):
                let beginning = walk.invisibleBeginning(before: range)
                guard comment == nil, walk.isBetweenStatements,
                    beginning?.unicodeScalars.allSatisfy(\.isInvisibleMark) == true, isShort(walk.text(range))
                else { continue }
                comment = (range.lowerBound, false)
            case .code where walk.isBetweenStatements: finish()
            case .code where statement.count < 16:
                let word = walk.text(start..<walk.place).filter { !$0.isWhitespace && !"\"`[]".contains($0) }
                statement.append(word.lowercased())
            case .code: break
            }
        }
        finish()
        guard let comment, comment.drops else { return nil }
        return WayBackComment(
            place: section.source.place(atUTF8: section.utf8Range.lowerBound + comment.place), reading: .perhaps)
    }

    private static func isShort(_ comment: String) -> Bool { comment.split { !$0.isLetter }.count <= 3 }

    /// The object of a CREATE or a DROP, without its schema; `nil` for a temporary object.
    private static func object(of statement: [String]) -> [String]? {
        let kinds: Set = [
            "table", "view", "index", "sequence", "type", "domain", "schema", "function", "procedure", "trigger",
        ]
        guard let kind = statement.firstIndex(where: kinds.contains),
            !statement[..<kind].contains(where: ["temp", "temporary"].contains)
        else { return nil }
        let rest = statement[(kind + 1)...].drop { ["if", "not", "exists", "concurrently"].contains($0) }
        guard var name = rest.first else { return nil }
        var parts = rest.dropFirst()
        while parts.first == ".", let next = parts.dropFirst().first {
            name = next
            parts = parts.dropFirst(2)
        }
        return [statement[kind], name]
    }
}
