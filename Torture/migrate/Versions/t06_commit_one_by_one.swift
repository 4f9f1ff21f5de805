import Athanor

/// work that is committed piece by piece
struct CommitOneByOne_t06: Revision {
    static let revision: RevisionID = "t06"
    static let downRevisions: [RevisionID] = ["t05"]
    static let createDate = "2026-11-28 10:05:00+00:00"

    func upgrade(_ op: Operations) -> OperationList {
        op.autocommit {
            op.execute("INSERT INTO audit VALUES ('t06 one')")
            op.execute("INSERT INTO audit VALUES ('t06 two')")
            op.execute("INSERT INTO audit VALUES ('t06 three')")
        }
    }

    func downgrade(_ op: Operations) -> OperationList {
        op.autocommit {
            op.execute("INSERT INTO audit VALUES ('t06 down one')")
            op.execute("INSERT INTO audit VALUES ('t06 down two')")
        }
    }
}
