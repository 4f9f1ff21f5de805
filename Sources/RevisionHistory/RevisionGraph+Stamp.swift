extension RevisionGraph {
    /// The change of the version table that records the targets as applied without running anything.
    ///
    /// The targets are rows afterwards. The other rows on their lines of descent, above or below, are removed if a
    /// target there is not a row yet. Rows elsewhere stay. Rows that no file has are removed for any target; this
    /// repairs a database that came from other code. With `purge`, all rows are removed.
    ///
    /// - Parameters:
    ///   - targets: Names as in ``resolve(_:)``; empty means `base`.
    ///   - rows: The rows of the version table.
    ///   - purge: Whether to remove all rows first.
    /// - Throws: ``RevisionGraphError``; ``RevisionGraphError/databaseRevisionUnknown(_:)`` if a target counts steps or
    ///   is `current`, because steps cannot be counted from a row that no file has;
    ///   ``RevisionGraphError/overlappingRevisions(_:implied:)`` if a target implies another, whatever the rows are.
    package func stampPlan(
        to targets: [String], from rows: [RevisionID], purge: Bool = false
    ) throws(RevisionGraphError) -> StampPlan {
        let names = targets.isEmpty ? ["base"] : targets
        let before = purge ? [] : try positions(ofRows: names.allSatisfy(isPlace) ? rows.filter(isKnown) : rows)
        var onLines: Set<Int> = []
        for name in names { onLines.formUnion(try members(of: name, among: before, along: .needs)) }
        var destinations: Set<Int> = []
        for name in names { destinations.formUnion(try destinationsOfStamp(name)) }
        try checkForOverlap(destinations.sorted())

        let near = lineage(of: Array(onLines), along: .needs)
        let isMoved = destinations.subtracting(onLines).contains(where: near.contains)
        var after = Set(before)
        // Together with other targets, `base` has no effect.
        if isMoved || destinations.isEmpty { after.subtract(onLines) }
        after.formUnion(destinations)
        return stampPlan(from: rows, to: ids(after.sorted()))
    }

    /// The rows for one name. If it means several revisions, those that others of them imply are no rows: `-1` from
    /// several heads may mean one revision twice, or two of one line.
    private func destinationsOfStamp(_ name: String) throws(RevisionGraphError) -> Set<Int> {
        let meant = Set(try positions(named: name))
        let below = closure(below: meant.flatMap { needs[$0] }, along: .needs)
        return meant.filter { !below.contains($0) }
    }

    /// Refuses a plan that would record a revision together with one that implies it. The version table would no longer
    /// show the present revision, and no upgrade could continue from there.
    /// - Throws: ``RevisionGraphError/overlappingRevisions(_:implied:)``.
    package func check(_ plan: StampPlan, from rows: [RevisionID]) throws(RevisionGraphError) {
        guard !plan.rowsAdded.isEmpty else { return }
        try checkForOverlap(try positions(ofRows: rows.filter { !plan.rowsRemoved.contains($0) } + plan.rowsAdded))
    }

    /// Refuses the beginnings of names as targets of a stamp. Nothing is run that would show a mistake: the last name
    /// in the table of another migration library may be `addScore`, and the only file may be that of `addScoreIndex`.
    /// Random ids, which nobody gives to anything else, may be shortened.
    /// - Parameter targets: Names that ``stampPlan(to:from:purge:)`` understands.
    /// - Throws: ``RevisionGraphError/shortenedName(_:of:)``.
    package func checkNames(ofStamp targets: [String]) throws(RevisionGraphError) {
        for target in targets {
            guard let name = try? RevisionName(target) else { continue }
            if let branch = name.branch { try checkIsWhole(branch, in: nil) }
            if let symbol = name.symbol { try checkIsWhole(symbol, in: name.branch) }
        }
    }

    private func checkIsWhole(_ symbol: String, in branch: String?) throws(RevisionGraphError) {
        guard !Self.reservedNames.contains(symbol), positions[RevisionID(symbol)] == nil,
            labelOwners[BranchLabel(symbol)] == nil, let position = try? position(of: symbol, in: branch)
        else { return }
        let wholes = names(beginningWith: symbol, in: nil).filter { $0.position == position }.map(\.name)
        guard let whole = wholes.first(where: { !Self.isRandom($0) }) else { return }
        throw .shortenedName(symbol, of: whole)
    }

    /// Whether a name looks like the ids that `athanor revision` makes. Twelve decimal digits may be a date.
    private static func isRandom(_ name: String) -> Bool {
        let isHexadecimal = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
            default: false
            }
        }
        return name.utf8.count == 12 && isHexadecimal && name.utf8.contains { $0 >= UInt8(ascii: "a") }
    }

    private func isKnown(_ row: RevisionID) -> Bool {
        positions[row] != nil
    }

    /// Whether a name has the same meaning for every state of the database. An unknown name is refused later.
    private func isPlace(_ name: String) -> Bool {
        name != "current" && (try? RevisionName(name))?.steps == nil
    }

    private func stampPlan(from rows: [RevisionID], to rowsAfter: [RevisionID]) -> StampPlan {
        let kept = Set(rowsAfter)
        let present = Set(rows)
        return StampPlan(
            rowsRemoved: rows.filter { !kept.contains($0) }, rowsAdded: rowsAfter.filter { !present.contains($0) })
    }
}
