internal import Athanor
internal import Foundation

/// The folder that a new revision goes into.
struct VersionPath {
    let folder: String

    /// The folder that the command line names, or else the first of the version locations.
    /// - Parameter given: a version location or, if folders inside are read, a folder in one; relative to the working
    ///   directory or to the script location.
    /// - Throws: ``ConfigurationError`` if revision files there would not be read.
    init(_ given: String?, _ configuration: Configuration) throws(ConfigurationError) {
        let directory = try configuration.revisionDirectory()
        guard let given else {
            folder = directory.path
            return
        }
        let candidates = configuration.pathsMeant(by: given)
        for candidate in candidates {
            if let location = directory.paths.first(where: { Self.plain($0) == Self.plain(candidate) }) {
                folder = location
                return
            }
        }
        let inside = candidates.first { Self.way(to: $0, in: directory) != nil }
        let isHidden = inside.flatMap { Self.way(to: $0, in: directory) }?.contains { $0.hasPrefix(".") } ?? false
        if let inside, !isHidden, directory.isRecursive {
            folder = inside
            return
        }
        let (problem, wayOut) =
            if inside == nil {
                ("is not a version location", "add it to `versions` in athanor.yaml.")
            } else if isHidden {
                (
                    "is in a folder whose name begins with a dot, and such folders are not read",
                    "another folder inside them."
                )
            } else {
                (
                    "is in a version location, whose folders are not read",
                    "set `recursive_version_locations: true` in athanor.yaml."
                )
            }
        throw ConfigurationError(
            "--version-path: \(given) \(problem)",
            state: "Nothing was written.",
            advice:
                "The version locations are \(directory.paths.joined(separator: ", ")): name one of them, or \(wayOut)",
            isUsage: true)
    }

    /// The folders that lead from a version location to a folder in it; `nil` for a folder elsewhere.
    private static func way(to folder: String, in directory: RevisionDirectory) -> [Substring]? {
        let folder = plain(folder)
        return directory.paths.map { plain($0) + "/" }.first { folder.hasPrefix($0) }
            .map { folder.dropFirst($0.count).split(separator: "/") }
    }

    private static func plain(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
