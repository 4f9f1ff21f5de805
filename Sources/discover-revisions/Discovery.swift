internal import RevisionFiles
internal import RevisionHistory

/// Reads the files in a folder of revisions and checks that they form a history.
struct Discovery {
    private let arguments: Arguments

    /// A discovery; nothing is read yet.
    init(_ arguments: Arguments) {
        self.arguments = arguments
    }

    /// Warnings about files that look like a revision and are not read.
    var warnings: [Problem] {
        arguments.revisions.sorted().compactMap { file in
            RevisionFileWarning.unreadFile(arguments.shownPath(of: file)).map { Problem($0, file: file) }
        }
    }

    /// The revisions, in order of their paths.
    /// - Throws: ``Problems``, as many as can be found in one run.
    func revisions() throws(Problems) -> [DiscoveredRevision] {
        var revisions: [DiscoveredRevision] = []
        var problems: [Problem] = []
        for file in arguments.revisions.sorted() where file.hasSuffix(".sql") || file.hasSuffix(".swift") {
            do {
                revisions.append(try DiscoveredRevision(file: file, shownPath: arguments.shownPath(of: file)))
            } catch {
                problems.append(Problem(error, file: file))
            }
        }
        problems += sharedTypeNames(among: revisions)
        guard problems.isEmpty else { throw Problems(problems) }
        do {
            _ = try RevisionGraph(revisions.map(\.node))
        } catch {
            throw Problems(Problem.all(for: error, among: revisions))
        }
        return revisions
    }

    /// The definition files of views, in order of their paths.
    /// - Throws: ``Problems``.
    func definitions() throws(Problems) -> [DiscoveredDefinition] {
        var definitions: [DiscoveredDefinition] = []
        var problems: [Problem] = []
        for file in arguments.definitions.sorted() {
            do {
                let source = try TextFile.read(file, shownAs: arguments.shownPath(of: file))
                definitions.append(
                    DiscoveredDefinition(path: arguments.definitionPath(of: file), text: source.text))
            } catch {
                problems.append(Problem(error, file: file))
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return definitions
    }

    /// The compiler would also refuse two types with one name, but only later, and in a generated file.
    private func sharedTypeNames(among revisions: [DiscoveredRevision]) -> [Problem] {
        // A name is the same with and without backticks.
        func name(_ revision: DiscoveredRevision) -> String { (revision.typeName ?? "").filter { $0 != "`" } }
        return Dictionary(grouping: revisions.filter { $0.typeName != nil }, by: name)
            .filter { $0.value.count > 1 }
            .sorted { $0.key < $1.key }
            .flatMap { type, namesakes in
                let paths = namesakes.map(\.source.path).joined(separator: ", ")
                return namesakes.map { revision in
                    Problem(
                        "several revisions are named \(type): \(paths); rename all but one",
                        at: revision.placeOfTypeName, file: revision.file)
                }
            }
    }
}

/// A definition of a view in a file.
struct DiscoveredDefinition {
    /// Its path, as written in revisions.
    let path: String
    /// The file's text.
    let text: String
}
