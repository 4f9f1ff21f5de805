/// Statements of a change that commit together.
package struct ChangeTransaction: Sendable, Hashable {
    /// The statements, in order.
    package private(set) var statements: [ChangeStatement]

    /// Whether it is a statement that cannot run inside a transaction.
    package var isAlone: Bool { statements.first?.commit == .alone }

    /// Whether the next statement can be one of them.
    private func canContain(_ next: ChangeStatement) -> Bool {
        switch next.commit {
        case .together: !isAlone && statements.last?.commit != .before
        case .before: !isAlone
        case .after, .alone: false
        }
    }

    /// Divides statements into as few transactions as possible.
    package static func dividing(_ statements: [ChangeStatement]) -> [ChangeTransaction] {
        var transactions: [ChangeTransaction] = []
        for statement in statements {
            if let last = transactions.indices.last, transactions[last].canContain(statement) {
                transactions[last].statements.append(statement)
            } else {
                transactions.append(ChangeTransaction(statements: [statement]))
            }
        }
        return transactions
    }
}
