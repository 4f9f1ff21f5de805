import Foundation

/// Writes the command reference: the page of the documentation and the manual page.
///
/// `athanor --experimental-dump-help | command-reference FOLDER`, where FOLDER is this repository.
@main
struct WriteReference {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(
                Data("usage: athanor --experimental-dump-help | command-reference FOLDER\n".utf8))
            exit(64)
        }
        let folder = URL(filePath: CommandLine.arguments[1])
        let dump = try JSONDecoder().decode(
            CommandTree.Dump.self, from: FileHandle.standardInput.readToEnd() ?? Data())
        for (path, text) in [
            ("Sources/Athanor/Athanor.docc/CommandReference.md", ReferencePage(dump.command).text),
            ("man/athanor.1", ManualPage(dump.command).text),
        ] {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }
}
