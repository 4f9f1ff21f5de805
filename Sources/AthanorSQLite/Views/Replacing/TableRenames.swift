internal import Athanor

/// The table renames in some work. Readers of such a table must read it by its new name, or another table that has
/// taken the old name.
///
/// SQLite silently leaves readers unchanged where `PRAGMA legacy_alter_table` is on.
struct TableRenames {
    private struct Rename {
        let name: String
        var newName: String
        let place: SourcePlace?
    }

    private let renames: [Rename]

    /// - Parameter work: a segment of a revision. A name that a later segment gives to a table again is not checked
    ///   yet.
    init(in work: TransactionWork) {
        var renames: [Rename] = []
        for step in work.steps.flatMap(\.parts) {
            guard let change = step.tableChange, change.isInMain, case .rename(let name, let newName) = change else {
                continue
            }
            for index in renames.indices where renames[index].newName.isSameName(as: name.name) {
                renames[index].newName = newName
            }
            renames.append(Rename(name: name.name, newName: newName, place: step.place))
        }
        let given = Set(work.after.flatMap(\.parts).compactMap(\.tableChange).flatMap(\.namesGiven))
        self.renames = renames.filter { !given.contains(SQLiteName($0.name)) }
    }

    /// Checks that no object still reads or references a table by an old name that no other object has.
    /// - Parameter before: the tables, views and triggers that existed when the transaction began.
    /// - Throws: `OperationError`.
    func refuseLeavingBehind(_ before: Set<SchemaObject>, on connection: any Connection) async throws {
        let tables = Set(before.filter { $0.type == "table" }.map { SQLiteName($0.name) })
        for rename in renames {
            guard try await SchemaObject.named(rename.name, on: connection) == nil,
                try await SchemaObject.named(rename.newName, on: connection)?.type == "table"
            else { continue }
            let wasThere = tables.contains(SQLiteName(rename.name))
            var left: [String] = []
            // Readers that lacked the table before may still lack it.
            for reader in try await Readers.all(missing: rename.name, on: connection)
            where wasThere || !before.contains(reader) {
                left.append(
                    reader.type == "view"
                        ? try await Dependent(behind: reader.name, on: connection).description
                        : "trigger \"\(reader.name)\"")
            }
            if wasThere {
                left += try await ReferringTables.names(referringTo: rename.name, on: connection)
                    .filter { tables.contains(SQLiteName($0)) }.map { "a foreign key of table \"\($0)\"" }
            }
            guard !left.isEmpty else { continue }
            throw OperationError(
                "table \"\(rename.name)\" cannot be renamed to \"\(rename.newName)\": "
                    + "\(left.joined(separator: ", ")) would still use \"\(rename.name)\", which would no longer be a "
                    + "table",
                at: rename.place,
                advice:
                    "SQLite updates them if PRAGMA legacy_alter_table is off and no other table "
                    + "is involved. Drop views and triggers before the rename, and create them again after it; use a "
                    + "revision for the rename alone.")
        }
    }
}

extension TableChange {
    /// The name that a table or view has after the change.
    fileprivate var namesGiven: [SQLiteName] {
        guard isInMain else { return [] }
        switch self {
        case .create(let name): return [SQLiteName(name.name)]
        case .rename(_, let newName): return [SQLiteName(newName)]
        case .drop: return []
        }
    }
}

extension LoweredStep {
    /// The place of the step in the revision.
    fileprivate var place: SourcePlace? {
        switch content {
        case .statement(let lowered): lowered.statement.origin?.start
        case .resolvedWhenRun(let resolved): resolved.origin?.start
        case .rows, .ownTransaction, .batches: nil
        }
    }
}
