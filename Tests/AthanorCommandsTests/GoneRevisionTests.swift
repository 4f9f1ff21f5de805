import Testing

@testable import AthanorCommands

/// Revisions that are applied and whose files are gone.
@Suite("Revisions without files")
struct GoneRevisionTests {
    private func revision(_ id: String, after: String = "") -> String {
        "-- \(id)\n--\n-- revision: \(id)\n-- down_revision: \(after)\n\n-- upgrade\nCREATE TABLE \(id) (i integer);\n"
            + "-- downgrade\nDROP TABLE \(id);\n"
    }

    @Test("The advice of check about a row of the version table leads to a clean check")
    func row() async throws {
        let project = try TemporaryProject()
        try project.write("athanor.yaml", "database: sqlite:app.db\n")
        try project.write("versions/a1.sql", revision("a1"))
        try project.write("versions/b2.sql", revision("b2", after: "a1"))
        try await #require(project.run("upgrade", "head").status == .success)
        try project.remove("versions/b2.sql")
        let outcome = await project.run("check")
        #expect(outcome.errorOutput.contains("The version table names b2."), "\(outcome)")
        #expect(!outcome.errorOutput.contains("reseal"), "\(outcome)")
        #expect(await project.run("stamp", "a1").status == .success)
        let clean = await project.run("check")
        #expect(clean.status == .success, "\(clean)")
    }
}
