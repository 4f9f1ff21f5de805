import Foundation
import PackagePlugin

/// Registers the revisions in the target's folder `Versions`, and the definitions of views in its folder `views`. When
/// a file there is added, changed or removed, the plugin reads all files again, and compiles a Swift file with
/// `discoveredRevisions` into the target.
@main
struct DiscoverRevisions: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target.sourceModule else { return [] }
        let package = context.package.directoryURL
        let versions = target.directoryURL.appending(path: "Versions", directoryHint: .isDirectory)
        let views = target.directoryURL.appending(path: "views", directoryHint: .isDirectory)
        // Files that the manifest excludes are not in this list, so they are not revisions.
        let files = module.sourceFiles.map(\.url)
            .filter { $0.path.hasPrefix(versions.path + "/") }
            .sorted { $0.path < $1.path }
        let definitions = module.sourceFiles.map(\.url)
            .filter { $0.path.hasPrefix(views.path + "/") && $0.pathExtension.lowercased() == "sql" }
            .sorted { $0.path < $1.path }
        refuseSharedNames(among: files, in: package)
        let registry = context.pluginWorkDirectoryURL.appending(path: "DiscoveredRevisions.swift")
        return [
            .buildCommand(
                displayName: "Discovering the revisions of \(target.name)",
                executable: try context.tool(named: "discover-revisions").url,
                arguments: [
                    "--output", registry.path, "--package", package.path, "--versions", versions.path,
                    "--target", target.directoryURL.path,
                ] + (files + definitions).map(\.path),
                inputFiles: files + definitions,
                outputFiles: [registry])
        ]
    }

    /// SwiftPM refuses two Swift files with the same name before any command runs, without naming the files. SQL files
    /// with the same name could not be distinguished when people write about them.
    private func refuseSharedNames(among files: [URL], in package: URL) {
        let revisions = files.filter { ["sql", "swift"].contains($0.pathExtension) }
        let namesakes = Dictionary(grouping: revisions, by: \.lastPathComponent).filter { $0.value.count > 1 }
        for (name, files) in namesakes.sorted(by: { $0.key < $1.key }) {
            let paths = files.map { $0.path.replacingOccurrences(of: package.path + "/", with: "") }
            Diagnostics.error(
                "several revisions are named \(name): \(paths.joined(separator: ", ")); rename all but one")
        }
    }
}
