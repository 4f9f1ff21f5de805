internal import Athanor
internal import Foundation

/// Writes the Swift file that registers a target's revisions, with the definitions of views that they name files of. The build plugin of the same name runs it.
///
/// A mistake in the files is printed as compilers print theirs, with absolute paths, so that SwiftPM and Xcode show it
/// at its place.
@main
enum DiscoverRevisions {
    static func main() {
        do {
            let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
            let discovery = Discovery(arguments)
            let source = RegistrySource(
                revisions: try discovery.revisions(), folder: arguments.shownPath(of: arguments.versions),
                definitions: try discovery.definitions(), definitionFolder: arguments.shownPath(of: arguments.target))
            try Data(source.text.utf8).write(to: URL(fileURLWithPath: arguments.output), options: .atomic)
        } catch {
            FileHandle.standardError.write(Data("\("\(error)".forTerminal)\n".utf8))
            exit(1)
        }
    }
}
