import Foundation
import Testing

@testable import Athanor

@Suite struct RevisionTemplateTests {
    let revision = NewRevision(
        id: "3f9a1c2e77b0", message: "create materialized view\nfor <daily_usage> & more",
        downRevisions: ["8d1f02c4b7a9"],
        createDate: "2026-11-22 16:42:10+09:00")

    @Test("What is written can be read: SQL")
    func sql() throws {
        let text = try RevisionTemplate.sql.text(of: revision)
        let file = try SQLRevisionFile(SourceText(path: "a.sql", text: text))
        #expect(file.header.message == "create materialized view for <daily_usage> & more")
        #expect(file.header.node.id == revision.id)
        #expect(file.header.node.downRevisions == revision.downRevisions)
        #expect(file.header.node.branchLabels == [])
        #expect(file.header.node.createDate == CreateDate(revision.createDate))
        #expect(file.upgrade.text.allSatisfy { $0.isWhitespace })
        #expect(!text.contains(" \n"))
        #expect(text.hasSuffix("\n\n-- downgrade\n\(SQLRevisionFile.wayBackHint)\n"))
    }

    @Test("What is written can be read: Swift")
    func swift() throws {
        let text = try RevisionTemplate.swift.text(of: revision)
        let file = try SwiftRevisionFile(SourceText(path: "a.swift", text: text))
        #expect(file.message == "create materialized view for <daily_usage> & more")
        #expect(file.typeName == "CreateMaterializedViewForDailyUsage_3f9a1c2e77b0")
        #expect(file.node.id == revision.id)
        #expect(file.node.downRevisions == revision.downRevisions)
        // An empty `downgrade` would do nothing without a word; left out, it is derived.
        #expect(!text.contains("\n    func downgrade") && text.contains("\n    // func downgrade"))
    }

    @Test("Lists are written divided by commas")
    func lists() throws {
        let merge = NewRevision(
            id: "m", message: "merge", downRevisions: ["a", "b"], branchLabels: ["x", "y"], dependsOn: ["c"])
        let sql = try SQLRevisionFile(SourceText(path: "a.sql", text: RevisionTemplate.sql.text(of: merge))).header.node
        let swift = try SwiftRevisionFile(SourceText(path: "a.swift", text: RevisionTemplate.swift.text(of: merge)))
            .node
        for node in [sql, swift] {
            #expect(node.downRevisions == ["a", "b"])
            #expect(node.branchLabels == ["x", "y"])
            #expect(node.dependsOn == ["c"])
            #expect(node.createDate != nil)
        }
    }

    @Test(
        "File names carry id and slug",
        arguments: [
            ("create message_usages", "r_create_message_usages.sql"),
            ("  Add: user's e-mail!  ", "r_add_user_s_e_mail.sql"),
            ("日次の集計", "r_日次の集計.sql"),
            ("../../etc/passwd", "r_etc_passwd.sql"),
            ("!!!", "r.sql"),
            ("add m² column", "r_add_m_column.sql"),
            ("price in ½ ①", "r_price_in.sql"),
            ("cafe\u{301} 1\u{FE0F}\u{20E3} \u{301}x", "r_café_1_x.sql"),
            ("हिन्दी में ४२", "r_हिन्दी_में_४२.sql"),
            (
                "a very long message that goes on and on for much more than forty characters",
                "r_a_very_long_message_that_goes_on_and_on.sql"
            ),
        ])
    func fileNames(message: String, name: String) {
        #expect(RevisionTemplate.sql.fileName(of: NewRevision(id: "r", message: message, downRevisions: [])) == name)
    }

    @Test("A type's name begins with a letter whatever the message")
    func typeNames() {
        #expect(NewRevision(id: "r", message: "2nd try", downRevisions: []).typeName == "Revision2ndTry_r")
        #expect(NewRevision(id: "r.1", message: "!", downRevisions: []).typeName == "Revision_r_1")
    }

    @Test(
        "A type's name is an identifier whatever the message",
        arguments: [
            ("add m² column", "AddMColumn_r"), ("② more", "More_r"), ("४२ रुपये", "Revision४२रुपये_r"),
            ("cafe\u{301}", "Café_r"), ("1\u{FE0F}\u{20E3} step", "Revision1Step_r"), ("日次の集計", "日次の集計_r"),
            ("snake_case", "SnakeCase_r"), ("می\u{200C}خواهم", "میخواهم_r"),
        ])
    func typeNamesAreIdentifiers(message: String, expected: String) throws {
        let revision = NewRevision(id: "r", message: message, downRevisions: [])
        let name = revision.typeName
        #expect(Array(name.unicodeScalars) == Array(expected.precomposedStringWithCanonicalMapping.unicodeScalars))
        #expect(name.unicodeScalars.first?.properties.isXIDStart == true)
        #expect(name.unicodeScalars.allSatisfy { $0.properties.isXIDContinue })
        let text = try RevisionTemplate.swift.text(of: revision)
        #expect(try SwiftRevisionFile(SourceText(path: "a.swift", text: text)).typeName == name)
    }

    @Test("An id that no identifier can hold is held as far as possible")
    func typeNamesOfIds() {
        #expect(NewRevision(id: "m².1", message: "x", downRevisions: []).typeName == "X_m__1")
        #expect(NewRevision(id: "_\u{301}", message: "x", downRevisions: []).typeName == "X__")
    }

    @Test("The date is written with its offset")
    func date() throws {
        let moment = Date(timeIntervalSince1970: 1_795_333_330)
        let tokyo = try #require(TimeZone(secondsFromGMT: 9 * 3600))
        let utc = try #require(TimeZone(secondsFromGMT: 0))
        #expect(NewRevision.dateText(moment, in: tokyo) == "2026-11-22 16:42:10+09:00")
        #expect(NewRevision.dateText(moment, in: utc) == "2026-11-22 07:42:10+00:00")
    }

    @Test("Random ids are twelve hexadecimal digits and differ")
    func randomIDs() {
        let ids = (0..<100).map { _ in RevisionID.random().rawValue }
        #expect(ids.allSatisfy { id in id.count == 12 && id.allSatisfy { $0.isHexDigit } })
        #expect(Set(ids).count == 100)
    }
}
