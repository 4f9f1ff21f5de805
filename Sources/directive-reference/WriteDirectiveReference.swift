internal import Athanor
internal import AthanorPostgreSQL
internal import AthanorSQLite
internal import DirectiveExamples
internal import Foundation

/// Writes the page that shows what each directive becomes on each database:
/// `directive-reference FOLDER` puts Sources/Athanor/Athanor.docc/DirectiveReference.md below the folder.
@main struct WriteDirectiveReference {
    static func main() async throws {
        let folder = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? ".")
        let catalog = folder.appending(path: "Sources/Athanor/Athanor.docc")
        try FileManager.default.createDirectory(at: catalog, withIntermediateDirectories: true)
        let page = try await DirectivePage.text()
        try page.write(to: catalog.appending(path: "DirectiveReference.md"), atomically: true, encoding: .utf8)
    }
}
