public import Athanor

extension SQLiteDialect {
    /// `VACUUM` may run again, and so may what holds for the session alone. Whether `VACUUM INTO` has written its file to the
    /// end cannot be told.
    public func recovery(of statement: LoweredStatement) -> NonTransactionalStatementRecovery {
        let tokens = Lexer.tokens(inAccepted: statement.statement.text)
        return statement.command == "VACUUM" && tokens.contains { $0.isKeyword("INTO") } ? .unknown : .runsAgain
    }
}
