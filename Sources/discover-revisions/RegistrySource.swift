internal import Athanor

/// The Swift file that registers revisions.
struct RegistrySource {
    /// The file's text: the same for the same revisions.
    let text: String

    /// A file for revisions, in their order.
    /// - Parameter folder: the folder that they are in, as people know it.
    init(revisions: [DiscoveredRevision], folder: String) {
        // One statement a revision: a literal of a thousand elements would take the compiler long.
        let statements = revisions.map { "        registered.append(\(Self.registered($0)))" }
        text = """
            // Written by the build plugin DiscoverRevisions whenever a file in \(folder) changes. Do not edit.

            public import Athanor

            /// The revisions in \(folder).
            public let discoveredRevisions = RevisionRegistry(Revisions.all)

            private enum Revisions {
                static var all: [RevisionRegistry.Registered] {
                    \(revisions.isEmpty ? "let" : "var") registered: [RevisionRegistry.Registered] = []
            \(statements.map { $0 + "\n" }.joined())\
                    return registered
                }
            }

            """
    }

    private static func registered(_ revision: DiscoveredRevision) -> String {
        let path = SwiftLiteral(revision.source.path).text
        guard let typeName = revision.typeName else {
            return ".sql(path: \(path), text: \(SwiftLiteral(revision.source.text).text))"
        }
        return ".swift(\(typeName).self, path: \(path), message: \(SwiftLiteral(revision.entry.message).text))"
    }
}
