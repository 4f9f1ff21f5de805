internal import Athanor

/// Whether PostgreSQL refuses a statement inside a transaction block.
///
/// Source: the calls of `PreventInTransactionBlock` in PostgreSQL 15. They include REINDEX and CLUSTER of a
/// *partitioned* table, which the text does not show; then the server's error reports it.
enum TransactionRefusal {
    static func execution(of shape: StatementShape, text: @autoclosure () -> String) -> StatementExecution {
        refusesTransaction(shape, text) ? .alone : .inTransaction
    }

    /// The first words decide nearly always. The few commands whose options decide are parsed with PostgreSQL's own
    /// grammar; if it cannot read the text, the words decide.
    private static func refusesTransaction(_ shape: StatementShape, _ text: () -> String) -> Bool {
        switch shape[0] {
        case "VACUUM":
            return true
        case "CREATE":
            switch shape[1] {
            case "DATABASE", "TABLESPACE": return true
            case "INDEX": return shape[2] == "CONCURRENTLY"
            case "UNIQUE": return shape[2] == "INDEX" && shape[3] == "CONCURRENTLY"
            case "SUBSCRIPTION": return ParsedStatement(text())?.refusesTransaction ?? true
            default: return false
            }
        case "DROP":
            switch shape[1] {
            case "DATABASE", "TABLESPACE", "SUBSCRIPTION": return true
            case "INDEX": return shape[2] == "CONCURRENTLY"
            default: return false
            }
        case "ALTER":
            switch shape[1] {
            case "SYSTEM": return true
            case "DATABASE": return shape.contains("SET", "TABLESPACE")
            case "TABLE":
                guard shape.contains("CONCURRENTLY") else { return false }
                return ParsedStatement(text())?.refusesTransaction ?? shape.contains("DETACH", "PARTITION")
            case "SUBSCRIPTION":
                guard shape.contains("PUBLICATION") else { return false }
                return ParsedStatement(text())?.refusesTransaction ?? true
            default: return false
            }
        case "REINDEX":
            return ParsedStatement(text())?.refusesTransaction ?? byWordsOfReindex(shape)
        case "CLUSTER":
            return ParsedStatement(text())?.refusesTransaction ?? (shape.words.count == 1 || shape[1] == "VERBOSE")
        default:
            return false
        }
    }

    private static func byWordsOfReindex(_ shape: StatementShape) -> Bool {
        let wholes = ["SCHEMA", "DATABASE", "SYSTEM"]
        return shape.contains("CONCURRENTLY") || wholes.contains { shape[1] == $0 || shape[2] == $0 }
    }
}
