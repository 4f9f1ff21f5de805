internal import Athanor

extension Statement {
    /// A block of PL/pgSQL, between dollar quotes that nothing in it ends.
    /// - Parameters:
    ///   - body: the statements.
    ///   - declarations: what stands after `DECLARE`; none are none.
    static func block(_ body: String, declaring declarations: String = "") -> Statement {
        var tag = "$athanor$"
        while body.containsBytes(of: tag) || declarations.containsBytes(of: tag) {
            tag = "$athanor_\(tag.utf8.count)$"
        }
        return Statement(
            "DO \(tag)\n\(declarations.isEmpty ? "" : "DECLARE\n\(declarations)\n")BEGIN\n\(body)\nEND\n\(tag)")
    }
}
