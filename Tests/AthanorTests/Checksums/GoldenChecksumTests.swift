import AthanorPostgreSQL
import OperationExamples
import Testing

@testable import Athanor

/// The checksums of what has been applied somewhere must not change with Athanor's version.
@Suite struct GoldenChecksumTests {
    /// The hashes of all examples of a group, which hold each kind of operation.
    private static let golden = [
        "Columns": "612aa63b8236dc31204c09c7477a8d23",
        "Comments": "4c574d433969c71c63e9440f3348beba",
        "Constraints": "a04529f84475b0465be0542f4951e37d",
        "Domains": "6c5b9b2c3246b53f060cbfd555f324ca",
        "Enum types": "b32d0709c8afc8d356af3e13d262b6f7",
        "Extensions": "94aeabee4861a20e0e0d9b20abc7c06a",
        "Functions and procedures": "7d99255a3fdd1edb78c95595c3d318d7",
        "Indexes": "15619ede331457025a3f65431e0a18ba",
        "Materialized views": "eaaabb3ebbb01608fb7a817cca5eda7f",
        "Privileges and owners": "481891dca46985b25bff3c2252421f01",
        "Row-level security": "f08838c8ba7abd51cdfa1265ca89d301",
        "Rows": "255987434862ad0819762ba4b5ceb849",
        "SQL and code": "f67a84f580c7259509e1ace7a6db9839",
        "Schemas": "4bc6ce454b2e625fb5ea8e64c4e04611",
        "Sequences": "eb771f4a193a6abbb206d6726a4def00",
        "Tables": "6b0644a5114d49dbb11dd0ca79a68cf2",
        "Triggers": "4cf92049dd6c3437c72119e59eef3d80",
        "Views": "6275d2d254211255459978012335106f",
    ]

    @Test("The checksums of the reference's examples are those of earlier builds")
    func examples() throws {
        let reader = PostgreSQL().scriptReader
        var found: [String: String] = [:]
        for group in OperationExampleGroup.all {
            let op = Operations(databaseKind: PostgreSQL().kind)
            let operations = try group.examples.flatMap { try $0.setup(op) + $0.operations(op) }
            found[group.title] = StableHash(of: ComparableContent(of: operations, reader: reader).text).text
        }
        let changed = found.filter { Self.golden[$0.key] != $0.value }.sorted { $0.key < $1.key }
        #expect(
            changed.map { "\"\($0.key)\": \"\($0.value)\"," } == [],
            """
            Checksums that databases keep would not be found again, and their revisions be called edited. Either leave the \
            content as it was (a new property that is nil where it is not given changes nothing), or raise \
            RevisionChecksum.version and note these hashes. Of a group with a new example, note the hash.
            """)
    }

    @Test("The hash is FNV-1a of 128 bits")
    func hash() {
        // Test vectors of the IETF draft "The FNV Non-Cryptographic Hash Algorithm".
        #expect(StableHash(of: "").text == "6c62272e07bb014262b821756295c58d")
        #expect(StableHash(of: "a").text == "d228cb696f1a8caf78912b704e4a8964")
        #expect(StableHash(of: "foobar").text == "343e1662793c64bf6f0d3597ba446f18")
    }

    @Test(
        "A checksum is read as it was written",
        arguments: [
            RevisionChecksum(.values(StableHash(of: "a"))), RevisionChecksum(.source(StableHash(of: "b"))),
            RevisionChecksum(.valuesAndSource(StableHash(of: "a"), StableHash(of: "b"))),
        ])
    func text(_ checksum: RevisionChecksum) {
        #expect(RevisionChecksum(kept: checksum.text) == checksum)
        #expect(RevisionChecksum(kept: checksum.text + "0") == nil)
        #expect(RevisionChecksum(kept: checksum.text + "+") == nil)
        #expect(RevisionChecksum(kept: checksum.text.uppercased()) == nil)
        #expect(RevisionChecksum(kept: "2" + checksum.text.dropFirst()) == nil)
    }
}
