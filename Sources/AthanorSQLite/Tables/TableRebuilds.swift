/// The table rebuilds in some work, in which one table takes the place and the name of another.
///
/// A rebuild has one of three orders. The old table is dropped and the new one renamed to its name. Or the old one is
/// dropped and the new one created with its name, with rows that were saved elsewhere. Or the old one is renamed away
/// first, and dropped later. In each case, references to the old table must refer to the new one.
struct TableRebuilds {
    struct Rename {
        let name: String
        let newName: String
    }

    /// The names of the tables that take part.
    private(set) var tables: Set<SQLiteName> = []
    /// The names that one table had and another takes, in order.
    private(set) var replaced: [SQLiteName] = []
    /// The renames that only take a table out of the way of the one that replaces it.
    private(set) var renamesAway: [Rename] = []

    init(in changes: [TableChange]) {
        let changes = changes.filter(\.isInMain)
        var dropped: Set<SQLiteName> = []
        for change in changes {
            switch change {
            case .drop(let name):
                dropped.insert(SQLiteName(name.name))
            case .create(let name):
                if dropped.contains(SQLiteName(name.name)) { note(change, replacing: name.name) }
            case .rename(_, let newName):
                if dropped.contains(SQLiteName(newName)) { note(change, replacing: newName) }
            }
        }
        noteRenamesAway(in: changes)
    }

    private mutating func note(_ change: TableChange, replacing name: String) {
        tables.formUnion(change.names)
        replaced.append(SQLiteName(name))
    }

    /// Finds the renames out of the way. It follows each table that will be dropped backwards through its earlier
    /// names, up to a name that another table takes afterwards. Without such a name, the table was only renamed.
    private mutating func noteRenamesAway(in changes: [TableChange]) {
        var doomed: [SQLiteName: [Rename]] = [:]
        var taken: Set<SQLiteName> = []
        for change in changes.reversed() {
            switch change {
            case .drop(let name):
                doomed[SQLiteName(name.name)] = []
            case .create(let name):
                doomed[SQLiteName(name.name)] = nil
                taken.insert(SQLiteName(name.name))
            case .rename(let name, let newName):
                defer { taken.insert(SQLiteName(newName)) }
                guard let later = doomed.removeValue(forKey: SQLiteName(newName)) else { continue }
                let renames = later + [Rename(name: name.name, newName: newName)]
                guard taken.contains(SQLiteName(name.name)) else {
                    doomed[SQLiteName(name.name)] = renames
                    continue
                }
                renamesAway += renames
                replaced.append(SQLiteName(name.name))
                for rename in renames { tables.formUnion([SQLiteName(rename.name), SQLiteName(rename.newName)]) }
            }
        }
    }

    /// Whether some of the changes belong to a rebuild.
    func arePartly(in changes: [TableChange]) -> Bool {
        changes.contains { $0.isInMain && !tables.isDisjoint(with: $0.names) }
    }
}
