internal import Athanor
internal import Foundation

/// The location of definition files of views.
extension Configuration {
    /// The definition files of the project on disk.
    /// - Throws: ``ConfigurationError``.
    func definitionFiles() throws(ConfigurationError) -> DefinitionFiles {
        .inFolders(
            [projectFolder] + (try revisionDirectory().paths.map(folderHolding)), encoding: try outputEncoding())
    }

    /// The folder that paths of definition files start from, for revisions in a folder: the one that holds the version
    /// location. So `views` lies next to `versions`, in a Swift package within the target. The folder is outside the
    /// project only if the location is.
    /// - Throws: ``ConfigurationError``.
    func definitionFolder(forRevisionsIn folder: String) throws(ConfigurationError) -> String {
        let folder = Self.plain(folder)
        // A folder inside a version location shares the definitions of that location.
        let location = try revisionDirectory().paths.first { (folder + "/").hasPrefix(Self.plain($0) + "/") }
        return folderHolding(location ?? folder)
    }

    private func folderHolding(_ location: String) -> String {
        let project = Self.plain(projectFolder)
        let location = Self.plain(location)
        guard location != project else { return projectFolder }
        let parts = location.split(separator: "/").dropLast()
        let parent = "/" + parts.joined(separator: "/")
        // The shortest form of the path is the one that people know.
        if parent == project { return projectFolder }
        let inside = project.hasSuffix("/") ? project : project + "/"
        guard parent.hasPrefix(inside) else { return parent }
        return resolve(String(parent.dropFirst(inside.count)), from: scriptLocation)
    }

    var projectFolder: String { scriptLocation ?? "." }

    private static func plain(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
