internal import Synchronization

/// The definition files that were read, with their contents at that time.
package final class DefinitionFileRecord: Sendable {
    /// By the paths that revisions name.
    private let files = Mutex<[String: DefinitionFile]>([:])

    /// An empty record.
    package init() {}

    /// Adds a file. Of a file that is read several times, the first contents count.
    func add(_ file: DefinitionFile, at path: String) {
        files.withLock { files in
            if files[path] == nil { files[path] = file }
        }
    }

    /// Whether the files have the same contents now.
    /// - Parameter definitionFiles: the places to find them.
    package func isCurrent(in definitionFiles: DefinitionFiles) -> Bool {
        let known = files.withLock { $0 }
        return known.allSatisfy { path, file in Self.isSame(file, definitionFiles.file(path)) }
    }

    private static func isSame(_ left: DefinitionFile, _ right: DefinitionFile) -> Bool {
        switch (left.text, right.text) {
        case (.success(let old), .success(let new)): old.utf8.elementsEqual(new.utf8)
        case (.failure, .failure): true
        case (.success, .failure), (.failure, .success): false
        }
    }
}

extension DefinitionFileRecord: Hashable {
    /// Whether two records are one object.
    package static func == (left: DefinitionFileRecord, right: DefinitionFileRecord) -> Bool { left === right }

    /// Hashes the object's identity.
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
