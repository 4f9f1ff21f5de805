import AthanorSQLite
import Testing

@testable import Athanor

/// Downgrade sections that do nothing and say nothing.
@Suite struct EmptySectionTests {
    private static let op = Operations(databaseKind: .sqlite)

    private func warning(_ upgrade: String, _ downgrade: String, after: String = "") throws -> RevisionFileWarning? {
        let text =
            "-- one\n--\n-- revision: a1\n-- down_revision: \(after)\n\n-- upgrade\n\(upgrade)\n-- downgrade\n\(downgrade)\n"
        return try RevisionEntry(sql: SourceText(path: "a.sql", text: text)).emptySectionWarning(madeWith: Self.op)
    }

    @Test(
        "Are warned of",
        arguments: [
            ";", ";;", "--", "------------", "/**/", "/* */ ;", "\u{FEFF}", "-- EOF", "-- vim: set ft=sql:", "-- TODO",
            "-- end of file", "-- -*- mode: sql -*-", "-- ...",
            "-- TODO: write this", "-- FIXME drop the table", "/* xxx what about the rows? */", "-- drop table t;",
            "/* DROP TABLE t; */", "-- noinspection SqlResolve", "-- sqlfluff:disable",
            "--squawk-ignore ban-drop-table",
            SQLRevisionFile.wayBackHint.replacing("-- (What", with: "--(What"),
            "/* \(SQLRevisionFile.wayBackHint.dropFirst(3)) */",
            SQLRevisionFile.wayBackHint.replacing(". No way", with: ".\n-- No way"),
            "\(SQLRevisionFile.wayBackHint)\n\(SQLRevisionFile.wayBackHint)", "\(SQLRevisionFile.wayBackHint)\n;",
        ])
    func empty(section: String) throws {
        #expect(try warning("CREATE TABLE t (i int);", section)?.message.contains("empty downgrade section") == true)
        #expect(
            try warning("\(section)\nCREATE TABLE t (i int);", section)?.message.contains("has upgrade statements")
                == true)
        // Nothing stands in the upgrade section either.
        #expect(try warning(";", section)?.message.contains("a1 is empty") == true)
    }

    @Test(
        "Are meant when a comment gives a reason, or a statement stands there",
        arguments: [
            "-- nothing to undo", "/* the rows stay */", "-- #4711", "SELECT 1;", "-- 行は残す", "DROP TABLE t",
            "-- drop nothing: the rows stay", "-- there is nothing to do",
            "-- why not\n\(SQLRevisionFile.wayBackHint)",
        ])
    func meant(section: String) throws {
        #expect(try warning("CREATE TABLE t (i int);", section) == nil)
    }

    @Test("Of merges are complete only where nothing goes up")
    func merges() throws {
        #expect(try warning("", "", after: "b, c") == nil)
        #expect(try warning(";", "--", after: "b, c") == nil)
        #expect(
            try warning("CREATE TABLE t (i int);", "", after: "b, c")?.message.contains("has upgrade statements")
                == true)
        #expect(try warning("/* x */ CREATE TABLE t (i int);", "--", after: "b, c") != nil)
    }

    private struct Merge: Revision {
        static let revision: RevisionID = "merge"
        static let downRevisions: [RevisionID] = ["a", "b"]

        func upgrade(_ op: Operations) -> OperationList { op.execute("CREATE TABLE t (id integer)") }
        func downgrade(_ op: Operations) -> OperationList {}
    }

    @Test("Of merges in Swift, too")
    func swiftMerges() {
        let entry = RevisionEntry(Merge.self, path: "Versions/1.swift", message: "")
        #expect(entry.emptySectionWarning(madeWith: Self.op)?.message.contains("empty downgrade") == true)
    }
}
