internal import Athanor

/// The meaning of the rows that a statement of a refresh affects.
enum RefreshEffect: Hashable, Sendable {
    /// Rows that are added to the view.
    case inserts
    /// Rows of the view that are updated in place.
    case updates
    /// Rows that are removed from the view.
    case deletes
    /// All rows that the view will have, stored separately for the comparison.
    case computes
    /// No rows of the view.
    case none
}

/// The counts of the rows that the statements of a refresh write.
struct RefreshCount {
    private var inserted: Int64 = 0
    private var updated: Int64 = 0
    private var deleted: Int64 = 0
    private var rows: Int64?

    /// Adds the number of rows that a statement affected.
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

    /// The result of the refresh.
    var refreshed: RefreshedRows {
        RefreshedRows(changes: RowChanges(inserted: inserted, updated: updated, deleted: deleted), rows: rows)
    }
}
