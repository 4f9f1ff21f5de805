/// The form in which a new revision is written.
public enum RevisionTemplate: String, Sendable, Hashable, CaseIterable {
    /// An SQL file.
    case sql
    /// A Swift file.
    case swift

    /// The name of the file: id, slug and extension.
    public func fileName(of revision: NewRevision) -> String {
        let stem = revision.slug.isEmpty ? revision.id.rawValue : "\(revision.id)_\(revision.slug)"
        return "\(stem).\(rawValue)"
    }

    /// The text of the file, by the built-in template.
    /// - Throws: ``RevisionFileError``, never for the built-in templates.
    public func text(of revision: NewRevision) throws(RevisionFileError) -> String {
        try RevisionTemplates().text(of: revision, as: self)
    }

    /// The built-in template, in Mustache.
    public var builtInText: String {
        switch self {
        case .sql: Self.sqlTemplate
        case .swift: Self.swiftTemplate
        }
    }

    /// The names that templates may hold, in an order for people.
    public static let variables = [
        "message", "revision", "createDate", "downRevisions", "branchLabels", "dependsOn", "typeName",
        "downRevisionLiterals", "branchLabelLiterals", "dependsOnLiterals",
        "upgrades", "downgrades",
    ]

    /// What the names of templates stand for.
    func values(of revision: NewRevision) -> [String: String] {
        let (upgrades, downgrades) = work(of: revision)
        return [
            "message": revision.message,
            "revision": revision.id.rawValue,
            "typeName": revision.typeName,
            "createDate": revision.createDate,
            "downRevisions": Self.headerValue(revision.downRevisions.map(\.rawValue)),
            "branchLabels": Self.headerValue(revision.branchLabels.map(\.rawValue)),
            "dependsOn": Self.headerValue(revision.dependsOn),
            "downRevisionLiterals": Self.literals(revision.downRevisions.map(\.rawValue)),
            "branchLabelLiterals": Self.literals(revision.branchLabels.map(\.rawValue)),
            "dependsOnLiterals": Self.literals(revision.dependsOn),
            "upgrades": upgrades,
            "downgrades": downgrades,
        ]
    }

    /// The work that the revision begins with, with the line ends that divide it from what stands around it.
    func work(of revision: NewRevision) -> (upgrades: String, downgrades: String) {
        let work = revision.work
        switch self {
        case .sql:
            return (
                work.upgrade.isEmpty ? "" : "\(work.upgrade)\n\n",
                work.downgrade.isEmpty
                    ? revision.downRevisions.count > 1 ? "" : "\n\(SQLRevisionFile.wayBackHint)"
                    : "\n\n\(work.downgrade)"
            )
        case .swift:
            func lines(_ text: String) -> String {
                text.isEmpty
                    ? "" : text.split(separator: "\n").map { "        \($0)\n" }.joined()
            }
            return (lines(work.upgrade), lines(work.downgrade))
        }
    }

    /// What stands after the colon of a header's key: nothing at all for an empty list, lest lines end in a blank.
    private static func headerValue(_ values: [String]) -> String {
        values.isEmpty ? "" : " " + values.joined(separator: ", ")
    }

    private static func literals(_ values: [String]) -> String {
        values.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private static let sqlTemplate = """
        -- {{{message}}}
        --
        -- revision: {{{revision}}}
        -- down_revision:{{{downRevisions}}}
        -- branch_labels:{{{branchLabels}}}
        -- depends_on:{{{dependsOn}}}
        -- create_date: {{{createDate}}}

        -- upgrade

        {{{upgrades}}}-- downgrade{{{downgrades}}}

        """

    private static let swiftTemplate = """
        import Athanor

        /// {{{message}}}
        struct {{{typeName}}}: Revision {
            static let revision: RevisionID = "{{{revision}}}"
            static let downRevisions: [RevisionID] = [{{{downRevisionLiterals}}}]
            static let branchLabels: [BranchLabel] = [{{{branchLabelLiterals}}}]
            static let dependsOn: [String] = [{{{dependsOnLiterals}}}]
            static let createDate = "{{{createDate}}}"

            func upgrade(_ op: Operations) -> OperationList {
        {{{upgrades}}}    }

            // The way back undoes each operation above, in reverse order. Where that does not do, write it:
            // func downgrade(_ op: Operations) -> OperationList {
            // }
        }

        """
}
