/// The language of a new revision's file.
package enum RevisionTemplate: String, Sendable, Hashable, CaseIterable {
    /// An SQL file.
    case sql
    /// A Swift file.
    case swift

    /// The name of the file: id, slug and extension.
    package func fileName(of revision: NewRevision) -> String {
        let stem = revision.slug.isEmpty ? revision.id.rawValue : "\(revision.id)_\(revision.slug)"
        return "\(stem).\(rawValue)"
    }

    /// The text of the file, by the built-in template.
    /// - Throws: ``RevisionFileError``, never for the built-in templates.
    package func text(of revision: NewRevision) throws(RevisionFileError) -> String {
        try RevisionTemplates().text(of: revision, as: self)
    }

    /// The built-in template, in Mustache.
    package var builtInText: String {
        switch self {
        case .sql: Self.sqlTemplate
        case .swift: Self.swiftTemplate
        }
    }

    /// The variables that templates may contain, in display order.
    package static let variables = [
        "message", "revision", "createDate", "downRevisions", "branchLabels", "dependsOn", "typeName",
        "downRevisionLiterals", "branchLabelLiterals", "dependsOnLiterals",
        "upgrades", "downgrades",
    ]

    /// The values of the templates' variables.
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

    /// The initial content of the revision, with the line endings that separate it from the text around it.
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

    /// The text after the colon of a header's key. It is empty for an empty list, so that no line ends in a space.
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

            // By default, a downgrade undoes each operation above, in reverse order. If that is not enough, write it:
            // func downgrade(_ op: Operations) -> OperationList {
            // }
        }

        """
}
