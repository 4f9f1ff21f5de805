package import Athanor

extension Connection {
    /// Returns the rows of a query, each as its values joined by `|`.
    package func rows(_ sql: String) async throws -> [String] {
        try await query(sql: sql).map { row in
            row.values.map { value in
                switch value {
                case .null: "NULL"
                case .boolean(let flag): "\(flag)"
                case .integer(let number): "\(number)"
                case .double(let number): "\(number)"
                case .text(let text): text
                case .bytes: "bytes"
                }
            }.joined(separator: "|")
        }
    }
}
