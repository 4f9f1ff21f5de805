internal import Athanor
internal import Foundation

/// A project to be written into a folder.
struct NewProject {
    /// The path that opens the folder.
    let path: String
    /// The path of the folder as the user gave it.
    let shownPath: String
    let files: [ProjectFile]

    /// The paths of the files in the form that the user gave; for a `.gitkeep`, the path of its folder.
    var shownPaths: [String] {
        files.map { file in
            let name = file.path.hasSuffix(".gitkeep") ? String(file.path.dropLast(".gitkeep".count)) : file.path
            return shown(name)
        }
    }

    /// Writes the files.
    /// - Throws: ``NewProjectError``. If something is in the way, nothing has been written.
    func write() throws(NewProjectError) {
        let inTheWay = files.map(\.path).filter { !$0.hasSuffix(".gitkeep") && exists($0) } + foldersInTheWay
        guard inTheWay.isEmpty else { throw .inTheWay(inTheWay.map(shown)) }
        for (index, file) in files.enumerated() {
            let url = URL(fileURLWithPath: "\(path)/\(file.path)")
            do {
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.text.utf8).write(to: url, options: .withoutOverwriting)
            } catch {
                throw .cannotWrite(shown(file.path), written: files.prefix(index).map { shown($0.path) })
            }
        }
    }

    /// Paths that must be folders and are not, and folders for revisions that are not empty.
    private var foldersInTheWay: [String] {
        var found: [String] = []
        for file in files where file.path.hasSuffix("/.gitkeep") {
            let folder = String(file.path.dropLast("/.gitkeep".count))
            let content = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
            if exists(folder), content?.isEmpty != true { found.append(folder) }
        }
        return found
    }

    private func exists(_ name: String) -> Bool {
        // A broken link is in the way as well.
        (try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")) != nil
    }

    private func shown(_ name: String) -> String {
        shownPath == "." ? name : shownPath.hasSuffix("/") ? shownPath + name : "\(shownPath)/\(name)"
    }
}

/// A project cannot be created.
enum NewProjectError: ExplainedError {
    /// The paths that exist already.
    case inTheWay([String])
    /// A file could not be written; the files that were written before it.
    case cannotWrite(String, written: [String])

    var explanation: Explanation {
        switch self {
        case .inTheWay(let paths):
            Explanation(
                "the folder has these already: \(paths.joined(separator: ", "))",
                state: "Nothing was written.",
                advice: "Choose another folder, or move these away.")
        case .cannotWrite(let path, let written):
            Explanation(
                "\(path) cannot be written",
                state: written.isEmpty
                    ? "No file was written." : "Written before that: \(written.joined(separator: ", ")).",
                advice: "Check that the folder may be written to"
                    + (written.isEmpty ? "." : ", and remove these files before you run `athanor init` again."))
        }
    }
}
