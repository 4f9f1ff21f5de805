internal import ArgumentParser
internal import Athanor

/// `init`: creates a new project.
struct InitCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        let name = Invocation.current.name
        let examples = CommandExamples([
            ("init", ""),
            ("init database --template swift", ""),
        ])
        return CommandConfiguration(
            commandName: "init", abstract: "Create a new project with a configuration and a folder for revisions.",
            discussion: """
                Template sql creates athanor.yaml and versions/, for revisions in SQL that `\(name)` runs.
                Template swift creates a Swift package, for revisions in Swift and SQL: the library Migrations with the \
                revisions, the migration tool `migrate`, and a test that takes each revision up, down and up again. A \
                server can import the library.

                Existing files are not overwritten.

                \(examples.text)
                """)
    }

    @Argument(
        help: "The folder of the project; created if it does not exist.", completion: .directory)
    var directory: String = "."
    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The template: sql or swift (default: sql).", valueName: "template"),
        completion: .list(RevisionTemplate.allCases.map(\.rawValue)), transform: RevisionTemplate.init(argument:))
    var template: RevisionTemplate?
    @Option(
        help: ArgumentHelp(
            "Where the Swift package finds Athanor: a checkout's path or a repository's URL "
                + "(default: the checkout that this executable was built from).", valueName: "path-or-url"),
        completion: .directory)
    var athanor: String?
    @OptionGroup(title: "General") var general: GeneralFlags

    func validate() throws {
        let name = Invocation.current.name
        if directory.isEmpty {
            throw ValidationError("In which folder? `\(name) init` takes the working directory.")
        }
        // The message does not repeat it: it may contain a password.
        if directory.contains("://") || !DatabaseURL.passwords(in: directory).isEmpty {
            throw ValidationError(
                "That folder looks like a URL. Give `\(name) init` a folder, and write the database's URL into athanor.yaml."
            )
        }
    }

    func run() throws {
        let invocation = Invocation.current
        let template: ProjectTemplate =
            switch self.template ?? .sql {
            case .sql: .sql
            case .swift: .swift(try AthanorPackage(given: athanor, invocation: invocation))
            }
        let files = template.files(
            exampleURL: invocation.databases.first?.exampleURL ?? "postgresql://user@host/database")
        let folder = NewProject(path: invocation.path(directory), shownPath: directory, files: files)
        try folder.write()
        if general.json {
            try invocation.output.event(WrittenEvent(paths: folder.shownPaths))
        } else if !general.quiet {
            for path in folder.shownPaths { invocation.output.line("wrote \(path)") }
            invocation.output.line(invocation.namingTool(in: template.nextSteps(in: directory)))
        }
    }
}

/// The event for written files, as JSON.
private struct WrittenEvent: Encodable {
    private let event = "written"
    let paths: [String]

    private enum CodingKeys: CodingKey {
        case event, paths
    }
}
