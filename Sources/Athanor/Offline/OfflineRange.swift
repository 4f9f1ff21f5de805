/// The range of an offline run: `start:target`. The start is given, because a script can be written without a
/// database.
///
/// The start is any number of rows of the version table, separated by commas (`a1,b2:head`), or `base`, or `current` if
/// a database is configured. Without a start, an upgrade starts from `base`.
struct OfflineRange: Hashable, Sendable {
    /// The start of the run.
    enum Start: Hashable, Sendable {
        /// These revisions and everything below them are applied. An empty list is `base`.
        case revisions([String])
        /// The present revisions of the database.
        case current
    }

    let start: Start
    let target: String

    /// Reads a range.
    /// - Throws: ``OfflineError`` if a downgrade has no start.
    init(_ text: String, direction: RevisionStep.Direction) throws(OfflineError) {
        let colon = text.firstIndex(of: ":")
        let names = colon.map { text[..<$0].split(separator: ",").map(String.init) } ?? []
        let end = colon.map { String(text[text.index(after: $0)...]) } ?? text
        switch direction {
        case _ where !end.isEmpty: target = end
        case .upgrade: target = "heads"
        case .downgrade: target = "base"
        }
        if direction == .downgrade, names.isEmpty { throw .downgradeWithoutStart(target) }
        start = names == ["current"] ? .current : .revisions(names)
    }
}
