internal import Athanor

/// A revision and its operations, as JSON.
struct RevisionWorkDocument: Encodable {
    /// One direction of a revision.
    struct Direction: Encodable {
        /// Its operations in a few words each; absent if they cannot be known. `reason` then says why.
        var operations: [String]?
        /// The SQL as it was written; absent for a revision in Swift.
        var sql: String?
        /// Why it cannot be run or shown.
        var reason: String?
    }

    let revision: RevisionDocument
    let upgrade: Direction
    let downgrade: Direction

    init(_ entry: RevisionEntry, _ work: RevisionWork, in graph: RevisionGraph) {
        revision = RevisionDocument(entry, in: graph)
        (upgrade, downgrade) = work.documents
    }
}

extension RevisionWorkDocument.Direction {
    /// The operations of a direction; if one of them is irreversible, with its reason. The reason of a revision whose
    /// code throws is the error.
    fileprivate init(_ entry: RevisionEntry, _ direction: RevisionStep.Direction, _ op: Operations) {
        do {
            let operations = try entry.operations(direction, op)
            self.init(
                operations: operations.map(\.summary),
                reason: operations.lazy.compactMap { $0 as? Irreversible }.first?.reason)
        } catch {
            let explanation = Explanation(of: error)
            self.init(
                reason: [explanation.message, explanation.advice].compactMap(\.self).joined(separator: ". "))
        }
    }
}

extension RevisionWork {
    /// Both directions, as JSON.
    var documents: (upgrade: RevisionWorkDocument.Direction, downgrade: RevisionWorkDocument.Direction) {
        typealias Direction = RevisionWorkDocument.Direction
        switch entry.source {
        case .sql(let file):
            func script(_ slice: SourceSlice) -> Direction {
                Direction(operations: [ExecuteSQL(script: slice).summary], sql: slice.text)
            }
            switch file.downgrade {
            case .script(let down): return (script(file.upgrade), script(down))
            case .irreversible(let reason): return (script(file.upgrade), Direction(reason: reason))
            }
        case .swift:
            guard let op else {
                let unknown = Direction(reason: "no database is linked in")
                return (unknown, unknown)
            }
            return (Direction(entry, .upgrade, op), Direction(entry, .downgrade, op))
        case .uncompiledSwift(let file):
            let unknown = Direction(reason: "\(file.typeName) in Swift: this executable was built without it")
            return (unknown, unknown)
        }
    }
}
