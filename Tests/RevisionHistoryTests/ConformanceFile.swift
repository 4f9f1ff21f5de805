import Foundation
import RevisionHistory

/// Recorded graphs, commands and outcomes; the format is described in the conformance data's README.
struct ConformanceFile: Decodable {
    struct Graph: Decodable {
        let name: String
        let revisions: [Revision]
        let cases: [Case]

        var nodes: [RevisionNode] {
            revisions.enumerated().map { place, revision in
                RevisionNode(
                    id: RevisionID(revision.revision), downRevisions: revision.downRevisions.map { RevisionID($0) },
                    branchLabels: revision.branchLabels.map { BranchLabel($0) }, dependsOn: revision.dependsOn,
                    origin: "\(place)_\(revision.revision).sql")
            }
        }
    }

    struct Revision: Decodable {
        let revision: String
        let downRevisions: [String]
        let branchLabels: [String]
        let dependsOn: [String]
    }

    struct Case: Decodable {
        let id: String
        let command: String
        let target: String?
        let targets: [String]?
        let state: [String]?
        let stateReachable: Bool?
        let range: String?
        let effective: Bool?
        let checkHeads: Bool?
        let purge: Bool?
        let newRevision: String?
        let head: String?
        let branchLabel: String?
        let dependsOn: [String]?
        let splice: Bool?
        let expect: Expectation

        var rows: [RevisionID] { (state ?? []).map { RevisionID($0) } }

        /// Every name of a revision in the command, the ends of a range each by itself.
        var names: [String] {
            let given = [target, range, head].compactMap { $0 } + (targets ?? []) + (dependsOn ?? [])
            return given.flatMap { $0.split(separator: ":").map(String.init) }
        }
    }

    struct Expectation: Decodable {
        let error: String?
        let anyOf: [String]?
        let revisions: [String]?
        let heads: [String]?
        let bases: [String]?
        let effectiveHeads: [String]?
        let effectiveBases: [String]?
        let branchPoints: [String]?
        let mergePoints: [String]?
        let labels: [String: [String]]?
        let applied: [String]?
        let downRevisions: [String]?
    }

    let graphs: [Graph]

    init(contentsOf file: URL) throws {
        self = try JSONDecoder().decode(ConformanceFile.self, from: Data(contentsOf: file))
    }
}
