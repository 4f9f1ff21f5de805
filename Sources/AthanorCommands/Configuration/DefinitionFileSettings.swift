internal import Athanor
internal import Foundation

/// Where the definitions of views are that stand in files.
extension Configuration {
    /// The definition files of the project as it stands on disk.
    /// - Throws: ``ConfigurationError``.
    func definitionFiles() throws(ConfigurationError) -> DefinitionFiles {
        .inFolders(
            [projectFolder] + (try revisionDirectory().paths.map(definitionFolder)), encoding: try outputEncoding())
    }

    /// The folder that the paths of definition files start from, for revisions in one of the version locations: the one
    /// that holds the location, so that `views` stands beside `versions`, in a Swift package within the target. It is
    /// never one outside the project, unless the location is.
    func definitionFolder(forRevisionsIn location: String) -> String {
        let project = Self.plain(projectFolder)
        let location = Self.plain(location)
        guard location != project else { return projectFolder }
        let parts = location.split(separator: "/").dropLast()
        let parent = "/" + parts.joined(separator: "/")
        // The shortest way to say it is the one that people know.
        if parent == project { return projectFolder }
        let inside = project.hasSuffix("/") ? project : project + "/"
        guard parent.hasPrefix(inside) else { return parent }
        return resolve(String(parent.dropFirst(inside.count)), from: scriptLocation)
    }

    /// The folder of the project.
    private var projectFolder: String { scriptLocation ?? "." }

    private static func plain(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
