internal import Foundation
internal import RevisionFiles

/// Writes the Swift file that registers a target's revisions, with their definition files of views. The build plugin of
/// the same name runs it.
///
/// Prints mistakes in the files like a compiler, with absolute paths, so that SwiftPM and Xcode show them at their
/// place.
@main
enum DiscoverRevisions {
    static func main() {
        do {
            let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
            let discovery = Discovery(arguments)
            discovery.warnings.forEach(print)
            let source = RegistrySource(
                revisions: try discovery.revisions(), folder: arguments.shownPath(of: arguments.versions),
                definitions: try discovery.definitions(), definitionFolder: arguments.shownPath(of: arguments.target))
            try Data(source.text.utf8).write(to: URL(fileURLWithPath: arguments.output), options: .atomic)
        } catch {
            print(error)
            exit(1)
        }
    }

    private static func print(_ mistake: Any) {
        FileHandle.standardError.write(Data("\("\(mistake)".forTerminal)\n".utf8))
    }
}
