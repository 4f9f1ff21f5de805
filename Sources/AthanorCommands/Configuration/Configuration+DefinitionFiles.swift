internal import Athanor
internal import Foundation

/// Where the definitions of views are that stand in files.
extension Configuration {
    /// The definition files of the project as it stands on disk.
    /// - Throws: ``ConfigurationError``.
    func definitionFiles() throws(ConfigurationError) -> DefinitionFiles {
        .inFolders(
            [projectFolder] + (try revisionDirectory().paths.map(folderHolding)), encoding: try outputEncoding())
    }

    /// The folder that the paths of definition files start from, for revisions in a folder: the one that holds the version
    /// location, so that `views` stands beside `versions`, in a Swift package within the target. It is never one outside
    /// the project, unless the location is.
    /// - Throws: ``ConfigurationError``.
    func definitionFolder(forRevisionsIn folder: String) throws(ConfigurationError) -> String {
        let folder = Self.plain(folder)
        // A folder in a location has no definitions of its own.
        let location = try revisionDirectory().paths.first { (folder + "/").hasPrefix(Self.plain($0) + "/") }
        return folderHolding(location ?? folder)
    }

    private func folderHolding(_ location: String) -> String {
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
    var projectFolder: String { scriptLocation ?? "." }

    private static func plain(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
