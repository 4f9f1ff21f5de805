internal import Athanor

/// A revision with what it does, for machines.
struct RevisionWorkDocument: Encodable {
    /// One way through a revision.
    struct Direction: Encodable {
        /// Its operations in a few words each; absent where they cannot be known, and `reason` says why.
        var operations: [String]?
        /// The SQL as it was written; absent for a revision in Swift.
        var sql: String?
        /// Why it cannot be run, or not be looked at.
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
    /// A list of operations, or the first of them that stands for a way that there is not.
    fileprivate init(_ operations: OperationList) {
        self.init(
            operations: operations.map(\.summary),
            reason: operations.lazy.compactMap { $0 as? Irreversible }.first?.reason)
    }
}

extension RevisionWork {
    /// Both directions, for machines.
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
        case .swift(let type):
            guard let op else {
                let unknown = Direction(reason: "no database is linked in")
                return (unknown, unknown)
            }
            let revision = type.init()
            return (Direction(revision.upgrade(op)), Direction(revision.downgrade(op)))
        case .uncompiledSwift(let file):
            let unknown = Direction(reason: "\(file.typeName) in Swift: this executable was built without it")
            return (unknown, unknown)
        }
    }
}
