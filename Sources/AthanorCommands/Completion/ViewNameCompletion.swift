internal import ArgumentParser
internal import Athanor

extension CompletionKind {
    /// Names of the database's views.
    /// - Parameter kinds: which of them the argument takes.
    static func viewName(_ kinds: ViewRelation.Kind...) -> CompletionKind {
        .custom { words, _, prefix in
            await ViewNameCompletion(
                commandLine: WrittenCommandLine(words: words), prefix: prefix, kinds: kinds
            ).candidates
        }
    }
}

/// What the beginning of a view's name may be completed to.
///
/// It asks the database. One that does not answer soon, or cannot be asked, costs candidates only: a person who is typing
/// wants no error.
struct ViewNameCompletion {
    let commandLine: WrittenCommandLine
    /// What stands there of the name.
    let prefix: String
    /// Which views the argument takes.
    let kinds: [ViewRelation.Kind]
    /// How long a person who is typing is kept waiting.
    var patience = Duration.seconds(2)

    /// The candidates that begin as what stands there.
    var candidates: [String] {
        get async {
            guard let inspector else { return [] }
            let relations = await withTaskGroup(of: [ViewRelation]?.self) { group in
                group.addTask { try? await inspector.graph().relations }
                group.addTask { [patience] in
                    try? await Task.sleep(for: patience)
                    return nil
                }
                defer { group.cancelAll() }
                return await group.next() ?? nil
            }
            return Self.names(of: (relations ?? []).filter { kinds.contains($0.kind) }.map(\.name), prefix)
        }
    }

    /// Names as every command understands them, whatever the search path: with their schemas.
    static func names(of views: [QualifiedName], _ prefix: String) -> [String] {
        // A name in need of quotes would have to be quoted for the shell as well.
        views.map(\.description).filter { name in
            name.hasPrefix(prefix) && name.allSatisfy { $0.isLetter || $0.isNumber || "_.".contains($0) }
        }.sorted()
    }

    private var inspector: ViewInspector? {
        let invocation = Invocation.current
        guard let configuration = commandLine.configuration(of: invocation),
            let database = try? ConfiguredDatabase.any(in: configuration, of: invocation.databases)
        else { return nil }
        return ViewInspector(
            database.address,
            options: MigratorOptions(
                connection: ConnectionOptions(
                    role: configuration[.role]?.text, baseDirectory: database.baseDirectory)))
    }
}
