/// From where to where an offline run goes: `start:target`, since there is no database to say where it is.
///
/// The start is any number of rows of the version table, divided by commas (`a1,b2:head`), or `base`, or `current` where
/// a database can be asked after all. Left out, an upgrade starts from `base`.
struct OfflineRange: Hashable, Sendable {
    /// Where the run starts.
    enum Start: Hashable, Sendable {
        /// These revisions are applied, with all that they need; none is `base`.
        case revisions([String])
        /// Where the database is.
        case current
    }

    let start: Start
    let target: String

    /// Reads a range.
    /// - Throws: ``OfflineError`` when a downgrade does not say where it starts.
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
