internal import Athanor

/// The comparison of applied revisions with their files, for people.
struct RevisionFindingsText {
    private let findings: RevisionFindings
    private let history: RevisionSet

    init(_ findings: RevisionFindings, of history: RevisionSet) {
        self.findings = findings
        self.history = history
    }

    /// The maximum number of revisions of a kind that are shown. JSON has them all.
    private static let mostShown = 20

    /// A line for each revision with a finding; of each kind, only the first ones.
    func table(for output: TextOutput) -> [String] {
        var table = Table(alignments: [.left, .left, .left])
        func add(_ kind: String, _ ids: [RevisionID], _ text: (RevisionID) -> String) {
            let (shown, rest) = ids.map(\.rawValue).split(at: Self.mostShown)
            for id in shown { table.add([kind, id, text(RevisionID(id))]) }
            if !rest.isEmpty { table.add([kind, "and \(rest.count) more", ""]) }
        }
        add("edited", findings.edited) { history[$0]?.path ?? "" }
        add("missing", findings.missing) { _ in "it was applied, and no file has it any more" }
        add("unknown", findings.unknown) { _ in "the version table has it, without a file and a checksum" }
        return table.lines(for: output)
    }

    /// The lines for `current`: one for each edited or missing revision; of each kind, only the first ones.
    var place: [String] {
        func lines(_ ids: [RevisionID], _ what: String, _ text: (RevisionID) -> String) -> [String] {
            let (shown, rest) = ids.map(\.rawValue).split(at: Self.mostShown)
            return shown.map { "\($0)  \(text(RevisionID($0)))" }
                + (rest.isEmpty ? [] : ["and \(rest.count) more \(what)"])
        }
        return lines(findings.edited, "edited") { "edited since it was applied: \(history[$0]?.path ?? "")" }
            + lines(findings.missing, "missing") { _ in "missing: it was applied, and no file has it any more" }
    }

    /// How many revisions were compared, and how many could not be.
    var summary: [String] {
        var lines = [Self.counted(findings.unchanged, "is as it was applied.", "are as they were applied.")]
        for (reason, text) in Self.reasons {
            let count = findings.unchecked.count { $0.reason == reason }
            guard count > 0 else { continue }
            lines.append(Self.counted(count, text.one, text.several))
        }
        for unchecked in findings.unchecked.prefix(Self.mostShown) {
            guard let error = unchecked.error else { continue }
            lines.append(
                [
                    "\(history[unchecked.revision]?.path ?? ""): revision \(unchecked.revision) cannot be checked: "
                        + error.message, error.advice,
                ].compactMap(\.self).joined(separator: ". ").onOneLine)
        }
        return lines
    }

    /// The warning before revisions are run, in a few lines.
    var warning: [String] {
        var lines: [String] = []
        func list(_ ids: [RevisionID], _ text: String) {
            guard !ids.isEmpty else { return }
            lines.append("\(text): \(ids.listedBriefly)")
        }
        list(findings.edited, "edited since they were applied")
        list(findings.missing, "applied, and no file has them any more")
        list(findings.unknown, "in the version table, without a file")
        if !lines.isEmpty {
            lines.append("The database keeps what was applied; `athanor check --revisions` says what to do.")
        }
        let uncompiled = findings.unchecked.filter { $0.reason == .isNotCompiledIn }.map(\.revision)
        list(uncompiled, "in Swift and not compiled into this executable, so edits cannot be found")
        return lines
    }

    private static func counted(_ count: Int, _ one: String, _ several: String) -> String {
        "\(count) applied revision\(count == 1 ? " \(one)" : "s \(several)")"
    }

    private static let reasons: [(RevisionFindings.Unchecked.Reason, (one: String, several: String))] = [
        (
            .hasNoChecksum,
            (
                "has no checksum: stamped, or older than checksums; `athanor reseal --all` gives it one.",
                "have no checksum: stamped, or older than checksums; `athanor reseal --all` gives them one."
            )
        ),
        (
            .hasForeignChecksum,
            (
                "has a checksum of another Athanor version; `athanor reseal --all` updates it.",
                "have checksums of another Athanor version; `athanor reseal --all` updates them."
            )
        ),
        (
            .isNotCompiledIn,
            (
                "is in Swift, and this executable was built without it: it cannot be checked here.",
                "are in Swift, and this executable was built without them: they cannot be checked here."
            )
        ),
        (
            .sourceIsNotKnown,
            (
                "is checked by its source, which this executable does not know: it cannot be checked here.",
                "are checked by their source, which this executable does not know: they cannot be checked here."
            )
        ),
    ]
}

extension RevisionFindings.Unchecked {
    /// The error that its code threw; `nil` if it is unchecked for another reason.
    var error: Explanation? {
        if case .threw(let explanation) = reason { explanation } else { nil }
    }
}
