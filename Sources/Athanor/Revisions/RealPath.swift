import Foundation

/// A path with its links followed. Two paths that lead to one file have the same.
package struct RealPath: Sendable, Hashable {
    /// The path; what leads to nothing is left as it was.
    package let text: String

    package init(_ path: String) {
        guard let resolved = realpath(path, nil) else {
            text = path
            return
        }
        defer { free(resolved) }
        text = String(cString: resolved)
    }

    /// Whether it is a folder's own path or that of something in it.
    package func lies(in folder: RealPath) -> Bool {
        self == folder || text.hasPrefix(folder.text.hasSuffix("/") ? folder.text : folder.text + "/")
    }
}
