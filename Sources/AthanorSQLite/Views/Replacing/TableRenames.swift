internal import Athanor

/// The tables that some work renames. What read such a table is to read it under its new name, or another one that has
/// taken the old name.
///
/// SQLite leaves readers behind, without a word, where `PRAGMA legacy_alter_table` is on.
struct TableRenames {
    private struct Rename {
        let name: String
        var newName: String
        let place: SourcePlace?
    }

    private let renames: [Rename]

    /// - Parameter work: a part of a revision. A name that a later part gives to a table again is no matter yet.
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

    /// Makes sure that nothing goes on reading a table, or referring to it, by a name that it has no more and nothing else has.
    /// - Parameter before: the tables, views and triggers that there were when the transaction began.
    /// - Throws: `OperationError`.
    func refuseLeavingBehind(_ before: Set<SchemaObject>, on connection: any Connection) async throws {
        let tables = Set(before.filter { $0.type == "table" }.map { SQLiteName($0.name) })
        for rename in renames {
            guard try await SchemaObject.named(rename.name, on: connection) == nil,
                try await SchemaObject.named(rename.newName, on: connection)?.type == "table"
            else { continue }
            let wasThere = tables.contains(SQLiteName(rename.name))
            var left: [String] = []
            // What was without the table before may stay so.
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
                "table \"\(rename.name)\" cannot be renamed to \"\(rename.newName)\" so: "
                    + "\(left.joined(separator: ", ")) would still say \"\(rename.name)\", which is no table any more",
                at: rename.place,
                advice:
                    "SQLite carries a rename through to them where PRAGMA legacy_alter_table is off and no other table "
                    + "takes part. Drop views and triggers before, and create them again after it; rename in a revision "
                    + "of its own.")
        }
    }
}

extension TableChange {
    /// The name that is a table's, or a view's, after it.
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
    /// Where it stands in the revision.
    fileprivate var place: SourcePlace? {
        switch self {
        case .statement(let lowered): lowered.statement.origin?.start
        case .resolvedWhenRun(let resolved): resolved.origin?.start
        case .rows, .ownTransaction, .batches: nil
        }
    }
}
