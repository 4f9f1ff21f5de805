internal import ArgumentParser
internal import Athanor

/// `list-templates`: lists the templates of `init` and `revision`.
struct ListTemplatesCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        let name = Invocation.current.name
        return CommandConfiguration(
            commandName: "list-templates", abstract: "List the templates of projects and of revisions.",
            discussion: """
                `\(name) init --template` creates projects, and `\(name) revision --kind` writes revisions. A file \
                \(RevisionTemplates.fileName(of: .sql)) or \(RevisionTemplates.fileName(of: .swift)) in the folder \
                that the key `templates` names replaces the built-in template of revisions. --verbose shows the text \
                of the templates in use.
                """)
    }

    @OptionGroup(title: "General") var general: GeneralFlags

    func run() throws {
        let project = try Project(general)
        let templates = try project.configuration.templates()
        let output = project.invocation.output
        if project.printsJSON {
            try output.document(TemplatesDocument(templates))
            return
        }
        var table = Table([("of", .left), ("template", .left), ("", .left)])
        for kind in RevisionTemplate.allCases { table.add(["projects", kind.rawValue, kind.projectText]) }
        for kind in RevisionTemplate.allCases {
            table.add(["revisions", kind.rawValue, templates.path(of: kind) ?? "built-in"])
        }
        for line in table.lines(for: output) { output.line(line) }
        guard general.verbose else { return }
        for kind in RevisionTemplate.allCases {
            output.line("\n" + output.paint("revisions, \(kind.rawValue)", .bold))
            output.script(try templates.sourceText(of: kind))
        }
    }
}

extension RevisionTemplate {
    /// One line about the project that `init` creates for the kind.
    fileprivate var projectText: String {
        switch self {
        case .sql: "athanor.yaml and a folder of revisions in SQL, which the prebuilt executable runs"
        case .swift: "a Swift package whose executable has revisions in Swift and SQL compiled in"
        }
    }
}

/// The templates, as JSON.
private struct TemplatesDocument: Encodable {
    struct Project: Encodable {
        let name: String
        let description: String
    }

    struct Revision: Encodable {
        let kind: String
        /// The user's template; absent for a built-in one.
        let path: String?
        let isBuiltIn: Bool
    }

    let projects: [Project]
    let revisions: [Revision]

    init(_ templates: RevisionTemplates) {
        projects = RevisionTemplate.allCases.map { Project(name: $0.rawValue, description: $0.projectText) }
        revisions = RevisionTemplate.allCases.map { kind in
            let path = templates.path(of: kind)
            return Revision(kind: kind.rawValue, path: path, isBuiltIn: path == nil)
        }
    }
}
