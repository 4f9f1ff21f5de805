import Foundation

/// The scenario's revisions, as its user fills them in.
enum DailyUsage {
    static let createTable = """
        CREATE TABLE message_usages (
            id bigint PRIMARY KEY,
            user_id bigint NOT NULL,
            created_at timestamptz NOT NULL
        );
        """

    /// As it would stand in any article on the subject.
    static func createView(day: String) -> String {
        """
        DROP MATERIALIZED VIEW IF EXISTS daily_usage_matview CASCADE;
        CREATE MATERIALIZED VIEW daily_usage_matview AS
        SELECT user_id, \(day) AS target_date, COUNT(*) AS usage_count
        FROM message_usages
        GROUP BY user_id, target_date;
        CREATE UNIQUE INDEX idx_daily_usage_user_date ON daily_usage_matview (user_id, target_date);
        """
    }

    static let dropView = "DROP MATERIALIZED VIEW IF EXISTS daily_usage_matview;"

    /// Messages of two users; 15:00 in UTC is midnight in Tokyo.
    static let messages = """
        INSERT INTO message_usages (id, user_id, created_at) VALUES
            (1, 1, '2026-11-20 14:59:59+00:00'), (2, 1, '2026-11-20 15:00:00+00:00'), (3, 2, '2026-11-20 01:00:00+00:00')
        """

    static let laterMessages = """
        INSERT INTO message_usages (id, user_id, created_at) VALUES
            (4, 1, '2026-11-20 16:00:00+00:00'), (5, 2, '2026-11-22 03:00:00+00:00')
        """

    static let rows = "SELECT user_id, target_date, usage_count FROM daily_usage_matview ORDER BY 1, 2"

    /// Puts SQL into the sections of an SQL revision as `revision` writes it.
    static func fillIn(sql text: String, up: String, down: String) -> String {
        text.replacing("\n-- upgrade\n", with: "\n-- upgrade\n\n\(up)\n")
            .replacing("\n-- downgrade\n", with: "\n-- downgrade\n\n\(down)\n")
    }

    /// Puts operations into the bodies of a Swift revision as `revision` writes it.
    static func fillIn(swift text: String, up: String, down: String) -> String {
        func body(_ operations: String) -> String {
            operations.split(separator: "\n", omittingEmptySubsequences: false).map { "        \($0)\n" }.joined()
        }
        let opening = "(_ op: Operations) -> OperationList {\n"
        let written = text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("// By default, a downgrade") }
            .map { $0.replacing("    // ", with: "    ") }.joined(separator: "\n")
        return written.replacing("upgrade" + opening, with: "upgrade" + opening + body(up))
            .replacing("downgrade" + opening, with: "downgrade" + opening + body(down))
    }
}
