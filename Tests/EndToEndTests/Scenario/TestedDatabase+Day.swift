import TestSupport

extension TestedDatabase {
    /// The day in Tokyo of `created_at`, in the database's SQL.
    var day: String {
        switch self {
        case .postgreSQL: "date_trunc('day', created_at AT TIME ZONE 'Asia/Tokyo')::date"
        case .sqlite: "date(created_at, '+9 hours')"
        }
    }
}
