/// The work in the log, which must have one entry for each revision and for each segment that commits by itself.
enum LoggedWork {
    /// A query for one line for each kind of work, with the number of its entries.
    static func query(log: String) -> String {
        """
        SELECT 'log: ' || kind || ' ' || subject || ' ' || coalesce(detail, '') || ' × ' || count(*) AS line
        FROM \(log)
        WHERE outcome = 'done'
        GROUP BY kind, subject, detail
        """
    }
}
