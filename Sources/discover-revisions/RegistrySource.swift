internal import RevisionFiles

/// The Swift file that registers revisions.
struct RegistrySource {
    /// The file's text. It is the same for the same revisions.
    let text: String

    /// A file for revisions, in their order.
    /// - Parameters:
    ///   - revisions: the revisions.
    ///   - folder: their folder, for messages.
    ///   - definitions: the definition files of views.
    ///   - definitionFolder: the folder that their paths start from, for messages.
    init(
        revisions: [DiscoveredRevision], folder: String, definitions: [DiscoveredDefinition], definitionFolder: String
    ) {
        // One statement per revision, because the compiler is slow with a literal of a thousand elements.
        let statements = revisions.map { "        registered.append(\(Self.registered($0)))" }
        let texts = definitions.map {
            "        texts[\(SwiftLiteral($0.path).text)] = \(SwiftLiteral($0.text).text)"
        }
        // A line ending in a path would end the comment.
        let (versions, views) = (folder.onOneLine, "\(definitionFolder)/views".onOneLine)
        text = """
            // Written by the build plugin DiscoverRevisions whenever a file in \(versions) or \(views) changes.
            // Do not edit.

            public import Athanor

            /// The revisions in \(versions), with the definitions of views in \(views).
            public let discoveredRevisions = RevisionRegistry(Revisions.all, definitionFiles: Definitions.all)

            private enum Revisions {
                static var all: [RevisionRegistry.Registered] {
                    \(revisions.isEmpty ? "let" : "var") registered: [RevisionRegistry.Registered] = []
            \(statements.map { $0 + "\n" }.joined())\
                    return registered
                }
            }

            private enum Definitions {
                static var all: DefinitionFiles {
                    \(definitions.isEmpty ? "let" : "var") texts: [String: String] = [:]
            \(texts.map { $0 + "\n" }.joined())\
                    return .compiled(texts, folder: \(SwiftLiteral(definitionFolder).text))
                }
            }

            """
    }

    private static func registered(_ revision: DiscoveredRevision) -> String {
        let path = SwiftLiteral(revision.source.path).text
        guard let file = revision.swiftFile else {
            return ".sql(path: \(path), text: \(SwiftLiteral(revision.source.text).text))"
        }
        let message = SwiftLiteral(file.message).text
        let sourceHash = SwiftLiteral(file.sourceHash).text
        return ".swift(\(file.typeName).self, path: \(path), message: \(message), sourceHash: \(sourceHash))"
    }
}
