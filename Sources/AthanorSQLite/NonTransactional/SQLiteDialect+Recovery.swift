package import Athanor

extension SQLiteDialect {
    /// Returns `runsAgain` for `VACUUM` and for statements that only affect the session. For `VACUUM INTO` it is
    /// unknown whether the file was written completely.
    package func recovery(of statement: LoweredStatement) -> NonTransactionalStatementRecovery {
        let tokens = Lexer.tokens(inAccepted: statement.statement.text)
        return statement.command == "VACUUM" && tokens.contains { $0.isKeyword("INTO") } ? .unknown : .runsAgain
    }
}
