/// What the log says was done: each revision and each part that commits by itself has one entry, no more.
enum LoggedWork {
    /// A query for lines, each with how often the log says that something was done.
    static func query(log: String) -> String {
        """
        SELECT 'log: ' || kind || ' ' || subject || ' ' || coalesce(detail, '') || ' × ' || count(*) AS line
        FROM \(log)
        WHERE outcome = 'done'
        GROUP BY kind, subject, detail
        """
    }
}
