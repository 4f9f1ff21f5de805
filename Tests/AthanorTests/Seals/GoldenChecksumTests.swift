import AthanorPostgreSQL
import DirectiveExamples
import Testing

@testable import Athanor

/// The checksums of what has been applied somewhere must not change with Athanor's version.
@Suite struct GoldenChecksumTests {
    /// The hashes of all examples of a group, which hold each kind of directive.
    private static let golden: [String: String] = [:]

    @Test("The checksums of the reference's examples are those of earlier builds")
    func examples() {
        let reader = PostgreSQL().scriptReader
        var found: [String: String] = [:]
        for group in DirectiveExampleGroup.all {
            let op = Operations(databaseKind: PostgreSQL().kind)
            let operations = group.examples.flatMap { $0.setup(op) + $0.operations(op) }
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
