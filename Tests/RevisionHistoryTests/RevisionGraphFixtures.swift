import RevisionHistory

/// Short ways to write a graph in a test.
extension RevisionNode {
    static func revision(
        _ id: RevisionID, _ downRevisions: [RevisionID] = [], labels: [BranchLabel] = [], dependsOn: [String] = [],
        date: String? = nil
    ) -> RevisionNode {
        RevisionNode(
            id: id, downRevisions: downRevisions, branchLabels: labels, dependsOn: dependsOn,
            createDate: date.flatMap { CreateDate($0) }, origin: "\(id).sql")
    }
}

extension RevisionGraph {
    /// a1 <- a2 <- a3 <- a4
    static var line: RevisionGraph {
        get throws {
            try RevisionGraph([
                .revision("a1"), .revision("a2", ["a1"]), .revision("a3", ["a2"]), .revision("a4", ["a3"]),
            ])
        }
    }

    /// root, from which the branches `shop` (s1, s2) and `mail` (m1, m2) rise; m2 depends on s1.
    static var fork: RevisionGraph {
        get throws {
            try RevisionGraph([
                .revision("root"),
                .revision("s1", ["root"], labels: ["shop"]), .revision("s2", ["s1"]),
                .revision("m1", ["root"], labels: ["mail"]), .revision("m2", ["m1"], dependsOn: ["s1"]),
            ])
        }
    }

    /// base1, then left1 and right1, merged by top.
    static var diamond: RevisionGraph {
        get throws {
            try RevisionGraph([
                .revision("base1"), .revision("left1", ["base1"]), .revision("right1", ["base1"]),
                .revision("top", ["left1", "right1"]),
            ])
        }
    }
}

extension [RevisionStep] {
    var revisions: [RevisionID] { map(\.revision) }

    /// The version table's rows after these steps.
    func rows(after rows: [RevisionID]) -> Set<RevisionID> {
        reduce(into: Set(rows)) { rows, step in
            rows.subtract(step.rowsRemoved)
            rows.formUnion(step.rowsAdded)
        }
    }
}
