internal import Athanor

/// What the rows that a statement of a refresh affects stand for.
enum RefreshEffect: Hashable, Sendable {
    /// Rows that come into the view.
    case inserts
    /// Rows of the view that are changed in their place.
    case updates
    /// Rows that leave the view.
    case deletes
    /// All rows that the view is to have, kept apart to be compared.
    case computes
    /// None of the view's rows.
    case none
}

/// Counts what the statements of a refresh do.
struct RefreshCount {
    private var inserted: Int64 = 0
    private var updated: Int64 = 0
    private var deleted: Int64 = 0
    private var rows: Int64?

    /// Notes how many rows a statement has affected.
    mutating func note(_ affected: Int, by effect: RefreshEffect) {
        let affected = Int64(affected)
        switch effect {
        case .inserts: inserted += affected
        case .updates: updated += affected
        case .deletes: deleted += affected
        case .computes: rows = affected
        case .none: break
        }
    }

    /// What the refresh wrote.
    var refreshed: RefreshedRows {
        RefreshedRows(changes: RowChanges(inserted: inserted, updated: updated, deleted: deleted), rows: rows)
    }
}
