internal import Athanor

/// The details of a view, for people.
struct ViewDetailsText {
    private let details: ViewDetails

    init(_ details: ViewDetails) {
        self.details = details
    }

    func lines(for output: TextOutput) -> [String] {
        var lines = [output.paint(details.view.name.description.onOneLine, .bold)]
        lines += facts.lines(for: output)
        lines += section("definition", definition, output)
        lines += section("columns", columns.lines(for: output), output)
        lines += section(
            "indexes", details.view.indexes.map(\.definition.onOneLine), output)
        lines += section("privileges", grants, output)
        lines += section(
            "reads", relations(details.sources, direct: details.directSources, "through what it reads"), output)
        lines += section(
            "read by", relations(details.readers, direct: details.directReaders, "through what reads it"), output)
        return lines
    }

    private func section(_ title: String, _ content: [String], _ output: TextOutput) -> [String] {
        content.isEmpty ? [] : ["", output.paint(title, .bold)] + content.map { "    \($0)" }
    }

    private var facts: Table {
        var table = Table(alignments: [.left, .left])
        func add(_ name: String, _ fact: String?) {
            if let fact { table.add([name, fact]) }
        }
        let (view, properties) = (details.view, details.properties)
        add("kind", view.relation.kind.rawValue)
        add("owner", properties.owner)
        add("comment", properties.comment)
        if let materialized = view.materialized {
            add(
                "rows", materialized.isPopulated ? materialized.rows.displayText : "no data: it must be refreshed first"
            )
            add("size", materialized.sizeInBytes.map { "\(ByteCount(bytes: $0).displayText) with its indexes" })
            add("unique key", materialized.uniqueKey.displayText)
            if !materialized.nullableKeyColumns.isEmpty {
                add(
                    "",
                    "\(materialized.nullableKeyColumns.joined(separator: ", ")): NULL in some rows, "
                        + "which every concurrent refresh writes again")
            }
            add("last refresh", lastRefresh)
            if let freshness = details.freshness {
                add("takes", freshness.history?.typicalDuration.map { "about \($0.displayText)" })
                add("failures", freshness.failureSentence)
                add("target", freshness.targetSentence)
                if let change = freshness.changeElsewhere {
                    add("changed", "since Athanor's last refresh it \(change)")
                }
            }
        }
        add(
            "definition",
            [view.fingerprint?.description, view.origin.sentence].compactMap(\.self).joined(separator: "  "))
        return table
    }

    /// The last refresh by Athanor, and the age of the rows, which a revision may have made since.
    private var lastRefresh: String {
        guard case .at(let moment) = details.lastRefresh, let age = details.freshness?.age else {
            return details.lastRefresh.displayText
        }
        return "\(moment.logText), rows \(age.longestUnit) old"
    }

    private var definition: [String] {
        var lines = details.view.definition.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { String($0).forTerminal }
        // PostgreSQL begins with a blank before its first keyword.
        if lines.first?.hasPrefix(" ") == true { lines[0] = String(lines[0].drop { $0 == " " }) }
        return lines
    }

    private var columns: Table {
        var table = Table(alignments: [.left, .left, .left])
        for column in details.properties.columns { table.add([column.name, column.type, column.comment ?? ""]) }
        return table
    }

    /// A line for each role with privileges.
    private var grants: [String] {
        var seen: Set<ExactText> = []
        let grantees = details.properties.grants.map(\.grantee).filter { seen.insert(ExactText($0)).inserted }
        return grantees.map { grantee in
            let privileges = details.properties.grants.filter { $0.grantee.isSameText(as: grantee) }.map { grant in
                "\(grant.privilege)\(grant.column.map { " (\($0))" } ?? "")\(grant.isGrantable ? " with grant option" : "")"
            }
            return "\(grantee): \(privileges.joined(separator: ", "))".onOneLine
        }
    }

    private func relations(_ all: [ViewRelation], direct: [ViewRelation], _ indirectly: String) -> [String] {
        all.map { relation in
            "\(relation.name.description.onOneLine)  \(relation.kind.rawValue)"
                + (direct.contains(relation) ? "" : ", \(indirectly)")
        }
    }
}

extension UniqueKey {
    /// The columns of the key, or why there is no usable one.
    var displayText: String {
        switch self {
        case .usable(let index, let columns):
            return "\(columns.joined(separator: ", ")), by \(index)"
        case .needless:
            return "none: a refresh needs none"
        case .missing(let unusable):
            guard !unusable.isEmpty else { return "none: a refresh blocks readers" }
            return "none usable: " + unusable.map { "\($0.index) \($0.reason.clause)" }.joined(separator: "; ")
        }
    }
}

extension LastRefresh {
    /// The time of the last refresh, or why there is none.
    var displayText: String {
        switch self {
        case .at(let moment): moment.logText
        case .never: "never by Athanor"
        case .hidden: "may not be read"
        }
    }
}
