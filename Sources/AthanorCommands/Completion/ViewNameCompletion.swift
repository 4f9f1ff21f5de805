internal import ArgumentParser
internal import Athanor

extension CompletionKind {
    /// Completes names of the database's tables and views.
    /// - Parameter kinds: the kinds that the argument takes.
    static func viewName(_ kinds: ViewRelation.Kind...) -> CompletionKind {
        .custom { words, _, prefix in
            await ViewNameCompletion(
                commandLine: WrittenCommandLine(words: words), prefix: prefix, kinds: kinds
            ).candidates
        }
    }
}

/// The candidates that complete the beginning of a view's name.
///
/// It asks the database. If that fails, or takes longer than ``patience``, there are no candidates: a message would
/// disturb the person who is typing.
struct ViewNameCompletion {
    let commandLine: WrittenCommandLine
    /// The part of the name that is typed already.
    let prefix: String
    /// The kinds that the argument takes.
    let kinds: [ViewRelation.Kind]
    /// How long to wait for the database.
    var patience = Duration.seconds(2)

    /// The candidates that begin with ``prefix``.
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

    /// The names with their schemas: every command understands them, whatever the search path.
    static func names(of views: [QualifiedName], _ prefix: String) -> [String] {
        // A name that needs quotes would have to be quoted for the shell as well.
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
