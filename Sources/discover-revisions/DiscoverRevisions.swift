internal import Foundation

/// Writes the Swift file that registers a target's revisions. The build plugin of the same name runs it.
///
/// A mistake in the files is printed as compilers print theirs, with absolute paths, so that SwiftPM and Xcode show it
/// at its place.
@main
enum DiscoverRevisions {
    static func main() {
        do {
            let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
            let revisions = try Discovery(arguments).revisions()
            let source = RegistrySource(revisions: revisions, folder: arguments.shownPath(of: arguments.versions))
            try Data(source.text.utf8).write(to: URL(fileURLWithPath: arguments.output), options: .atomic)
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }
}
