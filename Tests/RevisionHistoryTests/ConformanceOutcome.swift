import RevisionHistory

/// What one command did to a graph, in the terms of the conformance data.
struct ConformanceOutcome: Equatable {
    var sets: [String: Set<String>] = [:]
    var labels: [String: Set<String>] = [:]

    /// The same parts of what is expected; a part that the data leaves out is not compared.
    init(expected: ConformanceFile.Expectation, of command: String) {
        let parts: [(String, [String]?)] = [
            ("revisions", expected.revisions), ("heads", expected.heads), ("bases", expected.bases),
            ("effectiveHeads", expected.effectiveHeads), ("effectiveBases", expected.effectiveBases),
            ("branchPoints", expected.branchPoints), ("mergePoints", expected.mergePoints),
            ("applied", expected.applied), ("downRevisions", expected.downRevisions),
        ]
        for (name, ids) in parts {
            // The data writes the base as a revision where a name means it; here it is no revision.
            if let ids { sets[name] = Set(ids).subtracting(command == "resolve" ? ["base"] : []) }
        }
        labels = (expected.labels ?? [:]).mapValues { Set($0) }
    }

    init(of test: ConformanceFile.Case, on nodes: [RevisionNode]) throws {
        let graph = try RevisionGraph(nodes)
        switch test.command {
        case "load":
            self["heads"] = graph.heads
            self["bases"] = graph.bases
            self["effectiveHeads"] = graph.effectiveHeads
            self["effectiveBases"] = graph.effectiveBases
            self["branchPoints"] = graph.nodes.map(\.id).filter(graph.isBranchPoint)
            self["mergePoints"] = graph.nodes.map(\.id).filter(graph.isMergePoint)
            for node in graph.nodes {
                let labels = graph.labels(of: node.id)
                if !labels.isEmpty { self.labels[node.id.rawValue] = Set(labels.map(\.rawValue)) }
            }
        case "heads": self["revisions"] = test.effective == true ? graph.effectiveHeads : graph.heads
        case "bases": self["revisions"] = graph.bases
        case "branches": self["revisions"] = graph.nodes.map(\.id).filter(graph.isBranchPoint)
        case "history": self["revisions"] = try graph.history(test.range, current: test.rows).map(\.id)
        case "current":
            if test.checkHeads == true, !(try graph.isAtHeads(test.rows)) { throw DatabaseNotAtHead() }
            self["revisions"] = try graph.currentRevisions(test.rows)
        case "resolve", "show": self["revisions"] = try graph.resolve(test.target ?? "")
        case "upgrade":
            record(try graph.upgradePlan(to: test.target ?? "", from: test.rows), from: test.rows)
        case "downgrade":
            record(try graph.downgradePlan(to: test.target ?? "", from: test.rows), from: test.rows)
        case "stamp":
            let plan = try graph.stampPlan(to: test.targets ?? [], from: test.rows, purge: test.purge == true)
            self["heads"] = Array(Set(test.rows).subtracting(plan.rowsRemoved).union(plan.rowsAdded))
            self["applied"] = []
        case "revision", "merge":
            let node = try graph.newRevision(
                RevisionID(test.newRevision ?? ""), after: test.targets ?? [test.head ?? "head"],
                splice: test.splice == true, branchLabels: test.branchLabel.map { [BranchLabel($0)] } ?? [],
                dependsOn: test.dependsOn ?? [])
            self["downRevisions"] = node.downRevisions
            self["heads"] = try RevisionGraph(nodes + [node]).heads
        default: throw UnknownCommand(command: test.command)
        }
    }

    func agrees(with expected: ConformanceOutcome) -> Bool {
        expected.labels == labels && expected.sets.allSatisfy { sets[$0.key] == $0.value }
    }

    /// Runs the steps on the rows as a database would, where each row must be there to leave and not there to enter.
    private mutating func record(_ steps: [RevisionStep], from rows: [RevisionID]) {
        var rows = Set(rows)
        for step in steps {
            if !rows.isSuperset(of: step.rowsRemoved) || !rows.isDisjoint(with: step.rowsAdded) {
                self["brokenSteps"] = [step.revision]
            }
            rows.subtract(step.rowsRemoved)
            rows.formUnion(step.rowsAdded)
        }
        self["applied"] = steps.map(\.revision)
        self["heads"] = Array(rows)
    }

    private subscript(part: String) -> [RevisionID] {
        get { (sets[part] ?? []).map { RevisionID($0) } }
        set { sets[part] = Set(newValue.map(\.rawValue)) }
    }
}

struct DatabaseNotAtHead: Error {}

struct UnknownCommand: Error {
    let command: String
}
