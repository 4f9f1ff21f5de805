/// The work of a revision that replaces a view with the definition in a file. The downgrade restores the previous
/// definition.
package struct ViewReplacingWork: Sendable, Hashable {
    /// The view as it is now.
    package let view: LiveDefinition
    /// The path of the new definition's file.
    package let newFile: String
    /// The path of the present definition's file.
    package let oldFile: String

    /// Creates the work.
    package init(_ view: LiveDefinition, newFile: String, oldFile: String) {
        self.view = view
        self.newFile = newFile
        self.oldFile = oldFile
    }

    /// Returns the work as text for a kind of revision.
    package func work(as kind: RevisionTemplate) -> RevisionWorkText {
        switch kind {
        case .sql: RevisionWorkText(upgrade: statement(newFile), downgrade: statement(oldFile))
        // Each operation contains what it replaces, so that its inverse is the downgrade.
        case .swift:
            RevisionWorkText(upgrade: view.isMaterialized ? operation("replaceMaterializedView") : plainOperation)
        }
    }

    private func statement(_ file: String) -> String {
        let file = "FILE \(file.quoted(by: "'"))"
        if view.isMaterialized { return "CREATE OR REPLACE MATERIALIZED VIEW \(view.sqlName) AS \(file);" }
        let options = [
            view.options.isSecurityBarrier ? "security_barrier" : nil,
            view.options.isSecurityInvoker ? "security_invoker" : nil,
        ].compactMap(\.self)
        let with = options.isEmpty ? "" : " WITH (\(options.joined(separator: ", ")))"
        let check =
            switch view.options.checkOption {
            case nil: ""
            case .local?: " WITH LOCAL CHECK OPTION"
            case .cascaded?: " WITH CASCADED CHECK OPTION"
            }
        return "CREATE OR REPLACE VIEW \(view.sqlName)\(with) AS \(file)\(check);"
    }

    private func operation(_ method: String) -> String {
        """
        op.\(method)(
            \(swiftName), as: .file(\(String(reflecting: newFile))),
            was: .file(\(String(reflecting: oldFile))))
        """
    }

    private var plainOperation: String {
        let options = [
            view.options.checkOption.map { "checkOption: .\($0)" },
            view.options.isSecurityBarrier ? "securityBarrier: true" : nil,
            view.options.isSecurityInvoker ? "securityInvoker: true" : nil,
        ].compactMap(\.self)
        guard !options.isEmpty else { return operation("replaceView") }
        func definition(_ file: String) -> String {
            let arguments = [swiftName, "as: .file(\(String(reflecting: file)))"] + options
            return "ViewDefinition(\(arguments.joined(separator: ", ")))"
        }
        return """
            op.replaceView(
                \(definition(newFile)),
                was: \(definition(oldFile)))
            """
    }

    private var swiftName: String {
        let parts = [view.name.schema, view.name.name].compactMap(\.self)
        if !parts.contains(where: { $0.contains(".") }) { return String(reflecting: parts.joined(separator: ".")) }
        let schema = view.name.schema.map(String.init(reflecting:)) ?? "nil"
        return "QualifiedName(schema: \(schema), name: \(String(reflecting: view.name.name)))"
    }
}

/// The work in the file of a new revision.
package struct RevisionWorkText: Sendable, Hashable {
    /// The upgrade: statements in SQL, operations in Swift; lines without indentation.
    package var upgrade: String
    /// The downgrade; empty in Swift if the inverse of the upgrade is enough.
    package var downgrade: String

    /// Creates the work.
    package init(upgrade: String = "", downgrade: String = "") {
        self.upgrade = upgrade
        self.downgrade = downgrade
    }
}
