extension RevisionGraph {
    /// All applied revisions: those of the version table's rows and everything below them, along down revisions and
    /// dependencies.
    ///
    /// - Throws: ``RevisionGraphError/databaseRevisionUnknown(_:)`` for rows that no file has.
    package func applied(_ rows: [RevisionID]) throws(RevisionGraphError) -> Set<RevisionID> {
        Set(ids(closure(below: try positions(ofRows: rows), along: .needs).ascending))
    }

    /// The present revision of the database in each branch: the applied revisions that are not a down revision of an
    /// applied one.
    ///
    /// These may be more than the rows, which omit revisions that another row depends on.
    /// - Throws: as ``applied(_:)``.
    package func currentRevisions(_ rows: [RevisionID]) throws(RevisionGraphError) -> [RevisionID] {
        ids(branchTips(of: closure(below: try positions(ofRows: rows), along: .needs)))
    }

    /// Whether the rows are exactly the graph's ``heads``.
    /// - Throws: as ``applied(_:)``.
    package func isAtHeads(_ rows: [RevisionID]) throws(RevisionGraphError) -> Bool {
        Set(try positions(ofRows: rows)) == Set(headPositions)
    }

    /// Positions of the version table's rows, in the graph's order, each once.
    func positions(ofRows rows: [RevisionID]) throws(RevisionGraphError) -> [Int] {
        let unknown = rows.filter { positions[$0] == nil }
        guard unknown.isEmpty else { throw .databaseRevisionUnknown(unknown.sorted()) }
        return Set(rows.compactMap { positions[$0] }).sorted()
    }

    func branchTips(of applied: PositionSet) -> [Int] {
        applied.ascending.filter { position in !children[position].contains(where: applied.contains) }
    }
}
