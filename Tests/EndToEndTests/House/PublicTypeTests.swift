import Foundation
import Testing

/// The types that users see. Everything else that our modules share is `package`.
@Suite("House: public types")
struct PublicTypeTests {
    @Test(
        "A database module shows users only its system",
        arguments: ["AthanorPostgreSQL": "PostgreSQL", "AthanorSQLite": "SQLite"])
    func system(of module: String, is system: String) {
        let types = SourceFile.all(under: "Sources/\(module)").flatMap { $0.types(that: "public") }
        #expect(types == [system])
    }
}
