import Athanor
import Testing

@Suite struct QualifiedNameTests {
    @Test(
        "A variable means what the literal means",
        arguments: ["orders", "sales.orders", "a.b.c", ".a", "a.", "", "é.ü", "a.\u{301}b"])
    func variable(_ text: String) {
        let literal = QualifiedName(stringLiteral: text)
        #expect(QualifiedName(text) == literal)
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        #expect(literal.schema.map { Array($0.utf8) } == (parts.count == 2 ? Array(parts[0]) : nil))
        #expect(Array(literal.name.utf8) == parts.last.map { Array($0) })
    }

    @Test("A name with a dot is written with its parts, and shown in quotes")
    func dots() {
        let name = QualifiedName(schema: nil, name: "sales.orders")
        #expect(name != "sales.orders")
        #expect(name.description == "\"sales.orders\"")
        #expect(QualifiedName(schema: "a.b", name: "c").description == "\"a.b\".c")
        #expect(QualifiedName(schema: "s", name: "a.\"b").description == "s.\"a.\"\"b\"")
        #expect(QualifiedName("sales.orders").description == "sales.orders")
    }
}
