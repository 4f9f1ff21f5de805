internal import Athanor

/// Advice for a refresh that the server refuses.
struct RefreshAdvice: Sendable {
    private let serverVersion: Int

    /// Creates the advice for a statement; `nil` when it is not a refresh.
    init?(for statement: SQLStatement, serverVersion: Int) {
        let words = statement.text.prefix(60).uppercased().split(maxSplits: 3, whereSeparator: \.isWhitespace).prefix(3)
        guard words.elementsEqual(["REFRESH", "MATERIALIZED", "VIEW"]) else { return nil }
        self.serverVersion = serverVersion
    }

    /// Returns what to do about an SQLSTATE; `nil` if there is no advice for it.
    func advice(_ code: String) -> String? {
        switch code {
        case "42501":
            let maintainer = serverVersion >= 170_000 ? ", or have GRANT MAINTAIN on it" : ""
            return "Connect as the view's owner or a member of that role (`role:` in athanor.yaml)\(maintainer). The "
                + "refresh itself reads with the owner's rights, so it is the owner who needs SELECT on what the view reads."
        case "21000", "23505":
            return
                "The definition now gives two rows with the same key. Correct what it reads or its GROUP BY, or give the "
                + "unique index the columns that tell the rows apart."
        case "42P01", "42883":
            return
                "If a function that the definition calls uses that name without a schema, write the schema, or set the "
                + "function's search path with ALTER FUNCTION … SET search_path = …."
        default:
            return nil
        }
    }
}
