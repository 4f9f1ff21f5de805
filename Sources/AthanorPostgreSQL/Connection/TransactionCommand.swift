internal import Athanor
internal import CLibPQ

/// The effect of a statement on the transaction block: it opens or ends one.
enum TransactionCommand {
    case begin, end

    /// `nil` for a statement that neither opens nor ends a transaction block.
    init?(_ statement: SQLStatement) {
        let words = statement.text.utf8.prefix(40).split(whereSeparator: { $0 == 0x20 || $0 == 0x0A || $0 == 0x3B })
            .prefix(3).map { String(decoding: $0, as: UTF8.self).uppercased() }
        switch words.first {
        case "BEGIN": self = .begin
        case "START" where words.count > 1 && words[1] == "TRANSACTION": self = .begin
        case "COMMIT", "END", "ABORT": self = .end
        case "ROLLBACK" where !words.contains("TO"): self = .end
        default: return nil
        }
    }
}
