/// The rebuilds of tables among some work, in which one table takes the place and the name of another.
///
/// They come in two orders: the old table is dropped and the new one given its name, or the old one is renamed away
/// first, and dropped later. Either way, what referred to the old table is to refer to the new one.
struct TableRebuilds {
    /// A rename.
    struct Rename {
        let name: String
        let newName: String
    }

    /// Whether there is any.
    private(set) var isEmpty = true
    /// The renames that only take a table out of the way of the one that replaces it.
    private(set) var renamesAway: [Rename] = []
    /// The names of all tables that are dropped or renamed: what bears one may have its rows from another.
    private(set) var names: [String] = []

    init(in changes: [TableChange]) {
        var dropped: Set<SQLiteName> = []
        for change in changes {
            switch change {
            case .drop(let name):
                dropped.insert(SQLiteName(name.name))
                names.append(name.name)
            case .rename(let name, let newName):
                if dropped.contains(SQLiteName(newName)) { isEmpty = false }
                names += [name, newName]
            }
        }
        // Backwards, a table that will be dropped is followed through the names that it had before.
        var doomed: Set<SQLiteName> = []
        for change in changes.reversed() {
            switch change {
            case .drop(let name):
                doomed.insert(SQLiteName(name.name))
            case .rename(let name, let newName):
                guard doomed.remove(SQLiteName(newName)) != nil else { continue }
                doomed.insert(SQLiteName(name))
                renamesAway.append(Rename(name: name, newName: newName))
                isEmpty = false
            }
        }
    }
}
