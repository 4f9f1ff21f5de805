import Athanor

struct Account: Decodable {
    let id: Int
    let email: String
    let region: String?
}

/// Reads rows, as the guides show it.
enum Accounts {
    /// Returns a line for each account of a region.
    static func lines(of region: String, on connection: any Connection) async throws -> [String] {
        var lines: [String] = []
        let rows = try await connection.query("SELECT id, email, region FROM accounts WHERE region = \(region)")
        for row in rows {
            let email = try row["email", as: String.self]
            let home = try row["region", as: String?.self]
            let account = try row.decode(Account.self)
            lines.append("\(account.id) \(email) \(home ?? "none")")
        }
        return lines
    }
}
