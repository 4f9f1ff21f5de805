/// The work of a revision that replaces a view by the definition in a file, and puts the one before back on the way down.
public struct ViewReplacingWork: Sendable, Hashable {
    /// The view as it is now.
    public let view: LiveDefinition
    /// The path of the new definition's file.
    public let newFile: String
    /// The path of the present definition's file.
    public let oldFile: String

    /// The work.
    public init(_ view: LiveDefinition, newFile: String, oldFile: String) {
        self.view = view
        self.newFile = newFile
        self.oldFile = oldFile
    }

    /// The work in the words of a kind of revision.
    public func work(as kind: RevisionTemplate) -> RevisionWorkText {
        switch kind {
        case .sql: RevisionWorkText(upgrade: statement(newFile), downgrade: statement(oldFile))
        // Each operation carries what it replaces, so that the way back is its inverse.
        case .swift: RevisionWorkText(upgrade: view.isMaterialized ? materializedOperation : plainOperation)
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

    private var materializedOperation: String {
        """
        op.replaceMaterializedView(
            \(swiftName), as: .file(\(String(reflecting: newFile))),
            was: .file(\(String(reflecting: oldFile))))
        """
    }

    private var plainOperation: String {
        func definition(_ file: String) -> String {
            let arguments = [
                swiftName, "as: .file(\(String(reflecting: file)))",
                view.options.checkOption.map { "checkOption: .\($0)" },
                view.options.isSecurityBarrier ? "securityBarrier: true" : nil,
                view.options.isSecurityInvoker ? "securityInvoker: true" : nil,
            ].compactMap(\.self)
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

/// The work that a new revision begins with, as it stands in its file.
public struct RevisionWorkText: Sendable, Hashable {
    /// What goes up: statements in SQL, operations in Swift; lines without indentation.
    public var upgrade: String
    /// What goes down; empty in Swift where the inverse of what goes up does.
    public var downgrade: String

    /// The work.
    public init(upgrade: String = "", downgrade: String = "") {
        self.upgrade = upgrade
        self.downgrade = downgrade
    }
}
