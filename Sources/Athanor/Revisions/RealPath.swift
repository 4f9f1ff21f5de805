import Foundation

/// A path with all links resolved. Two paths to the same file have the same real path.
package struct RealPath: Sendable, Hashable {
    /// The path; if it leads to no file, the given path.
    package let text: String

    package init(_ path: String) {
        guard let resolved = realpath(path, nil) else {
            text = path
            return
        }
        defer { free(resolved) }
        text = String(cString: resolved)
    }

    /// Whether it is the folder itself or inside it.
    package func lies(in folder: RealPath) -> Bool {
        self == folder || text.hasPrefix(folder.text.hasSuffix("/") ? folder.text : folder.text + "/")
    }
}
