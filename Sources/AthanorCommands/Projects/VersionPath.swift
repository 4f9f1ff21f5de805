internal import Athanor
internal import Foundation

/// The folder that a new revision goes into.
struct VersionPath {
    /// Its path.
    let folder: String

    /// The folder that the command line asks for, or else the first of the version locations.
    /// - Parameter given: one of the locations, or a folder in one where folders inside are read; from the working
    ///   directory or from the script location.
    /// - Throws: ``ConfigurationError`` when files there would not be found.
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
        let inside = candidates.first { candidate in
            directory.paths.contains { Self.plain(candidate).hasPrefix(Self.plain($0) + "/") }
        }
        if let inside, directory.isRecursive {
            folder = inside
            return
        }
        var explanation = Explanation(
            inside == nil
                ? "--version-path: \(given) is none of the version locations"
                : "--version-path: \(given) lies in a version location, whose folders are not read")
        explanation.state = "Nothing was written."
        explanation.advice =
            "The version locations are \(directory.paths.joined(separator: ", ")): name one of them, or "
            + (inside == nil
                ? "add it to `versions` in athanor.yaml." : "set `recursive_version_locations: true` in athanor.yaml.")
        throw ConfigurationError(explanation, isUsage: true)
    }

    private static func plain(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }
}
