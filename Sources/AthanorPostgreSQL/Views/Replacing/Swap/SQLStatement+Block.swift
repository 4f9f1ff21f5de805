internal import Athanor

extension SQLStatement {
    /// Returns a block of PL/pgSQL, in dollar quotes with a tag that the block does not contain.
    /// - Parameters:
    ///   - body: the statements.
    ///   - declarations: the text after `DECLARE`; empty for none.
    static func block(_ body: String, declaring declarations: String = "") -> SQLStatement {
        var tag = "$athanor$"
        while body.containsBytes(of: tag) || declarations.containsBytes(of: tag) {
            tag = "$athanor_\(tag.utf8.count)$"
        }
        return SQLStatement(
            "DO \(tag)\n\(declarations.isEmpty ? "" : "DECLARE\n\(declarations)\n")BEGIN\n\(body)\nEND\n\(tag)")
    }
}
