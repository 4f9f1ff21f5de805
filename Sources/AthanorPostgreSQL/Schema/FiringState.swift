/// When a trigger or rule fires, as the catalog has it.
enum FiringState: String, Sendable, Codable {
    /// Outside of replication.
    case origin = "O"
    case disabled = "D"
    /// Only when changes are replicated.
    case replica = "R"
    case always = "A"

    /// The state in ALTER TABLE: `ENABLE ALWAYS`.
    var sql: String {
        switch self {
        case .origin: "ENABLE"
        case .disabled: "DISABLE"
        case .replica: "ENABLE REPLICA"
        case .always: "ENABLE ALWAYS"
        }
    }
}
