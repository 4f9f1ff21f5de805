internal import Athanor
internal import AthanorPostgreSQL
internal import AthanorSQLite
internal import Foundation
internal import OperationExamples

/// Writes the page that shows the statements of each operation on each database: `operation-reference FOLDER` writes
/// Sources/Athanor/Athanor.docc/OperationReference.md below the folder.
@main struct WriteOperationReference {
    static func main() async throws {
        let folder = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? ".")
        let catalog = folder.appending(path: "Sources/Athanor/Athanor.docc")
        try FileManager.default.createDirectory(at: catalog, withIntermediateDirectories: true)
        let page = try await OperationPage.text()
        try page.write(to: catalog.appending(path: "OperationReference.md"), atomically: true, encoding: .utf8)
    }
}
