import Athanor
import AthanorTesting
import Testing

@testable import AthanorPostgreSQL

/// The look at a view that a replacement has made.
@Suite struct MadeViewTests {
    @Test("A view that was dropped while it was built is named")
    func dropped() async throws {
        try await TemporaryPostgreSQLDatabase.with { _, connection in
            try await connection.query("CREATE VIEW v AS SELECT 1 AS a")
            let row = try await connection.query("SELECT 'v'::regclass::oid::bigint AS oid").first
            let oid = try #require(try row?["oid", as: Int64.self])
            let view = try #require(try await CapturedView.capture([oid], on: connection).first)
            let creation = ViewCreation(view, in: "public")
            #expect(try await creation.made(on: connection).oid == oid)
            try await connection.query("DROP VIEW v")
            let error = try await #require(throws: OperationError.self) {
                _ = try await creation.made(on: connection)
            }
            #expect(error.message == "\(view.description) was dropped while it was built")
        }
    }
}
