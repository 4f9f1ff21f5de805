internal import Athanor

/// The comparison of applied revisions with their files, as JSON.
struct RevisionFindingsDocument: Encodable {
    struct Edited: Encodable {
        let revision: String
        let path: String
    }

    struct Unchecked: Encodable {
        let revision: String
        /// `no_checksum`, `foreign_checksum`, `not_compiled_in`, `threw` or `source_not_known`.
        let reason: String
        /// The error of its code; absent for other reasons.
        var error: String?
    }

    let edited: [Edited]
    let missing: [String]
    let unknown: [String]
    let unchecked: [Unchecked]
    let unchanged: Int

    init(_ findings: RevisionFindings, of history: RevisionSet) {
        edited = findings.edited.map { Edited(revision: $0.rawValue, path: history[$0]?.path ?? "") }
        missing = findings.missing.map(\.rawValue)
        unknown = findings.unknown.map(\.rawValue)
        unchecked = findings.unchecked.map {
            Unchecked(revision: $0.revision.rawValue, reason: Self.name($0.reason), error: $0.error?.message)
        }
        unchanged = findings.unchanged
    }

    private static func name(_ reason: RevisionFindings.Unchecked.Reason) -> String {
        switch reason {
        case .hasNoChecksum: "no_checksum"
        case .hasForeignChecksum: "foreign_checksum"
        case .isNotCompiledIn: "not_compiled_in"
        case .threw: "threw"
        case .sourceIsNotKnown: "source_not_known"
        }
    }
}
