import Athanor
import Hummingbird
import ServiceLifecycle

/// An order, as clients send it.
struct Order: Decodable {
    let number: String
    /// The day, such as `2026-11-30`.
    let day: String
    let cents: Int
}

/// The orders of a day, as the materialized view has them.
struct DailyRevenue: ResponseCodable {
    let day: String
    let orders: Int
    let cents: Int
}

/// Reads and writes orders on one connection of Athanor's, so that the example runs on both databases.
///
/// A real server uses the pool of a database library for this, such as PostgresNIO's or GRDB's.
struct OrderStore: Service {
    private let connection: any Connection

    init(_ address: DatabaseAddress) async throws {
        connection = try await address.connect()
    }

    /// Closes the connection when the server shuts down.
    func run() async throws {
        try? await gracefulShutdown()
        await connection.close()
    }

    func insert(_ order: Order) async throws {
        // The values are bound, not pasted into the text.
        try await connection.query(
            "INSERT INTO orders (number, day, cents) VALUES (\(order.number), \(order.day), \(order.cents))")
    }

    func revenue() async throws -> [DailyRevenue] {
        try await connection.query("SELECT CAST(day AS text) AS day, orders, cents FROM revenue ORDER BY day")
            .map { try $0.decode(DailyRevenue.self) }
    }
}
